import Foundation
import MailSandbox
import Testing

@testable import SealpostCLI

@Suite("The sandbox's options", .timeLimit(.minutes(1)))
struct SandboxOptionTests {
  private static let login = [
    "--user", SandboxCredentials.defaultUser, "--password-command", "echo \(SandboxCredentials.defaultPassword)",
  ]
  private static let oldClient = ["--min-tls", "1.0", "--max-tls", "1.0", "--dangerously-allow-deprecated-tls"]

  @Test(
    "The line that it shows to try it works",
    arguments: [
      ["--profile", "plain"], ["--profile", "modern"], ["--profile", "office365"],
      ["--profile", "office365", "--implicit-tls"], ["--max-tls", "1.1"],
      ["--auth-mechanism", "SCRAM-SHA-256-PLUS", "--auth-mechanism", "cram-md5"],
      ["--user", "bob o'hara", "--password-file", "F"],
    ])
  func trial(options: [String]) async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let password = try files.file("pass word", "hunter2\n")
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
    let command = Task {
      defer { line.finish() }
      return await CommandRun.of(
        ["sandbox", "--listen", "127.0.0.1:0"] + options.map { $0 == "F" ? password : $0 }, interrupts: interrupts
      ) { line.yield($0) }
    }
    defer { command.cancel() }
    var iterator = lines.makeAsyncIterator()
    let notice = try #require(await iterator.next())
    let trial = try #require(notice.firstMatch(of: /Try it +sealpost (.*)/)?.1)
    // The shell says which words it would give to the program.
    let words = try await ShellCommand("printf '%s\\n' \(trial)").run().output
    let sent = await CommandRun.of(
      String(decoding: words, as: UTF8.self).split(separator: "\n").map(String.init) + ["--attempts", "1"])
    #expect(sent.status == 0, "\(trial)\n\(sent.errors)")
    signal.yield(2)
    #expect(await command.value.output.hasSuffix("\nStopped after 1 connection and 1 message.\n"))
  }

  @Test("A script decides what it answers")
  func script() async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let script = try files.file(
      "script", "# once\nmail: 451 4.3.0 Busy *1\nrcpt <bob@example.net>: 550 5.1.1 Unknown.\n")
    let (statuses, _) = try await RunningSandbox.with(["--script", script]) { sandbox in
      let first = await CommandRun.of(sandbox.send + SandboxFixture.message)
      #expect(first.errors.contains("451 4.3.0 Busy"))
      let second = await CommandRun.of(sandbox.send + SandboxFixture.message)
      let third = await CommandRun.of(sandbox.send + SandboxFixture.message + ["--to", "bob@example.net"])
      return [first.status, second.status, third.status]
    }
    #expect(statuses == [75, 0, 69])
  }

  @Test("A directory keeps the messages as files, byte for byte")
  func directory() async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let (_, run) = try await RunningSandbox.with(["--directory", files.path("inbox")]) { sandbox in
      let sent = await CommandRun.of(
        sandbox.send + ["--eml", "-"], input: "From: a@example.com\nTo: b@example.net\n\n.dot\nend\n")
      #expect(sent.status == 0, "\(sent.errors)")
    }
    let stored = try #require(try run.records().first { $0["event"] as? String == "stored" })
    let file = try #require(stored["file"] as? String)
    #expect(file.hasPrefix(files.path("inbox")) && file.hasSuffix(".eml"))
    #expect(
      try String(contentsOfFile: file, encoding: .utf8)
        == "From: a@example.com\r\nTo: b@example.net\r\n\r\n.dot\r\nend\r\n")
  }

  @Test("A share of old clients is turned away, and a seed chooses the same ones again")
  func rejectShare() async throws {
    func statuses(_ share: String, _ seed: String) async throws -> [Int32] {
      try await RunningSandbox.with(["--profile", "office365", "--reject-share", share, "--seed", seed]) { sandbox in
        var statuses: [Int32] = []
        for _ in 0..<8 {
          let run = await CommandRun.of(sandbox.send + SandboxFixture.message + Self.login + Self.oldClient)
          statuses.append(run.status)
        }
        return statuses
      }.result
    }
    #expect(try await statuses("0", "7") == Array(repeating: 0, count: 8))
    #expect(try await statuses("1", "7") == Array(repeating: 75, count: 8))
    let half = try await statuses("0.5", "7")
    #expect(Set(half) == [0, 75])
    #expect(try await statuses("0.5", "7") == half)
    #expect(try await statuses("0.5", "8") != half)
  }

  @Test(
    "A certificate of each kind is what it says",
    arguments: [("valid", 0, "accepted"), ("expired", 76, "expired"), ("wrong-name", 76, "name")]
      as [(String, Int32, String)])
  func certificate(kind: String, status: Int32, says: String) async throws {
    let (sent, _) = try await RunningSandbox.with(["--certificate", kind]) { sandbox in
      await CommandRun.of(sandbox.send + SandboxFixture.message)
    }
    #expect(sent.status == status, "\(sent.errors)")
    #expect((sent.output + sent.errors).contains(says))
  }

  @Test(
    "The one user that was named gets in, and no other",
    arguments: [("bob", 0), (SandboxCredentials.defaultUser, 77)] as [(String, Int32)])
  func user(name: String, status: Int32) async throws {
    let options = ["--user", "bob", "--password-file", "-"]
    let (sent, run) = try await RunningSandbox.with(options, input: "hunter2\nmore\n") { sandbox in
      await CommandRun.of(
        sandbox.send + SandboxFixture.message + ["--user", name, "--password-file", "-"], input: "hunter2")
    }
    #expect(sent.status == status, "\(sent.errors)")
    let stored = try run.records().first { $0["event"] as? String == "stored" }
    #expect((stored?["message"] as? [String: Any])?["user"] as? String == (status == 0 ? "bob" : nil))
    #expect(!run.errors.contains("hunter2") && !run.output.contains("hunter2"))
  }

  @Test("It listens beyond loopback where that is asked for by its dangerous name")
  func beyondLoopback() async throws {
    let (sent, _) = try await RunningSandbox.with(["--dangerously-listen-beyond-loopback"], listen: "0.0.0.0:0") {
      await CommandRun.of($0.send + SandboxFixture.message)
    }
    #expect(sent.status == 0, "\(sent.errors)")
  }
}
