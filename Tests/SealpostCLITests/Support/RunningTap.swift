import Foundation
import MailSandbox

/// The command `sealpost tap`, running.
struct RunningTap: Sendable {
  let port: Int

  struct NotStarted: Error {
    let errors: String
  }

  /// Runs the command in front of a port of loopback until `body` has returned, and gives what came of both.
  /// - Parameter interrupts: whether the command is told to end after that; it ends by itself otherwise.
  static func with<Result>(
    upstream port: Int, _ options: [String] = [], interrupts: Bool = true, _ body: (RunningTap) async throws -> Result
  ) async throws -> (result: Result, run: CommandRun) {
    let (signals, signal) = AsyncStream.makeStream(of: Int32.self)
    let (pieces, piece) = AsyncStream.makeStream(of: String.self)
    let command = Task {
      defer { piece.finish() }
      return await CommandRun.of(
        ["tap", "--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:\(port)"] + options, interrupts: signals
      ) { piece.yield($0) }
    }
    defer { command.cancel() }
    var iterator = pieces.makeAsyncIterator()
    let notice = await iterator.next() ?? ""
    guard
      let port = notice.firstMatch(of: /listens on 127\.0\.0\.1:(\d+)|"port":(\d+)/).flatMap({ Int($0.1 ?? $0.2 ?? "") }
      )
    else {
      signal.yield(15)
      throw NotStarted(errors: await command.value.errors)
    }
    let result: Result
    do {
      result = try await body(RunningTap(port: port))
    } catch {
      signal.yield(15)
      _ = await command.value
      throw error
    }
    if interrupts { signal.yield(2) }
    return (result, await command.value)
  }

  /// Sends a message through the tap to the sandbox behind it.
  func send(to fixture: SandboxFixture, _ options: [String] = []) async throws -> CommandRun {
    await CommandRun.of(
      [
        "send", "--server", "127.0.0.1:\(port)", "--verify-name", "localhost", "--attempts", "1", "--ca",
        try fixture.files.authority(of: fixture.sandbox),
      ] + SandboxFixture.message + options)
  }

  /// A client that offers TLS 1.0 and nothing newer.
  static let oldClient = ["--min-tls", "1.0", "--max-tls", "1.0", "--dangerously-allow-deprecated-tls"]
}
