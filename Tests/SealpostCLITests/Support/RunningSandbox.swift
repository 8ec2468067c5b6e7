import Foundation

/// The command `sealpost sandbox`, running.
struct RunningSandbox: Sendable {
  let port: Int
  let authority: String?

  struct NotStarted: Error {
    let errors: String
  }

  /// Runs the command with a port of the system's choice until `body` has returned, and gives what came of both.
  static func with<Result>(
    _ options: [String], listen: String = "127.0.0.1:0", input: String = "",
    _ body: (RunningSandbox) async throws -> Result
  ) async throws -> (result: Result, run: CommandRun) {
    let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    let command = Task {
      defer { line.finish() }
      return await CommandRun.of(
        ["sandbox", "--listen", listen, "--json"] + options, input: input, interrupts: interrupts
      ) { line.yield($0) }
    }
    defer { command.cancel() }
    var iterator = lines.makeAsyncIterator()
    let notice = await iterator.next().flatMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    guard let notice, let port = notice["port"] as? Int else {
      signal.yield(15)
      throw NotStarted(errors: await command.value.errors)
    }
    let result = try await body(RunningSandbox(port: port, authority: notice["caFile"] as? String))
    signal.yield(2)
    return (result, await command.value)
  }

  /// `send` with what reaches it; what is to be sent comes after.
  var send: [String] {
    ["send", "--server", "127.0.0.1:\(port)", "--attempts", "1"] + (authority.map { ["--ca", $0] } ?? [])
  }
}

extension CommandRun {
  /// The JSON documents on standard output, one a line.
  func records() throws -> [[String: Any]] {
    try output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }
}
