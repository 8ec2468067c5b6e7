import MailSandbox
import SMTPCore
import SMTPReceiving
import TLSWire
import Testing

@Suite("Scripted replies and faults", .timeLimit(.minutes(1)))
struct FaultTests {
  private func plain(_ text: String, clock: any Clock<Duration> = ContinuousClock()) async throws -> Sandbox {
    try await Sandbox.start(profile: .plain, script: SandboxScript(parsing: text), clock: clock)
  }

  /// Says everything from the greeting on, up to and with a stage; gives the last reply.
  private func say(upTo stage: SandboxScript.Stage, to sandbox: Sandbox) async throws -> (TestClient, String) {
    if [.auth, .challenge].contains(stage) {
      let client = try await TestClient.overTLS(to: sandbox).0
      return (client, try await stage == .auth ? client.authenticate() : client.command("AUTH LOGIN"))
    }
    let client = try await TestClient.connect(port: sandbox.port)
    var reply = try await client.reply()
    let lines: [SandboxScript.Stage: String] = [
      .ehlo: "EHLO client.example.com", .startTLS: "STARTTLS", .rset: "RSET", .noop: "NOOP", .quit: "QUIT",
      .help: "HELP", .vrfy: "VRFY b@example.com", .expn: "EXPN list", .mail: "MAIL FROM:<a@example.com>",
      .rcpt: "RCPT TO:<b@example.com>", .data: "DATA", .bdat: "BDAT 7\r\nHello",
      .message: "Subject: x\r\n\r\nHello\r\n.", .transfer: "Subject: x\r\n\r\nHello\r\n.",
    ]
    let path: [SandboxScript.Stage] =
      switch stage {
      case .greeting: []
      case .mail: [.ehlo, .mail]
      case .rcpt: [.ehlo, .mail, .rcpt]
      case .data, .bdat: [.ehlo, .mail, .rcpt, stage]
      case .message, .transfer: [.ehlo, .mail, .rcpt, .data, stage]
      case .ehlo: [.ehlo]
      default: [.ehlo, stage]
      }
    for step in path { reply = try await client.command(try #require(lines[step])) }
    return (client, reply)
  }

  @Test(
    "Any reply can be given at any stage, once, and then the profile speaks", arguments: SandboxScript.Stage.allCases)
  func anyReply(stage: SandboxScript.Stage) async throws {
    var script = SandboxScript()
    script.on(stage, .reply(Reply(450, "4.9.9", "Not today")))
    let sandbox = try await Sandbox.start(profile: .modern, script: script)
    let (client, reply) = try await say(upTo: stage, to: sandbox)
    #expect(reply == "450 4.9.9 Not today")
    try? await client.close()
    #expect(sandbox.messages.isEmpty)
    let (second, next) = try await say(upTo: stage, to: sandbox)
    #expect(next.first == (stage == .expn ? "5" : [.data, .challenge].contains(stage) ? "3" : "2"), "\(next)")
    try? await second.close()
    await sandbox.shutdown()
  }

  @Test("The connection can be dropped at any stage", arguments: SandboxScript.Stage.allCases)
  func drops(stage: SandboxScript.Stage) async throws {
    var script = SandboxScript()
    script.on(stage, .drop)
    let sandbox = try await Sandbox.start(profile: .modern, script: script)
    await #expect(throws: ConnectionEnded.self) { _ = try await say(upTo: stage, to: sandbox) }
    #expect(try await sandbox.nextTranscript().end.kind == .dropped)
    #expect(sandbox.messages.isEmpty)
    await sandbox.shutdown()
  }

  @Test("421 three times, then 250, over and over")
  func countedReplies() async throws {
    let sandbox = try await plain("mail: 421 4.3.2 Try later. *3\nmail: proceed\nmail: repeat")
    var codes: [String] = []
    for _ in 0..<8 {
      let (client, reply) = try await say(upTo: .mail, to: sandbox)
      codes.append(String(reply.prefix(3)))
      if reply.hasPrefix("421") { #expect(await client.rest() == "") }
      try? await client.close()
    }
    #expect(codes == ["421", "421", "421", "250", "421", "421", "421", "250"])
    await sandbox.shutdown()
  }

  @Test("One recipient can fare otherwise than the next")
  func byAddress() async throws {
    let sandbox = try await plain("rcpt <bob@example.com>: 550 5.1.1 No such user *forever")
    let (client, _) = try await say(upTo: .mail, to: sandbox)
    #expect(try await client.command("RCPT TO:<alice@example.com>").hasPrefix("250"))
    #expect(try await client.command("RCPT TO:<BOB@example.com>") == "550 5.1.1 No such user")
    #expect(try await client.command("DATA").hasPrefix("354"))
    #expect(try await client.command("Subject: x\r\n\r\n.").hasPrefix("250"))
    #expect(try await sandbox.nextMessage().recipients.map(\.description) == ["alice@example.com"])
    await sandbox.shutdown()
  }

  @Test("A slow greeting comes when its time has come")
  func slowGreeting() async throws {
    let clock = TestClock()
    let sandbox = try await plain("greeting: delay=30s proceed", clock: clock)
    let client = try await TestClient.connect(port: sandbox.port)
    #expect(try await clock.nextSleep() == .seconds(30))
    clock.advance(by: .seconds(29))
    #expect(try await clock.nextSleep() == .seconds(1))
    clock.advance(by: .seconds(1))
    #expect(try await client.reply().hasPrefix("220 "))
    await sandbox.shutdown()
  }

  @Test("A dripping reply is the same reply")
  func drip() async throws {
    let sandbox = try await plain("greeting: drip=1ms 220 slowly\nehlo: drip=1ms proceed")
    let client = try await TestClient.connect(port: sandbox.port)
    #expect(try await client.reply() == "220 slowly")
    #expect(try await client.command("EHLO me.example.com").hasSuffix("250 ENHANCEDSTATUSCODES"))
    await sandbox.shutdown()
  }

  @Test("The lost 250: the message is kept and the client hears nothing")
  func lostReply() async throws {
    let sandbox = try await plain("message: kept drop\nmessage: drop")
    await #expect(throws: ConnectionEnded.self) { _ = try await say(upTo: .message, to: sandbox) }
    #expect(try await sandbox.nextMessage().text.contains("Hello"))
    await #expect(throws: ConnectionEnded.self) { _ = try await say(upTo: .message, to: sandbox) }
    #expect(sandbox.messages.count == 1)
    #expect(try await say(upTo: .message, to: sandbox).1.hasPrefix("250"))
    #expect(sandbox.messages.count == 2)
    await sandbox.shutdown()
  }

  @Test("A 250 for a message that is thrown away, and a 451 for one that is kept")
  func lies() async throws {
    let sandbox = try await plain("message: lost 250 2.0.0 Queued\nmessage: kept 451 4.3.0 Sorry")
    #expect(try await say(upTo: .message, to: sandbox).1 == "250 2.0.0 Queued")
    #expect(sandbox.messages.isEmpty)
    #expect(try await say(upTo: .message, to: sandbox).1 == "451 4.3.0 Sorry")
    #expect(sandbox.messages.count == 1)
    await sandbox.shutdown()
  }

  @Test("The transfer breaks off when so much has come, of every second message")
  func transferDrop() async throws {
    let sandbox = try await plain("transfer: after=2k drop\ntransfer: proceed\ntransfer: repeat")
    let line = String(repeating: "x", count: 62) + "\r\n"
    for isDropped in [true, false, true] {
      let (client, reply) = try await say(upTo: .data, to: sandbox)
      try #require(reply.hasPrefix("354"))
      client.send(String(repeating: line, count: 20))
      client.send(String(repeating: line, count: 20) + ".\r\n")
      if isDropped {
        #expect(await client.rest() == "")
        #expect(try await sandbox.nextTranscript().end == .init(.dropped, "within a message's data"))
      } else {
        #expect(try await client.reply().hasPrefix("250"))
        try await client.close()
        _ = try await sandbox.nextTranscript()
      }
    }
    #expect(sandbox.messages.count == 1)
    await sandbox.shutdown()
  }

  @Test("The transfer stops and goes on when its time has come, by DATA and by BDAT", arguments: [true, false])
  func transferStall(isChunked: Bool) async throws {
    let clock = TestClock()
    let sandbox = try await plain("transfer: after=5 delay=5m proceed", clock: clock)
    let (client, _) = try await say(upTo: isChunked ? .rcpt : .data, to: sandbox)
    client.send(isChunked ? "BDAT 7\r\nHello\r\nBDAT 0 LAST\r\n" : "Hello\r\n.\r\n")
    #expect(try await clock.nextSleep() == .seconds(300))
    #expect(sandbox.messages.isEmpty)
    clock.advance(by: .seconds(300))
    #expect(try await client.reply().hasPrefix("250"))
    #expect(try await sandbox.nextMessage().text == "Hello\r\n")
    await sandbox.shutdown()
  }

  @Test("A message that is smaller comes without the step, and uses it up")
  func smallTransfer() async throws {
    let sandbox = try await plain("transfer: after=1m drop\ntransfer: after=1 421 4.3.1 Full")
    let (client, reply) = try await say(upTo: .message, to: sandbox)
    #expect(reply.hasPrefix("250"))
    #expect(try await client.sendMessage().last == "421 4.3.1 Full")
    #expect(await client.rest() == "")
    #expect(sandbox.messages.count == 1)
    await sandbox.shutdown()
  }

  @Test("A chunk can be refused, and the message with it")
  func refusedChunk() async throws {
    let sandbox = try await plain("bdat: proceed\nbdat: 552 5.3.4 Too much")
    let (client, reply) = try await say(upTo: .bdat, to: sandbox)
    #expect(reply == "250 2.0.0 7 bytes received")
    #expect(try await client.command("BDAT 2 LAST\r\n") == "552 5.3.4 Too much")
    #expect(sandbox.messages.isEmpty)
    await sandbox.shutdown()
  }

  @Test("LOGIN's second challenge can be another than the first")
  func challenges() async throws {
    let sandbox = try await Sandbox.start(
      script: SandboxScript(parsing: "challenge: proceed\nchallenge: 454 4.7.0 Not now"))
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    #expect(try await client.login() == "454 4.7.0 Not now")
    #expect(try await client.login().hasPrefix("235"))
    await sandbox.shutdown()
  }

  @Test("The null sender can fare otherwise than the others")
  func nullSender() async throws {
    let sandbox = try await plain("mail <>: 550 5.7.1 No bounces *forever")
    let (client, _) = try await say(upTo: .ehlo, to: sandbox)
    #expect(try await client.command("MAIL FROM:<>") == "550 5.7.1 No bounces")
    #expect(try await client.command("MAIL FROM:<a@example.com>").hasPrefix("250"))
    await sandbox.shutdown()
  }

  @Test("The handshake stalls, and is then gone through or dropped", arguments: ["proceed", "drop"])
  func handshakeStall(step: String) async throws {
    let clock = TestClock()
    let sandbox = try await Sandbox.start(
      script: SandboxScript(parsing: "tls: delay=5m \(step)"), implicitTLS: true, clock: clock)
    let client = try await TestClient.connect(
      port: sandbox.port, implicitTLS: .client(trusting: sandbox.authority))
    #expect(try await clock.nextSleep() == .seconds(300))
    #expect(sandbox.transcripts.isEmpty)
    clock.advance(by: .seconds(300))
    if step == "proceed" {
      #expect(try await client.reply().hasPrefix("220"))
    } else {
      #expect(await client.rest() == "")
      #expect(try await sandbox.nextTranscript().end == .init(.dropped, "in the handshake"))
    }
    await sandbox.shutdown()
  }

  @Test("A drop in the handshake, once")
  func handshakeDrop() async throws {
    let sandbox = try await Sandbox.start(script: SandboxScript(parsing: "tls: drop"))
    await #expect(throws: ConnectionEnded.self) { _ = try await TestClient.overTLS(to: sandbox) }
    #expect(try await sandbox.nextTranscript().end.kind == .dropped)
    #expect(try await TestClient.overTLS(to: sandbox).ehlo.hasPrefix("250"))
    await sandbox.shutdown()
  }

  @Test(
    "A wrong certificate, once",
    arguments: [
      CertificateKind.wrongName, .expired, .notYetValid, .selfSigned, .unknownAuthority, .wrongUsage,
      .missingIntermediate,
    ])
  func wrongCertificate(kind: CertificateKind) async throws {
    var script = SandboxScript()
    script.onHandshake(.certificate(kind))
    let sandbox = try await Sandbox.start(script: script)
    await #expect(throws: ConnectionEnded.self) { _ = try await TestClient.overTLS(to: sandbox) }
    #expect(try await TestClient.overTLS(to: sandbox).ehlo.hasPrefix("250"))
    await sandbox.shutdown()
  }

  @Test("The certificate of the whole server can be wrong too")
  func wrongServerCertificate() async throws {
    let sandbox = try await Sandbox.start(implicitTLS: true, certificate: .expired)
    for _ in 0..<2 {
      let client = try await TestClient.connect(
        port: sandbox.port, implicitTLS: .client(trusting: sandbox.authority))
      await #expect(throws: ConnectionEnded.self) { _ = try await client.reply() }
    }
    await sandbox.shutdown()
  }

  @Test("Other versions for one handshake")
  func versions() async throws {
    let sandbox = try await Sandbox.start(script: SandboxScript(parsing: "tls: versions 1.0-1.1"))
    let (old, _) = try await TestClient.overTLS(to: sandbox, .tls10 ... .tls13)
    try await old.close()
    #expect(try await sandbox.nextTranscript().tls?.version == .tls11)
    let (new, _) = try await TestClient.overTLS(to: sandbox, .tls10 ... .tls13)
    try await new.close()
    #expect(try await sandbox.nextTranscript().tls?.version == .tls13)
    await sandbox.shutdown()
  }

  @Test("Other versions do not make a wrong certificate right")
  func versionsWithWrongCertificate() async throws {
    let sandbox = try await Sandbox.start(
      script: SandboxScript(parsing: "tls: versions 1.2"), certificate: .expired)
    await #expect(throws: ConnectionEnded.self) { _ = try await TestClient.overTLS(to: sandbox) }
    await sandbox.shutdown()
  }

  @Test("A wildcard certificate can be made for every profile with TLS, and a script can ask for it")
  func wildcard() async throws {
    for profile in SandboxProfile.all where profile.tlsVersions != nil {
      let sandbox = try await Sandbox.start(
        profile: profile, script: SandboxScript(parsing: "tls: certificate wildcard"), certificate: .wildcard)
      // The client wants `localhost`, for which no wildcard stands.
      await #expect(throws: ConnectionEnded.self) { _ = try await TestClient.overTLS(to: sandbox) }
      await sandbox.shutdown()
    }
  }

  @Test("A certificate that cannot be made is an error at the start, and says what is missing")
  func impossibleCertificate() async throws {
    let script = try SandboxScript(parsing: "tls: certificate wildcard")
    let error = await #expect(throws: SandboxError.noCertificateName) {
      _ = try await Sandbox.start(script: script, certificateNames: ["localhost"])
    }
    #expect(error?.description.contains("three labels") == true)
    await #expect(throws: SandboxError.noCertificateName) {
      _ = try await Sandbox.start(certificate: .wildcard, certificateNames: ["localhost"])
    }
  }

  @Test("EHLO without STARTTLS, from a server that has it")
  func strippedSTARTTLS() async throws {
    let sandbox = try await Sandbox.start(script: SandboxScript(parsing: "ehlo: 250 mail.example.com\\nSIZE 1000"))
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await client.reply()
    #expect(try await client.command("EHLO me.example.com") == "250-mail.example.com\n250 SIZE 1000")
    await sandbox.shutdown()
  }
}
