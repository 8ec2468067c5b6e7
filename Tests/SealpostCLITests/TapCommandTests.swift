import Foundation
import MailSandbox
import Testing

@testable import SealpostCLI

@Suite("The tap", .timeLimit(.minutes(1)))
struct TapCommandTests {
  @Test("It tells of a connection in the order of its events, and sums up at the interrupt")
  func text() async throws {
    try await SandboxFixture.with { fixture in
      let (_, run) = try await RunningTap.with(upstream: fixture.sandbox.port) { tap in
        let sent = try await tap.send(to: fixture)
        #expect(sent.status == 0, "\(sent.errors)")
        _ = try await fixture.sandbox.nextTranscript()
      }
      #expect(run.status == 0, "\(run.errors)")
      var rest = run.output[...]
      for text in [
        "Tap listens on 127.0.0.1:", " for 127.0.0.1:\(fixture.sandbox.port)\n", "Stop it        Ctrl-C\n",
        "#1             connected from 127.0.0.1:", "#1             asked for STARTTLS\n",
        "#1             the program offers TLSv1.3, TLSv1.2, for localhost\n",
        "#1             the server chose TLSv1.3, TLS_", "#1             handshake complete",
        "#1             ended after ", "closed by the ", " from the program, ", " kB from the server\n",
        "\nThe program and the server agreed on TLS 1.3.\n\nUnder TLSv1.2  0 of 1 (0.0 %)\nConnections    1\n",
        "TLSv1.3        1\n",
      ] {
        let range = try #require(rest.range(of: text), "\(text) in \(run.output)")
        rest = rest[range.upperBound...]
      }
      #expect(!run.output.contains("EHLO"))
    }
  }

  @Test("With --verbose it shows what is said in clear")
  func verbose() async throws {
    try await SandboxFixture.with { fixture in
      let (_, run) = try await RunningTap.with(upstream: fixture.sandbox.port, ["--verbose"]) { tap in
        _ = try await tap.send(to: fixture)
        _ = try await fixture.sandbox.nextTranscript()
      }
      for text in ["#1             S: 220 ", "#1             C: EHLO ", "#1             C: STARTTLS\n"] {
        #expect(run.output.contains(text), "\(run.output)")
      }
      #expect(!run.output.contains("MAIL FROM"))
    }
  }

  @Test("The case of the thread: the program is set to TLS 1.2, and its hello offers TLS 1.0")
  func thread() async throws {
    let verdict =
      "The program offers TLS 1.0 and nothing newer, whatever its settings say: the program is the limit, not the server."
    try await SandboxFixture.with(profile: .office365) { fixture in
      let (_, run) = try await RunningTap.with(
        upstream: fixture.sandbox.port, ["--fail-under", "1.2", "--connections", "1"], interrupts: false
      ) { tap in
        let sent = try await tap.send(
          to: fixture,
          RunningTap.oldClient + ["--user", "sandbox", "--password-command", "echo sandbox"])
        #expect(sent.errors.contains("421 4.7.66 TLS 1.0 and 1.1 are not supported"), "\(sent.errors)")
      }
      #expect(run.status == 76)
      #expect(run.errors == "sealpost: 1 of 1 connections fell short of TLSv1.2\n")
      for text in [
        "#1             the program offers TLSv1.0, for localhost: nothing newer, which is the program's own limit\n",
        "#1             the server chose TLSv1.0, ", "#1             \(verdict)\n",
        "\n\(verdict)\n\nUnder TLSv1.2  1 of 1 (100.0 %)\n", "servers that ask for TLS 1.2 turn this program away",
      ] {
        #expect(run.output.contains(text), "\(run.output)")
      }
    }
  }

  @Test("With --json each connection is a line when it ends, and the summary is the last line")
  func json() async throws {
    try await SandboxFixture.with(profile: .office365(rejectShare: 0)) { fixture in
      let (_, run) = try await RunningTap.with(
        upstream: fixture.sandbox.port, ["--json", "--connections", "2", "--fail-under", "1.2"], interrupts: false
      ) { tap in
        for options in [["--max-tls", "1.2"], RunningTap.oldClient] { _ = try await tap.send(to: fixture, options) }
      }
      #expect(run.status == 76)
      let records = try run.records()
      #expect(records.map { $0["event"] as? String } == ["listening", "connection", "connection", "summary"])
      #expect(records[0]["upstream"] as? String == "127.0.0.1:\(fixture.sandbox.port)")
      #expect(records[1]["number"] as? Int == 1 && records[2]["number"] as? Int == 2)
      #expect(records[1]["startTLS"] as? Bool == true && records[1]["complete"] as? Bool == true)
      let versions = records[1...2].map { ($0["tls"] as? [String: Any])?["version"] as? String }
      #expect(versions == ["TLSv1.2", "TLSv1.0"])
      let offered = records[1...2].map { ($0["tls"] as? [String: Any])?["offeredVersions"] as? [String] }
      #expect(offered == [["TLSv1.2"], ["TLSv1.0"]])
      let findings = records[2]["findings"] as? [[String: Any]]
      #expect(findings?.first?["id"] as? String == "tls.programLimit")
      let summary = records[3]
      #expect(summary["underMinimum"] as? Int == 1 && summary["minimum"] as? String == "TLSv1.2")
      #expect((summary["connections"] as? [Any])?.count == 2)
      #expect((summary["verdict"] as? String)?.hasPrefix("In 1 of 2 connections: The program offers TLS 1.0") == true)
      #expect(run.errors.contains("#2             connected from"))
    }
  }

  @Test("--fail-under is met where all agreed on enough, and not where mail went in clear")
  func failUnder() async throws {
    try await SandboxFixture.with { fixture in
      let (_, run) = try await RunningTap.with(
        upstream: fixture.sandbox.port, ["--fail-under", "1.3", "--connections", "1"], interrupts: false
      ) { tap in _ = try await tap.send(to: fixture) }
      #expect(run.status == 0, "\(run.output)")
    }
    try await SandboxFixture.with(profile: .plain) { fixture in
      let (_, run) = try await RunningTap.with(
        upstream: fixture.sandbox.port, ["--fail-under", "1.0", "--connections", "1"], interrupts: false
      ) { tap in
        let sent = await CommandRun.of(
          ["send", "--server", "127.0.0.1:\(tap.port)", "--security", "none"] + SandboxFixture.message)
        #expect(sent.status == 0, "\(sent.errors)")
      }
      #expect(run.status == 76)
      #expect(run.output.contains("Under TLSv1.0  1 of 1 (100.0 %)"), "\(run.output)")
      #expect(run.output.contains("the server offers no STARTTLS"))
    }
  }

  @Test("A server that is down is told, and so is its name that nobody knows")
  func unreachable() async throws {
    let held = try HeldPort()
    defer { held.release() }
    let (_, run) = try await RunningTap.with(
      upstream: held.number, ["--connections", "1"], interrupts: false
    ) { tap in
      let sent = await CommandRun.of(
        ["send", "--server", "127.0.0.1:\(tap.port)", "--attempts", "1"] + SandboxFixture.message)
      #expect(sent.status == 75)
    }
    #expect(run.status == 0)
    #expect(
      run.output.contains("#1             The server could not be reached, so the program was turned away.\n"),
      "\(run.output)")
    #expect(run.output.contains(", for want of a server; "), "\(run.output)")
    #expect(run.output.contains("the connection was refused, nothing listens on that port"), "\(run.output)")
  }

  @Test("It ends when its task is cancelled, though no signal comes")
  func cancelled() async throws {
    let (pieces, piece) = AsyncStream.makeStream(of: String.self)
    let command = Task {
      defer { piece.finish() }
      return await CommandRun.of(["tap", "--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:9"]) { piece.yield($0) }
    }
    for await _ in pieces { break }
    command.cancel()
    #expect(await command.value.output.hasSuffix("\nNo mail connection was seen.\n\nConnections    0\n"))
  }

  @Test(
    "Options that make no sense are refused in one line",
    arguments: [
      (["--upstream", "127.0.0.1:70000"], "--upstream"), (["--upstream", ":25"], "--upstream"),
      (["--upstream", "127.0.0.1:25", "--listen", "127.0.0.1:x"], "--listen"),
      (["--upstream", "127.0.0.1:25", "--fail-under", "2"], "--fail-under"),
      (["--upstream", "127.0.0.1:25", "--connections", "0"], "--connections"),
      (["--upstream", "127.0.0.1:25", "--connect-timeout", "0"], "--connect-timeout"),
      (["--listen", "127.0.0.1:0", "--record-hello", "Test 1", "--html", "report.html"], "--html"),
      (["--listen", "127.0.0.1:0", "--record-hello", "Test 1", "--fail-under", "1.2"], "--fail-under"),
    ] as [([String], String)])
  func badOptions(options: [String], says: String) async {
    let run = await CommandRun.of(["tap"] + options)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains(says) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test("A port that is taken is told")
  func portTaken() async throws {
    try await SandboxFixture.with { fixture in
      let address = "127.0.0.1:\(fixture.sandbox.port)"
      let run = await CommandRun.of(["tap", "--listen", address, "--upstream", "127.0.0.1:9"])
      #expect(run.status == 78)
      #expect(run.errors == "sealpost: --listen: cannot listen on \(address): Address already in use\n")
      let recording = await CommandRun.of(["tap", "--listen", address, "--record-hello", "Test 1"])
      #expect(recording.status == 78)
      #expect(recording.errors.hasSuffix(": Address already in use\n"), "\(recording.errors)")
    }
  }

  @Test("Listening where others can reach it is warned of")
  func openToOthers() async throws {
    let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
    signal.yield(2)
    let run = await CommandRun.of(
      ["tap", "--listen", "0.0.0.0:0", "--upstream", "no.such.host.invalid"], interrupts: interrupts)
    #expect(run.status == 0)
    #expect(run.output.contains("Warning: other machines can reach it, and the server through it."))
  }
}
