import Foundation
import Testing

@testable import SealpostCLI

@Suite("A shell command", .timeLimit(.minutes(1)))
struct ShellCommandTests {
  @Test(
    "What it wrote and how it ended come back",
    arguments: [
      ("echo one; echo two", "one\ntwo\n", .exit(0)), ("true", "", .exit(0)), ("echo part; exit 3", "part\n", .exit(3)),
      ("kill -KILL $$", "", .signal(9)), ("no-such-program 2>/dev/null", "", .exit(127)), ("cat", "", .exit(0)),
    ] as [(String, String, ShellCommand.Ending)])
  func endings(command: String, output: String, ending: ShellCommand.Ending) async throws {
    let result = try await ShellCommand(command).run()
    #expect(String(decoding: result.output, as: UTF8.self) == output)
    #expect(result.ending == ending)
  }

  @Test("As much as the limit is taken, and what writes more is ended")
  func limit() async throws {
    let limit = ShellCommand.outputLimit
    #expect(try await ShellCommand("head -c \(limit) /dev/zero").run().output.count == limit)
    for command in ["cat /dev/zero", "head -c \(limit + 1) /dev/zero", "while :; do echo line; done"] {
      #expect(try await ShellCommand(command).run().ending == .tooLong)
    }
  }

  @Test("What it leaves in the background is not waited for, though it holds the output open")
  func background() async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let fifo = try Descriptor.fifo(in: files)
    let result = try await ShellCommand(
      "exec 9>'\(fifo.path)'; sleep 600 2>/dev/null & echo $! >&9; echo done"
    ).run()
    #expect(String(decoding: result.output, as: UTF8.self) == "done\n")
    var pieces = fifo.pieces.makeAsyncIterator()
    let pid = try #require(await pieces.next().flatMap { pid_t($0.dropLast()) })
    #expect(kill(pid, SIGKILL) == 0)
  }

  @Test("Many at once all end")
  func many() async throws {
    try await withThrowingTaskGroup(of: ShellCommand.Result.self) { group in
      for number in 0..<32 { group.addTask { try await ShellCommand("echo \(number)").run() } }
      var seen: Set<String> = []
      for try await result in group { seen.insert(String(decoding: result.output, as: UTF8.self)) }
      #expect(seen.count == 32)
    }
  }

  @Test("It ends when the task is cancelled")
  func cancelled() async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let fifo = try Descriptor.fifo(in: files)
    let task = Task {
      try await ShellCommand("exec 9>'\(fifo.path)'; echo started >&9; exec sleep 600").run()
    }
    var pieces = fifo.pieces.makeAsyncIterator()
    #expect(await pieces.next() == "started\n")
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await pieces.next() == nil, "it has closed what it held")
    try Task.checkCancellation()
  }

  @Test("It is in this program's process group, so that it may ask on the terminal, and takes the usual signals")
  func processGroup() async throws {
    let result = try await ShellCommand(
      "cut -d ' ' -f 5 /proc/$$/stat 2>/dev/null || ps -o pgid= -p $$; kill -INT $$; echo ignored"
    ).run()
    let group = String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(group == "\(getpgrp())")
    #expect(result.ending == .signal(SIGINT))
  }
}
