import Foundation
import MIME
import MailSandbox
import NIOConcurrencyHelpers
import NIOSSL
import SASL
import SMTPReceiving
import SMTPCore
import Testing

@testable import SMTPSending

@Suite("Authentication", .timeLimit(.minutes(1)))
struct AuthenticationTests {
  private static func profile(_ mechanisms: String, refusal: Reply? = nil) -> SandboxProfile {
    SandboxProfile.modern.with {
      $0.capabilitiesOverTLS = ["PIPELINING", "AUTH \(mechanisms)"]
      if let refusal { $0.authenticationFailure = refusal }
    }
  }

  /// The mechanism of the last AUTH that a server was sent.
  private func mechanism(in transcript: ConnectionTranscript) -> String? {
    transcript.lines.last { $0.hasPrefix("C: AUTH ") }?.split(separator: " ").dropFirst(2).first.map(String.init)
  }

  private func credentials(for name: MechanismName) -> Credentials {
    switch name {
    case .oauthBearer, .xoauth2: .sandboxToken
    case .external: .external(as: SandboxCredentials.defaultUser)
    default: .sandbox
    }
  }

  @Test("every mechanism logs in to a server that offers it", arguments: MechanismName.allCases, [false, true])
  func everyMechanism(name: MechanismName, implicitTLS: Bool) async throws {
    try await withSandbox(Self.profile("\(name)"), implicitTLS: implicitTLS) { sandbox in
      let receipt = try await sandbox.configuration.with { $0.credentials = credentials(for: name) }.send()
      #expect(receipt.outcome == .accepted)
      #expect(try await sandbox.nextMessage().user == SandboxCredentials.defaultUser)
      #expect(mechanism(in: try await sandbox.nextTranscript()) == name.rawValue)
    }
  }

  @Test("a wrong secret is refused by every mechanism", arguments: MechanismName.allCases)
  func wrongSecret(name: MechanismName) async throws {
    try await withSandbox(Self.profile("\(name)")) { sandbox in
      let user = SandboxCredentials.defaultUser
      let wrong: Credentials =
        switch name {
        case .oauthBearer, .xoauth2: .oauth2(user) { "wrong" }
        case .external: .external(as: "eve")
        default: .password(user, "wrong")
        }
      let error = try await sandbox.configuration.with { $0.credentials = wrong }.failure()
      #expect(error.code == .authenticationRefused)
      #expect(error.reply?.code == 535)
      #expect(error.mechanism == name.rawValue)
      #expect(sandbox.messages.isEmpty)
    }
  }

  private static let all =
    "LOGIN CRAM-MD5 PLAIN XOAUTH2 OAUTHBEARER SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS"

  @Test("the best of a long list is used, bound to the server's certificate, unless another is pinned")
  func choice() async throws {
    let cases: [(Credentials, String)] = [
      (.sandbox, "SCRAM-SHA-256-PLUS"), (.sandboxToken, "OAUTHBEARER"),
      (.sandbox.restricted(to: [.scramSHA1, .plain]), "SCRAM-SHA-1"),
      (.sandbox.restricted(to: [.login, .scramSHA256]), "LOGIN"),
      (.sandboxToken.restricted(to: [.plain, .xoauth2]), "XOAUTH2"),
      (
        .password(
          SandboxCredentials.defaultUser, Secret(SandboxCredentials.defaultPassword), mechanisms: [.scramSHA1Plus]),
        "SCRAM-SHA-1-PLUS"
      ),
    ]
    for (credentials, expected) in cases {
      try await withSandbox(Self.profile(Self.all)) { sandbox in
        try await sandbox.configuration.with { $0.credentials = credentials }.send()
        #expect(mechanism(in: try await sandbox.nextTranscript()) == expected)
      }
    }
  }

  @Test("the order: PLAIN before CRAM-MD5 where the server is proven, and after it where it is not")
  func order() {
    let strong: [MechanismName] = [.scramSHA256Plus, .scramSHA256, .scramSHA1Plus, .scramSHA1]
    #expect(Credentials.sandbox.candidates(serverIsProven: true) == strong + [.plain, .login, .cramMD5])
    #expect(Credentials.sandbox.candidates(serverIsProven: false) == strong + [.cramMD5, .plain, .login])
    #expect(Credentials.sandboxToken.candidates(serverIsProven: true) == [.oauthBearer, .xoauth2])
    #expect(Credentials.external().candidates(serverIsProven: true) == [.external])
  }

  @Test("a server that is not proven gets no password where it would take a digest", arguments: [0, 1, 2])
  func unprovenServer(kind: Int) async throws {
    let profile =
      kind == 0
      ? SandboxProfile.plain.with { $0.capabilitiesInClear = ["AUTH PLAIN LOGIN CRAM-MD5"] }
      : Self.profile("PLAIN LOGIN CRAM-MD5")
    try await withSandbox(profile) { sandbox in
      try await sandbox.configuration.with {
        $0.credentials = .sandbox
        $0.tls.dangerously = [[.authenticateInClear], [.trustAnyIssuer], [.ignoreServerName]][kind]
      }.send()
      #expect(mechanism(in: try await sandbox.nextTranscript()) == "CRAM-MD5")
    }
  }

  @Test("pins of which none goes with the credentials are told of before there is a connection")
  func uselessPins() async throws {
    try await withSandbox { sandbox in
      let error = try await sandbox.configuration.with {
        $0.credentials = .sandbox.restricted(to: [.xoauth2, .external])
      }.failure()
      #expect(error.code == .invalidConfiguration)
      #expect(error.detail.contains("XOAUTH2, EXTERNAL") && error.detail.contains("a password"))
      #expect(sandbox.transcripts.isEmpty)
    }
  }

  @Test("a control in a user name is told of before there is a connection", arguments: ["a\rb", "a\nb", "a\u{0}b"])
  func controls(username: String) async throws {
    try await withSandbox { sandbox in
      let error = try await sandbox.configuration.with { $0.credentials = .password(username, "pw") }.failure()
      #expect(error.code == .invalidConfiguration)
      #expect(sandbox.transcripts.isEmpty)
    }
  }

  /// Row "STARTTLS response injection" of the security history, MailKit's CVE-2026-41319: SCRAM must not be brought down to
  /// PLAIN, not even by making it fail and then listing nothing else.
  @Test(
    "after a failure nothing weaker is used, on later connections either",
    arguments: ["auth: 454 4.7.0 Later", "auth: drop"])
  func noDowngrade(script: String) async throws {
    let credentials = Credentials.sandbox
    try await withSandbox(Self.profile("SCRAM-SHA-256 PLAIN"), script: script) { sandbox in
      let error = try await sandbox.configuration.with { $0.credentials = credentials }.failure()
      #expect(error.mechanism == "SCRAM-SHA-256" && error.isTemporary)
      #expect(mechanism(in: try await sandbox.nextTranscript()) == "SCRAM-SHA-256")
    }
    try await withSandbox(Self.profile("PLAIN LOGIN CRAM-MD5")) { sandbox in
      let error = try await sandbox.configuration.with { $0.credentials = credentials }.failure()
      #expect(error.code == .noCommonMechanism)
      #expect(mechanism(in: try await sandbox.nextTranscript()) == nil, "no credential was sent")
    }
    try await withSandbox(Self.profile("SCRAM-SHA-256 PLAIN")) { sandbox in
      let receipt = try await sandbox.configuration.with { $0.credentials = credentials }.send()
      #expect(receipt.outcome == .accepted)
    }
    try await withSandbox(Self.profile("PLAIN")) { sandbox in
      try await sandbox.configuration.with { $0.credentials = credentials }.send()
      #expect(mechanism(in: try await sandbox.nextTranscript()) == "PLAIN", "the stronger one has succeeded since")
    }
  }

  @Test("a retry within one delivery uses nothing weaker either")
  func noDowngradeOnRetry() async throws {
    let lists = NIOLockedValueBox(["PLAIN", "SCRAM-SHA-1 PLAIN"])
    let profile = Self.profile("SCRAM-SHA-1 PLAIN").with {
      $0.rules = [
        .custom { event, connection in
          guard case .command(.ehlo) = event, connection.isSecure else { return .proceed }
          let list = lists.withLockedValue { $0.popLast() ?? "PLAIN" }
          return .reply(Reply(250, nil, lines: ["mail.example.com", "AUTH \(list)"]))
        }
      ]
    }
    try await withSandbox(profile, script: "auth: 454 4.7.0 Later") { sandbox in
      let error = try await sandbox.configuration.with {
        $0.credentials = .sandbox
        $0.retryPolicy = RetryPolicy(maximumAttempts: 3)
      }.failure(clock: JumpingClock())
      #expect(error.code == .noCommonMechanism)
      #expect(error.receipt?.attempts.count == 2)
    }
  }

  @Test(
    "a server that skips its own proof, or gives a wrong one, gets no message",
    arguments: ["235 2.7.0 ok", "334 dj1BQUFB"])
  func unprovenLogin(answer: String) async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("250-mail.example.com\r\n250 AUTH SCRAM-SHA-1\r\n"),
      .expect("AUTH SCRAM-SHA-1"), .send("\(answer)\r\n"), .waitForClose,
    ])
    let configuration = SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext).with {
      $0.credentials = .sandbox
      $0.tls.dangerously = .authenticateInClear
    }
    let error = try await configuration.failure()
    #expect(error.code == (answer.hasPrefix("235") ? .serverUnproven : .authenticationFailed))
    #expect(error.category == (answer.hasPrefix("235") ? .policy : .authentication))
    #expect(!error.isTemporary)
    try await server.shutdown()
  }

  @Test("a token that the server refuses is asked for anew by the next connection, one that is accepted is not")
  func refusedToken() async throws {
    let issued = NIOLockedValueBox(0)
    let credentials = Credentials.accessToken(
      SandboxCredentials.defaultUser,
      from: {
        let number = issued.withLockedValue { number in
          number += 1
          return number
        }
        return AccessToken(
          value: number == 1 ? "stale" : Secret(SandboxCredentials.defaultToken), expiresAt: .distantFuture)
      })
    try await withSandbox(Self.profile("XOAUTH2 OAUTHBEARER")) { sandbox in
      let configuration = sandbox.configuration.with { $0.credentials = credentials }
      #expect(try await configuration.failure().code == .authenticationRefused)
      try await configuration.send()
      try await configuration.send()
      #expect(issued.withLockedValue { $0 } == 2)
    }
  }

  @Test("a token that was refused for the time being is kept")
  func temporarilyRefusedToken() async throws {
    let issued = NIOLockedValueBox(0)
    let credentials = Credentials.accessToken(
      SandboxCredentials.defaultUser,
      from: {
        issued.withLockedValue { $0 += 1 }
        return AccessToken(value: Secret(SandboxCredentials.defaultToken), expiresAt: .distantFuture)
      })
    try await withSandbox(Self.profile("XOAUTH2"), script: "auth: 454 4.7.0 Later") { sandbox in
      let configuration = sandbox.configuration.with { $0.credentials = credentials }
      #expect(try await configuration.failure().isTemporary)
      try await configuration.send()
      #expect(issued.withLockedValue { $0 } == 1)
    }
  }

  @Test("SCRAM keys are derived once for a server's salt, and what is kept is bounded")
  func keptKeys() throws {
    let memory = LoginMemory()
    let derived = NIOLockedValueBox(0)
    func use(_ salt: UInt8) throws {
      let parameters = SCRAMParameters(hash: .sha1, salt: [salt], iterations: 4096)
      _ = try memory.keys(for: parameters) { () throws(SASLError) in
        derived.withLockedValue { $0 += 1 }
        return try SCRAMKeys(password: "pw", parameters)
      }
    }
    for _ in 0..<3 { try use(1) }
    #expect(derived.withLockedValue { $0 } == 1)
    for salt in UInt8(2)...20 { try use(salt) }
    #expect(memory.keyCount <= 8)
  }

  @Test("EXTERNAL goes with the client's certificate, for the user that the server takes from it")
  func external() async throws {
    let authority = try SandboxAuthority()
    let certificate = try authority.certificate(for: ["client.example.com"], kind: .wrongUsage)
    let roots = try authority.trustRoots()
    try await withSandbox(Self.profile("EXTERNAL"), configureTLS: { $0.clientCertificateRoots = roots }) { sandbox in
      try await sandbox.configuration.with {
        $0.credentials = .external()
        $0.tls.clientCertificate = .init(
          chain: .pem(try certificate.chainPEM()), privateKey: .pem(try certificate.privateKeyPEM()))
      }.send()
      #expect(mechanism(in: try await sandbox.nextTranscript()) == "EXTERNAL")
    }
  }
}
