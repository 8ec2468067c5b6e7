import MailSandbox
import SMTPCore
import SMTPReceiving
import TLSWire
import Testing

@Suite("Scripted replies and faults")
struct FaultTests {
  private func plain(_ text: String, clock: any Clock<Duration> = ContinuousClock()) async throws -> Sandbox {
    try await Sandbox.start(profile: .plain, script: SandboxScript(parsing: text), clock: clock)
  }

  /// Says everything from the greeting on, up to and with a stage; gives the last reply.
  private func say(upTo stage: SandboxScript.Stage, to sandbox: Sandbox) async throws -> (TestClient, String) {
    let client: TestClient
    switch stage {
    case .auth:
      client = try await TestClient.overTLS(to: sandbox).0
      return (client, try await client.authenticate())
    default: client = try await TestClient.connect(port: sandbox.port)
    }
    var reply = try await client.reply()
    let commands: [(SandboxScript.Stage, String)] = [
      (.ehlo, "EHLO client.example.com"), (.startTLS, "STARTTLS"), (.rset, "RSET"), (.noop, "NOOP"), (.quit, "QUIT"),
      (.mail, "MAIL FROM:<a@example.com>"), (.rcpt, "RCPT TO:<b@example.com>"), (.data, "DATA"),
      (.message, "Subject: x\r\n\r\nHello\r\n."),
    ]
    if stage == .greeting { return (client, reply) }
    for (step, line) in commands {
      if [.startTLS, .rset, .noop, .quit].contains(step), step != stage { continue }
      reply = try await client.command(line)
      if step == stage { break }
    }
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
    #expect(next.first == "2" || next.first == "3", "\(next)")
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
    #expect(await clock.nextSleep() == .seconds(30))
    clock.advance(by: .seconds(29))
    #expect(await clock.nextSleep() == .seconds(1))
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

  @Test("EHLO without STARTTLS, from a server that has it")
  func strippedSTARTTLS() async throws {
    let sandbox = try await Sandbox.start(script: SandboxScript(parsing: "ehlo: 250 mail.example.com\\nSIZE 1000"))
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await client.reply()
    #expect(try await client.command("EHLO me.example.com") == "250-mail.example.com\n250 SIZE 1000")
    await sandbox.shutdown()
  }
}
