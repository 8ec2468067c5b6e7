import Foundation
import Logging
import MailSandbox
import NIOSSL
import SMTPCore
import SMTPReceiving
import TLSWire
import Testing

@Suite("A sandbox")
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
    await #expect(throws: (any Error).self) { _ = try await TestClient.connect(port: sandbox.port) }
  }

  @Test("A client that waits for a slow reply does not hold up the end")
  func shutdownDuringDelay() async throws {
    let clock = TestClock()
    let sandbox = try await Sandbox.start(
      profile: .plain, script: SandboxScript(parsing: "greeting: delay=5m proceed"), clock: clock)
    let client = try await TestClient.connect(port: sandbox.port)
    _ = await clock.nextSleep()
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
    #expect(!shown.contains("canary") && !shown.contains("Y2FuYXJ5") && !log.text.isEmpty)
  }
}
