import Foundation
import MailSandbox
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@testable import SealpostCLI

@Suite("Sending", .timeLimit(.minutes(1)))
struct SendTests {
  @Test("A message goes out with its texts and attachment, and the receipt says what carried it")
  func composed() async throws {
    try await SandboxFixture.with { fixture in
      let attachment = try fixture.files.file("engine.txt", "cogs\n")
      let page = try fixture.files.file("page.html", "<p>Gr\u{FC}\u{DF}e</p>")
      let run = await CommandRun.of(
        fixture.send + [
          "--from", "Ada Lovelace <ada@example.com>", "--to", "alan@example.net", "--cc", "cc@example.net", "--bcc",
          "bcc@example.net", "--reply-to", "reply@example.com", "--subject", "Gr\u{FC}\u{DF}e", "--text-file", "-",
          "--html", page, "--attach", attachment,
        ], input: "From standard input\n")
      try #require(run.status == 0, "\(run.errors)")
      #expect(run.errors.isEmpty)
      #expect(run.output.hasPrefix("Accepted by 127.0.0.1:\(fixture.sandbox.port) over TLSv1.3\n"))
      #expect(run.output.contains("read off the wire, confirmed by the TLS library"))
      let message = try await fixture.sandbox.nextMessage()
      #expect(
        message.recipients.map(\.description) == ["alan@example.net", "cc@example.net", "bcc@example.net"])
      for text in [
        "From: Ada Lovelace <ada@example.com>", "Cc: cc@example.net", "Reply-To: reply@example.com",
        "From standard input", "engine.txt", "Y29ncwo=",
      ] { #expect(message.text.contains(text)) }
      #expect(!message.text.contains("bcc@example.net"))
    }
  }

  @Test("The command takes leave of the server before it ends")
  func takesLeave() async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(fixture.send + SandboxFixture.message + ["--verbose"])
      #expect(run.status == 0)
      #expect(run.errors.contains("C: QUIT"))
      #expect(run.errors.contains("S: 221"))
    }
  }

  @Test("With --json the receipt is the one document on standard output")
  func json() async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(fixture.send + SandboxFixture.message + ["--json"])
      let receipt = try run.json()
      #expect(run.status == 0)
      #expect(receipt["outcome"] as? String == "accepted")
      let tls = try #require(receipt["tls"] as? [String: Any])
      #expect(tls["version"] as? String == "TLSv1.3" && tls["source"] as? String == "wire")
      #expect(tls["libraryVersion"] as? String == "TLSv1.3" && tls["serverName"] as? String == "localhost")
      #expect((tls["certificate"] as? [String: Any])?["verified"] as? Bool == true)
      #expect((receipt["attempts"] as? [Any])?.count == 1)
      #expect(run.errors.hasPrefix("Accepted by"))
    }
  }

  @Test("With --log-protocol the dialogue is added to a file of its owner's alone, secrets redacted")
  func protocolLog() async throws {
    try await SandboxFixture.with { fixture in
      let file = fixture.files.path("smtp.log")
      let password = try fixture.files.file("password", SandboxCredentials.defaultPassword)
      let arguments =
        fixture.send + SandboxFixture.message
        + ["--user", SandboxCredentials.defaultUser, "--password-file", password, "--log-protocol", file, "--json"]
      let runs = [await CommandRun.of(arguments), await CommandRun.of(arguments)]
      try #require(runs.map(\.status) == [0, 0], "\(runs.map(\.errors))")
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      #expect(lines.count { $0.contains(" 1 *: TLS is in force: TLSv1.3") } == 2)
      #expect(lines.count { $0.contains(" 1 C: AUTH ") } == 2)
      #expect(lines.allSatisfy { $0.wholeMatch(of: /20\S+Z 1 [CS*]: .+/) != nil })
      #expect(lines.contains { $0.contains("[redacted]") })
      for secret in SecretTests.encodings { #expect(!lines.contains { $0.contains(secret) }) }
      #expect(try runs[1].json()["outcome"] as? String == "accepted")
    }
  }

  @Test("With --log-protocol - the dialogue is on standard output, and the receipt on standard error")
  func protocolLogOnOutput() async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(fixture.send + SandboxFixture.message + ["--log-protocol", "-"])
      try #require(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(" 1 C: EHLO ") && !run.output.contains("Accepted by"))
      #expect(run.errors.hasPrefix("Accepted by"))
      let both = await CommandRun.of(fixture.send + SandboxFixture.message + ["--log-protocol", "-", "--json"])
      #expect(both.status == 64 && both.errors.contains("--log-protocol - and --json"))
      #expect(fixture.sandbox.messages.count == 1)
    }
  }

  @Test("A message file is sent as it is, to those in its header or those that are named")
  func stored() async throws {
    try await SandboxFixture.with { fixture in
      let text = "From: ada@example.com\nTo: alan@example.net\nX-Odd:  two  blanks\n\n.dot\nend"
      let file = try fixture.files.file("message.eml", text)
      try #require(await CommandRun.of(fixture.send + ["--eml", file]).status == 0)
      let first = try await fixture.sandbox.nextMessage()
      #expect(first.text == text.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n")
      #expect(first.recipients.map(\.description) == ["alan@example.net"])
      let run = await CommandRun.of(
        fixture.send + ["--eml", "-", "--from", "<>", "--to", "other@example.net"], input: text)
      try #require(run.status == 0, "\(run.errors)")
      let second = try await fixture.sandbox.nextMessage()
      #expect(second.sender == .null)
      #expect(second.recipients.map(\.description) == ["other@example.net"])
    }
  }

  @Test(
    "A message file with a field that every recipient will see is sent as it is, and that is told first",
    arguments: ["Bcc: c@example.net", "Resent-Bcc: c@example.net", "Bcc: broken@"])
  func storedBcc(field: String) async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(
        fixture.send + ["--eml", "-", "--to", "b@example.net"],
        input: "From: a@example.com\nTo: b@example.net\n\(field)\n\nHi\n")
      try #require(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("has a \(field.prefix { $0 != ":" }) field, which every recipient will see"))
      #expect(try await fixture.sandbox.nextMessage().text.contains("\r\n\(field)\r\n"))
    }
  }

  @Test(
    "Where --to or --from is given, a message file need not say it, nor say it readably",
    arguments: [
      ("From: a@example.com\nTo: undisclosed-recipients:;", ["--to", "b@example.net"], "a@example.com"),
      ("From: a@example.com\nTo: x@example.net\nCc: broken@", ["--to", "b@example.net"], "a@example.com"),
      ("From: broken@\nTo: b@example.net", ["--from", "c@example.com"], "c@example.com"),
      ("To: b@example.net", ["--from", "c@example.com"], "c@example.com"),
      ("Subject: nothing", ["--from", "c@example.com", "--to", "b@example.net"], "c@example.com"),
    ])
  func partlyRouted(header: String, options: [String], sender: String) async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(fixture.send + ["--eml", "-"] + options, input: "\(header)\n\nHi\n")
      try #require(run.status == 0, "\(run.errors)")
      let message = try await fixture.sandbox.nextMessage()
      #expect("\(message.sender)" == "<\(sender)>")
      #expect(message.recipients.map(\.description) == ["b@example.net"])
    }
  }

  @Test("An accepted message is told as accepted though the receipt cannot be written", arguments: [false, true])
  func unwrittenReceipt(json: Bool) async throws {
    let script = try SandboxScript(parsing: "message: 250 2.0.0 Ok: queued as 4XyZ123")
    try await SandboxFixture.with(script: script) { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + (json ? ["--json"] : []), outputError: POSIXError(.ENOSPC))
      #expect(run.status == 74)
      #expect(
        run.errors.contains(
          "accepted by 127.0.0.1:\(fixture.sandbox.port), queue ID 4XyZ123; the receipt could not be written"),
        "\(run.errors)")
      #expect(run.errors.contains("Accepted by"))
    }
  }

  @Test("A receipt that cannot be written hides no refusal")
  func unwrittenRefusal() async throws {
    let script = try SandboxScript(parsing: "rcpt <bob@example.net>: 550 5.1.1 No such user.")
    try await SandboxFixture.with(script: script) { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + ["--to", "bob@example.net"], outputError: POSIXError(.ENOSPC))
      #expect(run.status == 69)
      #expect(run.errors.contains("bob@example.net: rejected"))
    }
  }

  @Test("A dry run writes the message with CRLF and needs no server")
  func dryRun() async throws {
    let run = await CommandRun.of(
      ["send", "--dry-run", "--from", "ada@example.com", "--to", "alan@example.net", "--text", "one\ntwo\n"])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.hasSuffix("\r\n\r\none\r\ntwo\r\n"))
    #expect(run.output.contains("To: alan@example.net\r\n"))
  }

  @Test(
    "The same works with TLS from the first byte, and without TLS where that is asked for", arguments: [true, false])
  func otherSecurity(implicit: Bool) async throws {
    try await SandboxFixture.with(profile: implicit ? .modern : .plain, implicitTLS: implicit) { fixture in
      let options =
        implicit
        ? fixture.send + ["--security", "implicit"]
        : ["send", "--server", "127.0.0.1:\(fixture.sandbox.port)", "--security", "none"]
      let run = await CommandRun.of(options + SandboxFixture.message)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(implicit ? "over TLSv1.3" : "without TLS"))
    }
  }

  @Test("A server capped at TLS 1.1 breaks the policy: both versions are named, and it saw neither mail nor credential")
  func cappedServer() async throws {
    var profile = SandboxProfile.modern
    profile.tlsVersions = .tls10 ... .tls11
    try await SandboxFixture.with(profile: profile) { fixture in
      let password = try fixture.files.file("password", SandboxCredentials.defaultPassword)
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + ["--user", SandboxCredentials.defaultUser, "--password-file", password])
      try #require(run.status == 76)
      let line = run.errors.prefix { $0 != "\n" }
      #expect(line.contains("TLSv1.1") && line.contains("TLSv1.2") && line.contains("TLSv1.3"), "\(line)")
      let transcript = try await fixture.sandbox.nextTranscript()
      let dialogue = "\(transcript)"
      #expect(dialogue.contains("C: STARTTLS") && !dialogue.contains("C: MAIL") && !dialogue.contains("C: AUTH"))
      #expect(fixture.sandbox.messages.isEmpty)
    }
  }

  @Test("An old client meets the 421, and is told what it means")
  func oldClient() async throws {
    try await SandboxFixture.with(profile: .office365) { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + [
          "--user", SandboxCredentials.defaultUser, "--password-command", "echo \(SandboxCredentials.defaultPassword)",
          "--min-tls", "1.0", "--max-tls", "1.0", "--dangerously-allow-deprecated-tls", "--attempts", "1", "--json",
        ])
      #expect(run.status == 75)
      let document = try run.json()
      let error = try #require(document["error"] as? [String: Any])
      #expect((error["reply"] as? [String: Any])?["enhanced"] as? String == "4.7.66")
      #expect((error["advice"] as? [String: Any])?["known"] as? Bool == true)
      #expect((document["tls"] as? [String: Any])?["version"] as? String == "TLSv1.0")
      #expect(run.errors.contains("421 4.7.66") && run.errors.contains("What to do"))
    }
  }

  @Test("Each retry is told with its cause and its pause")
  func retries() async throws {
    let script = try SandboxScript(parsing: "mail: 451 4.3.0 Busy *1")
    try await SandboxFixture.with(script: script) { fixture in
      let run = await CommandRun.of(fixture.send + SandboxFixture.message)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.hasPrefix("Attempt 1 of 4: "))
      #expect(run.errors.contains("451 4.3.0 Busy") && run.errors.contains("Trying again in "))
      #expect(run.output.contains("Attempts       2\n"))
    }
  }

  @Test(
    "What the server answers decides the exit code",
    arguments: [
      ("rcpt: 550 5.1.1 No such user.", 69), ("mail: 451 4.3.0 Busy *forever", 75), ("message: kept drop", 75),
      ("rcpt <alan@example.net>: 550 5.1.1 No such user.", 69), ("ehlo: 250 me\\nSIZE 1000", 76),
    ] as [(String, Int32)])
  func replies(line: String, status: Int32) async throws {
    try await SandboxFixture.with(script: try SandboxScript(parsing: line)) { fixture in
      let run = await CommandRun.of(fixture.send + SandboxFixture.message + ["--attempts", "1"])
      #expect(run.status == status, "\(run.errors)")
      #expect(run.output.isEmpty)
      #expect(run.errors.hasPrefix(line.contains("kept") ? "sealpost: Perhaps sent" : "sealpost: Not sent"))
    }
  }

  @Test("A recipient refused among others is a refusal, and the receipt tells of each")
  func partlyRefused() async throws {
    let script = try SandboxScript(parsing: "rcpt <bob@example.net>: 550 5.1.1 No such user.")
    try await SandboxFixture.with(script: script) { fixture in
      let run = await CommandRun.of(fixture.send + SandboxFixture.message + ["--to", "bob@example.net"])
      #expect(run.status == 69)
      #expect(run.output.contains("but not for 1 of 2 recipients"))
      #expect(run.output.contains("bob@example.net: rejected\n               550 5.1.1 No such user."))
    }
  }

  @Test("An interruption closes the connection and has its own exit code")
  func interrupted() async throws {
    let script = try SandboxScript(parsing: "ehlo: delay=1m proceed")
    try await SandboxFixture.with(script: script) { fixture in
      let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
      let events = fixture.sandbox.events()
      let command = Task {
        let run = await CommandRun.of(fixture.send + SandboxFixture.message, interrupts: interrupts)
        // Where it ended without a connection, this ends the wait for one.
        await fixture.sandbox.shutdown()
        return run
      }
      for await event in events {
        if case .connected = event { break }
      }
      signal.yield(2)
      let run = await command.value
      #expect(run.status == 130, "\(run.errors)")
      #expect(run.errors.hasPrefix("sealpost: Interrupted, not sent to 127.0.0.1:\(fixture.sandbox.port)"))
      #expect(fixture.sandbox.messages.isEmpty)
    }
  }

  @Test("A big message has a progress bar on a terminal, and a small one none", arguments: [true, false])
  func progress(isBig: Bool) async throws {
    try await SandboxFixture.with { fixture in
      let file = try fixture.files.file("data.bin", String(repeating: "x", count: isBig ? 2_000_000 : 1000))
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + ["--attach", file], errorIsTerminal: true)
      #expect(run.status == 0)
      #expect(run.errors.contains("100 %") == isBig)
      #expect(run.errors.isEmpty || run.errors.hasSuffix("\r\u{1B}[K"))
    }
  }
}
