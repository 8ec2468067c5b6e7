import Foundation
import Logging
import NIOConcurrencyHelpers
import NIOSSL
import SASL
import SMTPCore
import TLSWire
import Testing

@testable import MailSandbox
@testable import SMTPReceiving

@Suite("A sandbox", .timeLimit(.minutes(1)))
struct SandboxTests {
  @Test(
    "It shows which version crossed the wire",
    arguments: [
      TLSWire.TLSVersion.tls10, .tls11, .tls12, .tls13,
    ], [false, true])
  func evidence(version: TLSWire.TLSVersion, implicitTLS: Bool) async throws {
    let sandbox = try await Sandbox.start(profile: .office365, implicitTLS: implicitTLS, rejectShare: 0)
    let events = sandbox.events()
    let client: TestClient
    if implicitTLS {
      client = try await TestClient.connect(
        port: sandbox.port, implicitTLS: .client(trusting: sandbox.authority, version...version))
      #expect(try await client.reply().hasPrefix("220"))
      #expect(try await !client.command("EHLO me.example.com").contains("STARTTLS"))
    } else {
      client = try await TestClient.overTLS(to: sandbox, version...version).0
    }
    #expect(try await client.command("QUIT").hasPrefix("221"))
    let transcript = try await sandbox.nextTranscript()
    let tls = try #require(transcript.tls)
    #expect(tls.version == version && tls.libraryVersion == version)
    #expect(tls.cipherSuite != nil && tls.serverName == "localhost")
    #expect(transcript.startTLS == !implicitTLS)
    #expect(transcript.end.kind == .quit)
    await sandbox.shutdown()
    var names: [String] = []
    for await event in events {
      switch event {
      case .connected(1, let client): names.append("connected \(client == transcript.client)")
      case .tlsEstablished(1, let evidence): names.append("tls \(evidence.version == version)")
      case .closed(let ended): names.append("closed \(ended == transcript)")
      default: names.append("\(event)")
      }
    }
    #expect(names == ["connected true", "tls true", "closed true"])
  }

  @Test("Messages are stored as files with exactly the received bytes, and their envelopes beside them")
  func directory() async throws {
    let path = NSTemporaryDirectory() + "sandbox-\(UUID().uuidString)/mail"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let sandbox = try await Sandbox.start(profile: .modern, directory: path)
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    let text = "Subject: \u{1F4E7}\r\n\r\n..\r\n..two\r\n\tend\r\n"
    #expect(try await client.sendMessage(text: text).last?.hasPrefix("250") == true)
    let file = try #require(try await sandbox.nextMessage().file)
    #expect(file.hasPrefix(path) && file.hasSuffix(".eml"))
    #expect(
      try String(contentsOfFile: file, encoding: .utf8) == "Subject: \u{1F4E7}\r\n\r\n.\r\n.two\r\n\tend\r\n")
    let json = try Data(contentsOf: URL(fileURLWithPath: file.dropLast(3) + "json"))
    let envelope = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(envelope["from"] as? String == "user@example.com")
    #expect(envelope["to"] as? [String] == ["bob@example.net"])
    #expect((envelope["tls"] as? [String: Any])?["version"] as? String == "TLSv1.3")
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 2)
    await sandbox.shutdown()
  }

  @Test("A message that cannot be stored is not accepted")
  func unwritableDirectory() async throws {
    let path = NSTemporaryDirectory() + "sandbox-\(UUID().uuidString)"
    let sandbox = try await Sandbox.start(profile: .plain, directory: path)
    try FileManager.default.removeItem(atPath: path)
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await client.reply()
    _ = try await client.command("EHLO me.example.com")
    #expect(try await client.sendMessage().last == "452 4.3.1 Cannot store the message")
    #expect(sandbox.messages.isEmpty)
    await sandbox.shutdown()
  }

  @Test("A directory that cannot be made is an error at the start")
  func badDirectory() async throws {
    let file = NSTemporaryDirectory() + "sandbox-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data().write(to: URL(fileURLWithPath: file))
    let error = await #expect(throws: SandboxError.self) { _ = try await Sandbox.start(directory: file + "/mail") }
    #expect(error?.description.contains(file) == true)
  }

  @Test(
    "It listens on loopback only, unless that is allowed", arguments: ["0.0.0.0", "::", "192.0.2.1", "example.com"])
  func loopbackOnly(host: String) async throws {
    await #expect(throws: SandboxError.notLoopback(host: host)) { _ = try await Sandbox.start(host: host) }
  }

  @Test("Any loopback address will do", arguments: ["127.0.0.1", "127.0.0.2", "localhost"])
  func loopback(host: String) async throws {
    let sandbox = try await Sandbox.start(host: host)
    await sandbox.shutdown()
  }

  @Test("Beyond loopback it listens where that is allowed")
  func beyondLoopback() async throws {
    let sandbox = try await Sandbox.start(profile: .plain, host: "0.0.0.0", listensBeyondLoopback: true)
    #expect(sandbox.host == "0.0.0.0")
    let client = try await TestClient.connect(port: sandbox.port)
    #expect(try await client.reply().hasPrefix("220"))
    await sandbox.shutdown()
  }

  @Test("A share beyond 0 to 1 and TLS that a profile lacks are errors")
  func badSettings() async throws {
    await #expect(throws: SandboxError.rejectShare(1.5)) { _ = try await Sandbox.start(rejectShare: 1.5) }
    let error = await #expect(throws: SandboxError.self) { _ = try await Sandbox.start(rejectShare: .nan) }
    #expect(error?.description.contains("between 0 and 1") == true)
    await #expect(throws: SandboxError.profileWithoutTLS("plain")) {
      _ = try await Sandbox.start(profile: .plain, implicitTLS: true)
    }
  }

  @Test("The end of the sandbox ends all waiting, and what has come is still there")
  func shutdown() async throws {
    let sandbox = try await Sandbox.start(profile: .plain)
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await client.reply()
    _ = try await client.command("EHLO me.example.com")
    _ = try await client.sendMessage()
    _ = try await sandbox.nextMessage()
    let waiting = Task { try await sandbox.nextMessage() }
    await sandbox.shutdown()
    await #expect(throws: SandboxError.shutDown) { try await waiting.value }
    #expect(sandbox.messages.count == 1)
    #expect(sandbox.transcripts.map(\.end.kind) == [.shutDown])
    #expect(!sandbox.server.isListening)
  }

  @Test("A client that waits for a slow reply does not hold up the end")
  func shutdownDuringDelay() async throws {
    let clock = TestClock()
    let sandbox = try await Sandbox.start(
      profile: .plain, script: SandboxScript(parsing: "greeting: delay=5m proceed"), clock: clock)
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await clock.nextSleep()
    await sandbox.shutdown()
    #expect(await client.rest() == "")
  }

  @Test("Sandboxes can share an authority, and the server's TLS can be changed")
  func sharedAuthority() async throws {
    let authority = try SandboxAuthority()
    let sandbox = try await Sandbox.start(authority: authority) { $0.curves = [.secp384r1] }
    #expect(sandbox.authority.pem == authority.pem)
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    try await client.close()
    #expect(try await sandbox.nextTranscript().tls?.keyExchange?.description == "secp384r1")
    await sandbox.shutdown()
  }

  @Test("A rule of one's own, in a profile of one's own")
  func customRule() async throws {
    var profile = SandboxProfile.plain
    profile.greeting = "%host at your service"
    profile.hostName = "mx.example.org"
    profile.rules.append(
      .custom { event, connection in
        guard case .command(.rcpt) = event, connection.clientName == "spammer.example.com" else { return .proceed }
        return .replyAndClose(Reply(554, "5.7.1", "Not you"))
      })
    let sandbox = try await Sandbox.start(profile: profile)
    for (name, expected) in [("honest.example.com", "250"), ("spammer.example.com", "554")] {
      let client = try await TestClient.connect(port: sandbox.port)
      #expect(try await client.reply() == "220 mx.example.org at your service")
      _ = try await client.command("EHLO \(name)")
      _ = try await client.command("MAIL FROM:<>")
      #expect(try await client.command("RCPT TO:<a@example.com>").hasPrefix(expected))
      try? await client.close()
    }
    await sandbox.shutdown()
  }

  @Test("A rule of one's own is asked at every event, and its pauses and drips are kept")
  func customRuleEverywhere() async throws {
    let seen = NIOLockedValueBox<[String]>([])
    var profile = SandboxProfile.plain
    profile.rules = [
      .custom { event, _ in
        guard case .command(let command) = event else { return .proceed }
        seen.withLockedValue { $0.append(command.verb) }
        switch command {
        case .help: return .reply(Reply(214, "2.0.0", "Help yourself")).dripping(every: .milliseconds(1))
        case .noop: return .proceed.dripping(every: .milliseconds(1))
        case .vrfy, .expn: return .reply(Reply(550, "5.7.1", "None of your business"))
        default: return .proceed
        }
      }
    ]
    let sandbox = try await Sandbox.start(profile: profile)
    let (client, _) = try await TestClient.inClear(to: sandbox)
    let clock = ContinuousClock()
    for (line, expected) in [("HELP", "214 2.0.0 Help yourself"), ("NOOP", "250 2.0.0 OK")] {
      let start = clock.now
      #expect(try await client.command(line) == expected)
      #expect(clock.now - start >= .milliseconds(expected.utf8.count + 1), "the drip was lost")
    }
    for line in ["VRFY me", "EXPN us"] { #expect(try await client.command(line).hasPrefix("550 5.7.1")) }
    _ = try await client.sendMessage()
    _ = try await client.command("RSET")
    _ = try await client.command("QUIT")
    await sandbox.shutdown()
    #expect(
      seen.withLockedValue { $0 } == ["EHLO", "HELP", "NOOP", "VRFY", "EXPN", "MAIL", "RCPT", "DATA", "RSET", "QUIT"])
  }

  /// What every base64 text has in common that holds the secret, for each place in a group of three at which it may begin.
  private static func encodings(of secret: String) -> [String] {
    (0..<3).map { skipped in
      let bytes = Array(secret.utf8.dropFirst(skipped))
      return String(decoding: Base64.encode(Array(bytes.prefix(bytes.count / 3 * 3))), as: UTF8.self)
    }
  }

  @Test("A wrong password shows nowhere")
  func canary() async throws {
    let log = TestLog()
    let sandbox = try await Sandbox.start(profile: .office365, logger: log.logger)
    let events = sandbox.events()
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    _ = try await client.authenticate(token: "canary-7Q")
    _ = try await client.command("QUIT")
    let transcript = try await sandbox.nextTranscript()
    await sandbox.shutdown()
    var shown = "\(transcript)" + log.text
    for await event in events { shown += "\(event)" }
    #expect(shown.contains("535"))
    #expect(!shown.contains("canary") && !log.text.isEmpty)
    let encodings = Self.encodings(of: "canary-7Q")
    for message in ["user=user@example.com\u{1}auth=Bearer canary-7Q\u{1}\u{1}", "canary-7Q", "\0u\0canary-7Q"] {
      #expect(encodings.contains { base64(message).contains($0) }, "the check could not find it")
    }
    for encoding in encodings { #expect(!shown.contains(encoding)) }
  }
}
