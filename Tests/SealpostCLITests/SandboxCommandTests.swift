import Foundation
import MailSandbox
import Testing

@testable import SealpostCLI

@Suite("The sandbox", .timeLimit(.minutes(1)))
struct SandboxCommandTests {
  @Test("It tells where it listens, shows each connection's evidence, and ends with a summary")
  func text() async throws {
    let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    let files = try TemporaryFiles()
    defer { files.remove() }
    let authority = files.path("ca.pem")
    let command = Task {
      defer { line.finish() }
      return await CommandRun.of(
        ["sandbox", "--listen", "127.0.0.1:0", "--ca-file", authority, "--max-tls", "1.2"], interrupts: interrupts
      ) { line.yield($0) }
    }
    defer { command.cancel() }
    var seen = ""
    for await line in lines {
      if seen.isEmpty {
        let port = try #require(line.firstMatch(of: /listens on 127\.0\.0\.1:(\d+)/)?.1)
        let sent = await CommandRun.of(
          ["send", "--server", "localhost:\(port)", "--ca", authority] + SandboxFixture.message)
        #expect(sent.status == 0, "\(sent.errors)")
      }
      seen += line
      if line.contains("ended, ") { break }
    }
    signal.yield(2)
    let run = await command.value
    #expect(run.status == 0, "\(run.errors)")
    for text in [
      "Sandbox modern listens on", "TLSv1.2, after STARTTLS", authority, "connected from 127.0.0.1:",
      "TLSv1.2, TLS_ECDHE",
      "the client offered TLSv1.3, TLSv1.2 for localhost", "message 1 kept: <ada@example.com> to <alan@example.net>",
      "ended, the client said QUIT",
    ] { #expect(run.output.contains(text), "\(run.output)") }
    #expect(run.output.hasSuffix("\nStopped after 1 connection and 1 message.\n"))
  }

  @Test("It ends when its task is cancelled, though no signal comes")
  func cancelled() async throws {
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    let command = Task {
      defer { line.finish() }
      return await CommandRun.of(["sandbox", "--listen", "127.0.0.1:0"]) { line.yield($0) }
    }
    for await _ in lines { break }
    command.cancel()
    #expect(await command.value.output.hasSuffix("\nStopped after 0 connections and 0 messages.\n"))
  }

  @Test("With --json each event is one line")
  func json() async throws {
    let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
    signal.yield(15)
    let run = await CommandRun.of(
      ["sandbox", "--listen", "127.0.0.1:0", "--profile", "office365", "--implicit-tls", "--json"],
      interrupts: interrupts)
    #expect(run.status == 0, "\(run.errors)")
    let documents = try run.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(documents.map { $0["event"] as? String } == ["listening", "stopped"])
    let notice = try #require(documents.first)
    #expect(notice["profile"] as? String == "office365" && notice["implicitTLS"] as? Bool == true)
    #expect((notice["port"] as? Int ?? 0) > 0)
    let file = try #require(notice["caFile"] as? String)
    #expect(!FileManager.default.fileExists(atPath: file))
    #expect(run.errors.contains("Sandbox office365 listens on"))
  }

  @Test(
    "Options that make no sense are refused in one line",
    arguments: [
      (["--profile", "nobody"], 64, "office365"),
      (["--listen", "0.0.0.0:0"], 64, "--dangerously-listen-beyond-loopback"),
      (["--listen", "127.0.0.1:70000"], 64, "--listen"), (["--reject-share", "1.5"], 64, "1.5"),
      (["--min-tls", "1.3", "--max-tls", "1.2"], 64, "--min-tls"),
      (["--profile", "plain", "--max-tls", "1.2"], 64, "no TLS"),
      (["--profile", "plain", "--implicit-tls"], 64, "no TLS"), (["--certificate", "odd"], 64, "expired"),
      (["--user", "u"], 64, "--password-file"), (["--script", "/no/such"], 66, "/no/such"),
      (["--ca-file", "/no/such/ca.pem"], 74, "/no/such/ca.pem"),
    ] as [([String], Int32, String)])
  func badOptions(options: [String], status: Int32, says: String) async {
    let run = await CommandRun.of(["sandbox", "--listen", "127.0.0.1:0"] + options)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.output.isEmpty && run.errors.contains(says), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test("A script's fault is told with its line")
  func badScript() async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let script = try files.file("script", "# first\nnowhere: 250 ok\n")
    let run = await CommandRun.of(["sandbox", "--listen", "127.0.0.1:0", "--script", script])
    #expect(run.status == 78)
    #expect(run.errors.contains("line 2") && run.errors.contains("nowhere"))
  }

  @Test("A port that is taken is told")
  func portTaken() async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(["sandbox", "--listen", "127.0.0.1:\(fixture.sandbox.port)"])
      #expect(run.status == 78)
      #expect(run.errors.contains("127.0.0.1:\(fixture.sandbox.port)"))
    }
  }
}
