import SASL
import SMTPCore
import SMTPReceiving
import TLSWire
import Testing

@testable import MailSandbox

@Suite("Profiles", .timeLimit(.minutes(1)))
struct ProfileTests {
  @Test("plain takes mail in clear and offers neither TLS nor AUTH")
  func plain() async throws {
    let sandbox = try await Sandbox.start(profile: .plain)
    let client = try await TestClient.connect(port: sandbox.port)
    #expect(try await client.reply() == "220 mail.sandbox.invalid ESMTP ready")
    let ehlo = try await client.command("EHLO client.example.com")
    #expect(ehlo.hasPrefix("250-mail.sandbox.invalid Hello [127.0.0.1]\n"))
    #expect(!ehlo.contains("STARTTLS") && !ehlo.contains("AUTH"))
    #expect(try await client.command("STARTTLS").hasPrefix("5"))
    #expect(try await client.sendMessage().last?.hasPrefix("250") == true)
    let message = try await sandbox.nextMessage()
    #expect(message.text == "Subject: x\r\n\r\nHello\r\n")
    #expect(message.evidence == nil && message.user == nil)
    #expect(message.recipients.map(\.description) == ["bob@example.net"])
    #expect(message.sender.description == "<user@example.com>")
    await sandbox.shutdown()
  }

  @Test("modern offers AUTH over TLS only and does not insist on it")
  func modern() async throws {
    let sandbox = try await Sandbox.start()
    let (client, ehlo) = try await TestClient.overTLS(to: sandbox)
    #expect(ehlo.contains("AUTH PLAIN LOGIN XOAUTH2"))
    #expect(!ehlo.contains("STARTTLS"))
    #expect(try await client.sendMessage().last?.hasPrefix("250") == true)
    #expect(try await client.authenticate().hasPrefix("235"))
    #expect(try await client.sendMessage().last?.hasPrefix("250") == true)
    #expect(try await sandbox.nextMessage().user == nil)
    #expect(try await sandbox.nextMessage().user == "user@example.com")
    await sandbox.shutdown()
  }

  @Test("modern speaks no TLS below 1.2", arguments: [TLSVersion.tls10, .tls11])
  func modernRefusesOldTLS(version: TLSVersion) async throws {
    let sandbox = try await Sandbox.start(profile: .modern)
    let error = await #expect(throws: ConnectionEnded.self) {
      _ = try await TestClient.overTLS(to: sandbox, version...version)
    }
    #expect(error?.reason.contains("PROTOCOL_VERSION") == true, "\(error?.reason ?? "")")
    let transcript = try await sandbox.nextTranscript()
    #expect(transcript.end.kind == .tlsFailed)
    #expect(transcript.tls?.offeredVersions.first == version)
    #expect(transcript.tls?.version == nil)
    #expect(transcript.alerts.map(\.description) == ["protocol_version"])
    await sandbox.shutdown()
  }

  @Test("PLAIN and LOGIN know the default password", arguments: [true, false])
  func passwords(isRight: Bool) async throws {
    let sandbox = try await Sandbox.start(profile: .modern)
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    let password = isRight ? SandboxCredentials.defaultPassword : "wrong"
    let expected = isRight ? "235" : "535"
    if !isRight {
      #expect(try await client.command("AUTH PLAIN " + base64("\0user@example.com\0wrong")).hasPrefix("535 5.7.8"))
    }
    #expect(try await client.login(as: "User@Example.com", password: password).hasPrefix(expected))
    await sandbox.shutdown()
  }

  @Test("A profile that offers AUTH in clear takes it there")
  func authenticationInClear() async throws {
    var profile = SandboxProfile.plain
    profile.capabilitiesInClear.append("AUTH LOGIN")
    let sandbox = try await Sandbox.start(profile: profile)
    let (client, ehlo) = try await TestClient.inClear(to: sandbox)
    #expect(ehlo.hasSuffix("AUTH LOGIN"))
    #expect(try await client.login(password: "wrong").hasPrefix("535"))
    #expect(try await client.login().hasPrefix("235"))
    await sandbox.shutdown()
  }

  @Test("Even where AUTH is offered in clear, a rule can ask for TLS first")
  func requireTLS() async throws {
    var profile = SandboxProfile.modern
    profile.capabilitiesInClear.append("AUTH LOGIN")
    profile.rules = [.requireTLS(Reply(530, "5.7.0", "%host wants STARTTLS"))]
    let sandbox = try await Sandbox.start(profile: profile)
    let (client, _) = try await TestClient.inClear(to: sandbox)
    #expect(try await client.login() == "530 5.7.0 mail.sandbox.invalid wants STARTTLS")
    await sandbox.shutdown()
  }

  @Test("As many clients as the server takes may come from one address")
  func connectionsPerClient() {
    let configuration = SandboxProfile.modern.serverConfiguration(host: "127.0.0.1", port: 0, implicitTLS: false)
    #expect(configuration.maximumConnectionsPerClient == configuration.maximumConnections)
  }
}

@Suite("The office365 profile", .timeLimit(.minutes(1)))
struct Office365Tests {
  @Test("Its greeting and what it offers before and after TLS")
  func greeting() async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    let client = try await TestClient.connect(port: sandbox.port)
    let greeting = try await client.reply()
    let form = #/220 [A-Z0-9]+\.outlook\.office365\.com Microsoft ESMTP MAIL Service ready at \w{3}, .*\+0000/#
    #expect(greeting.wholeMatch(of: form) != nil, "\(greeting)")
    let ehlo = try await client.command("EHLO client.example.com").split(separator: "\n").map { $0.dropFirst(4) }
    #expect(
      ehlo.dropFirst() == [
        "SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS", "8BITMIME", "BINARYMIME",
        "CHUNKING", "SMTPUTF8",
      ])
    let (_, overTLS) = try await TestClient.overTLS(to: sandbox)
    #expect(
      overTLS.split(separator: "\n").dropFirst().map { $0.dropFirst(4) } == [
        "SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "AUTH LOGIN XOAUTH2", "8BITMIME", "BINARYMIME",
        "CHUNKING", "SMTPUTF8",
      ])
    await sandbox.shutdown()
  }

  @Test("In clear there is neither MAIL nor AUTH")
  func clear() async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await client.reply()
    _ = try await client.command("EHLO client.example.com")
    #expect(
      try await client.command("MAIL FROM:<user@example.com>") == "451 5.7.3 Must issue a STARTTLS command first")
    #expect(try await client.authenticate() == "451 5.7.3 Must issue a STARTTLS command first")
    #expect(try await client.login() == "451 5.7.3 Must issue a STARTTLS command first")
    await sandbox.shutdown()
  }

  @Test("LOGIN, wrong and then right")
  func login() async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    let refusal = "535 5.7.3 Authentication unsuccessful [\(sandbox.profile.hostName)]"
    #expect(try await client.login(password: "wrong") == refusal)
    #expect(try await client.login(as: "nobody@example.com") == refusal)
    #expect(try await client.login().hasPrefix("235"))
    #expect(try await client.sendMessage().last?.hasPrefix("250") == true)
    #expect(try await sandbox.nextMessage().user == "user@example.com")
    await sandbox.shutdown()
  }

  @Test("MAIL before AUTH, wrong credentials, then right ones")
  func authentication() async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    #expect(
      try await client.command("MAIL FROM:<user@example.com>") == "530 5.7.57 Client not authenticated to send mail")
    #expect(
      try await client.authenticate(token: "wrong")
        == "535 5.7.3 Authentication unsuccessful [\(sandbox.profile.hostName)]")
    #expect(try await client.authenticate(as: "nobody@example.com").hasPrefix("535 5.7.3"))
    #expect(try await client.authenticate().hasPrefix("235"))
    #expect(try await client.sendMessage().last?.hasPrefix("250") == true)
    #expect(try await sandbox.nextMessage().user == "user@example.com")
    await sandbox.shutdown()
  }

  private static let refusal =
    "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. "
    + "Visit https://aka.ms/smtp_auth_tls"

  @Test("AUTH over old TLS is answered 421 4.7.66, and the connection ends", arguments: [TLSVersion.tls10, .tls11])
  func oldTLS(version: TLSVersion) async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    let events = sandbox.events()
    let (client, _) = try await TestClient.overTLS(to: sandbox, version...version)
    #expect(try await client.authenticate() == Self.refusal)
    #expect(await client.rest() == "")
    let transcript = try await sandbox.nextTranscript()
    #expect(transcript.tls?.version == version)
    #expect(transcript.tls?.libraryVersion == version)
    #expect(transcript.end.kind == .serverClosed)
    #expect(transcript.lines.contains("S: " + Self.refusal))
    #expect(!transcript.lines.contains { $0.contains(SandboxCredentials.defaultToken) })
    await sandbox.shutdown()
    var rejections: [String] = []
    for await event in events {
      if case .rejected(1, .auth, let reply) = event { rejections.append(reply.description) }
    }
    #expect(rejections == [Self.refusal])
  }

  @Test("Without AUTH it comes at MAIL")
  func oldTLSAtMail() async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    let (client, _) = try await TestClient.overTLS(to: sandbox, .tls10 ... .tls10)
    #expect(try await client.command("MAIL FROM:<user@example.com>") == Self.refusal)
    #expect(await client.rest() == "")
    await sandbox.shutdown()
  }

  @Test("TLS 1.2 and 1.3 get in whatever the share", arguments: [TLSVersion.tls12, .tls13])
  func newTLS(version: TLSVersion) async throws {
    let sandbox = try await Sandbox.start(profile: .office365, rejectShare: 1)
    let (client, _) = try await TestClient.overTLS(to: sandbox, version...version)
    #expect(try await client.authenticate().hasPrefix("235"))
    #expect(try await client.sendMessage().last?.hasPrefix("250") == true)
    #expect(try await sandbox.nextMessage().evidence?.version == version)
    await sandbox.shutdown()
  }

  @Test("With a share of none TLS 1.0 gets in", arguments: [TLSVersion.tls10, .tls11])
  func shareOfNone(version: TLSVersion) async throws {
    let sandbox = try await Sandbox.start(profile: .office365, rejectShare: 0)
    let (client, _) = try await TestClient.overTLS(to: sandbox, version...version)
    #expect(try await client.authenticate().hasPrefix("235"))
    #expect(try await client.sendMessage().last?.hasPrefix("250") == true)
    #expect(try await sandbox.nextMessage().evidence?.version == version)
    await sandbox.shutdown()
  }

  @Test("Every profile that accepts old TLS can turn a share of it away")
  func shareOfAnyProfile() async throws {
    var profile = SandboxProfile.modern
    profile.tlsVersions = .tls10 ... .tls13
    let sandbox = try await Sandbox.start(profile: profile, rejectShare: 1, seed: 3)
    let (old, _) = try await TestClient.overTLS(to: sandbox, .tls10 ... .tls10)
    #expect(try await old.command("MAIL FROM:<user@example.com>") == Self.refusal)
    let (new, _) = try await TestClient.overTLS(to: sandbox)
    #expect(try await new.command("MAIL FROM:<user@example.com>").hasPrefix("250"))
    await sandbox.shutdown()
  }

  @Test("A share of nothing is an error")
  func shareOfNothing() async throws {
    for profile in [SandboxProfile.plain, .modern] {
      await #expect(throws: SandboxError.nothingToReject(profile: profile.name)) {
        _ = try await Sandbox.start(profile: profile, rejectShare: 0.3)
      }
      await #expect(throws: SandboxError.nothingToReject(profile: profile.name)) {
        _ = try await Sandbox.start(profile: profile, seed: 7)
      }
    }
    var strict = SandboxProfile.office365
    strict.tlsVersions = .tls12 ... .tls13
    let profile = strict
    await #expect(throws: SandboxError.nothingToReject(profile: "office365")) {
      _ = try await Sandbox.start(profile: profile, rejectShare: 0.3)
    }
  }

  private func rejections(seed: UInt64) async throws -> [Bool] {
    let sandbox = try await Sandbox.start(profile: .office365, rejectShare: 0.5, seed: seed)
    var rejections: [Bool] = []
    for _ in 0..<12 {
      let (client, _) = try await TestClient.overTLS(to: sandbox, .tls10 ... .tls10)
      rejections.append(try await client.authenticate() == Self.refusal)
      try? await client.close()
      _ = try await sandbox.nextTranscript()
    }
    await sandbox.shutdown()
    return rejections
  }

  @Test("A seed makes a run repeatable")
  func seed() async throws {
    let first = try await rejections(seed: 1)
    #expect(try await rejections(seed: 1) == first)
    #expect(try await rejections(seed: 2) != first)
    #expect(first.indices.filter { first[$0] } == [2, 3, 7, 9, 11])
  }

  @Test("A user's fourth connection is turned away until one has ended")
  func connections() async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    var clients: [TestClient] = []
    for _ in 0..<3 {
      let (client, _) = try await TestClient.overTLS(to: sandbox)
      #expect(try await client.authenticate().hasPrefix("235"))
      clients.append(client)
    }
    let (fourth, _) = try await TestClient.overTLS(to: sandbox)
    #expect(
      try await fourth.authenticate()
        == "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending")
    #expect(try await clients[1].command("QUIT").hasPrefix("221"))
    _ = try await sandbox.nextTranscript()
    #expect(try await fourth.authenticate().hasPrefix("235"))
    await sandbox.shutdown()
  }

  @Test("The 31st message of a minute is accepted when the minute is over")
  func rate() async throws {
    let clock = TestClock()
    let sandbox = try await Sandbox.start(profile: .office365, clock: clock)
    let (client, _) = try await TestClient.overTLS(to: sandbox)
    _ = try await client.authenticate()
    for _ in 0..<30 { #expect(try await client.sendMessage().last?.hasPrefix("250") == true) }
    clock.advance(by: .seconds(20))
    async let replies = client.sendMessage()
    #expect(try await clock.nextSleep() == .seconds(40))
    #expect(sandbox.messages.count == 30)
    clock.advance(by: .seconds(40))
    #expect(try await replies.last?.hasPrefix("250") == true)
    #expect(sandbox.messages.count == 31)
    await sandbox.shutdown()
  }
}
