import Foundation
import MIME
import MailSandbox
import NIOCore
import NIOEmbedded
import SASL
import SMTPCore
import TLSWire
import Testing

@testable import SMTPSending

/// Row "credential leak" of the security history.
@Suite("Secrets are in no log line and in no error", .timeLimit(.minutes(1)))
struct CanaryTests {
  enum Method: String, Sendable, CaseIterable {
    case plain = "PLAIN"
    case login = "LOGIN"
    case token = "XOAUTH2"
    case bearer = "OAUTHBEARER"
    case cram = "CRAM-MD5"
    case scram = "SCRAM-SHA-256"
    case bound = "SCRAM-SHA-1-PLUS"

    func credentials(_ canary: Canary) -> Credentials {
      switch self {
      case .token, .bearer: .oauth2(Canary.user) { canary.secret }
      default: .password(Canary.user, canary.secret)
      }
    }

    /// Whether the secret itself crosses the wire.
    var sendsSecret: Bool { ![.cram, .scram, .bound].contains(self) }
  }

  enum Course: Sendable, CaseIterable {
    case success, refusal, temporaryRefusal, lostConnection, badCertificate, lowVersion, droppedHandshake

    /// Nil for success.
    var code: SMTPError.Code? {
      switch self {
      case .success: nil
      case .refusal, .temporaryRefusal: .authenticationRefused
      case .lostConnection, .droppedHandshake: .connectionLost
      case .badCertificate: .certificateExpired
      case .lowVersion: .versionBelowPolicy
      }
    }

    var script: String {
      switch self {
      case .success, .refusal: ""
      case .temporaryRefusal: "auth: 454 4.7.0 Later"
      case .lostConnection: "auth: drop"
      case .badCertificate: "tls: certificate expired"
      case .lowVersion: "tls: versions 1.0-1.1"
      case .droppedHandshake: "tls: drop"
      }
    }
  }

  private let canary = Canary()
  private let client: SandboxCertificate

  init() throws {
    client = try SandboxAuthority().certificate(for: ["client.example.com"], kind: .wrongUsage)
  }

  private var clientCertificate: TLSPolicy.ClientCertificate {
    get throws { .init(chain: .pem(try client.chainPEM()), privateKey: .pem(try client.privateKeyPEM())) }
  }

  /// A line from the middle of the client's private key.
  private var keyLine: String {
    get throws { String(try client.privateKeyPEM().split(separator: "\n")[1]) }
  }

  private func profile(_ method: Method, accepts: Bool) -> SandboxProfile {
    .modern.with {
      $0.capabilitiesOverTLS = ["PIPELINING", "AUTH \(method.rawValue)"]
      $0.credentials = SandboxCredentials(
        passwords: [Canary.user: accepts ? canary.secret : "another"],
        tokens: [Canary.user: accepts ? canary.secret : "another"])
    }
  }

  /// Everything that a program could print of what it has in its hands.
  private func prints(_ values: Any...) throws -> String {
    var text = ""
    for value in values {
      text += "\(value)\n" + String(reflecting: value) + "\n"
      dump(value, to: &text)
      if let error = value as? any Error { text += error.localizedDescription }
      if let receipt = value as? DeliveryReceipt {
        text += String(decoding: try JSONEncoder().encode(receipt), as: UTF8.self)
      }
    }
    return text
  }

  @Test("whatever comes of the message", arguments: Method.allCases, Course.allCases)
  func courses(method: Method, course: Course) async throws {
    let log = TestLog()
    let protocolLog = TestProtocolLog()
    try await withSandbox(profile(method, accepts: course != .refusal), script: course.script) { sandbox in
      let configuration = try sandbox.configuration.with {
        $0.credentials = method.credentials(canary)
        $0.tls.clientCertificate = try clientCertificate
        $0.protocolLog = protocolLog.keep
      }
      let client = try SMTPClient(configuration, logger: log.logger)
      // Not the client: it holds the process's event loops, which other tests are using.
      var printed = try prints(
        configuration, client.configuration, method.credentials(canary), client.opener.tls as Any)
      do {
        let receipt = try await client.send(try Message.sample())
        #expect(course == .success)
        #expect(sandbox.messages.first?.user == Canary.user, "the secret itself was used")
        printed += try prints(receipt)
      } catch let error as SMTPError {
        #expect(error.code == course.code)
        printed += try prints(error, error.receipt as Any)
      }
      #expect(!canary.isIn(printed))
      #expect(!printed.contains(try keyLine), "nor the client's private key")
      #expect(log.text.contains("EHLO"), "the log keeps the lowest level")
      #expect(log.text.contains("S: 220"), "both sides of the dialogue are there")
      #expect(!canary.isIn(log.text))
      let authenticates = ![.badCertificate, .lowVersion, .droppedHandshake].contains(course)
      #expect(log.text.contains("C: AUTH \(method.rawValue)") == authenticates)
      #expect(!canary.isIn(protocolLog.text))
      #expect(protocolLog.text.contains("C: AUTH \(method.rawValue)") == authenticates)
      for line in protocolLog.lines where line.speaker == .server && line.text.hasPrefix("334") {
        #expect(line.text == "334 [redacted]")
      }
    }
  }

  @Test("where the server falls silent after AUTH", arguments: Method.allCases.filter { $0 != .bound })
  func timeOut(method: Method) async throws {
    let log = TestLog()
    let dialogue = try EmbeddedDialogue(
      TimeOuts(),
      mechanisms: try await method.credentials(canary).login(for: .init(host: "mail.example.com")).mechanisms,
      logger: log.logger)
    try dialogue.hear("220 mail.example.com\r\n")
    try dialogue.hear("250-mail.example.com\r\n250 AUTH \(method.rawValue)\r\n")
    if method == .login {
      try dialogue.hear("334 VXNlcm5hbWU6\r\n")
      try dialogue.hear("334 UGFzc3dvcmQ6\r\n")
    }
    dialogue.pass(.seconds(120))
    let failure = try #require(dialogue.handler.failure)
    #expect(failure.code == .timedOut)
    #expect(failure.phase == .authentication)
    #expect(!canary.isIn(try prints(failure)))
    #expect(log.text.contains("C: AUTH \(method.rawValue)"))
    #expect(!canary.isIn(log.text))
    var sent = ""
    while let bytes = try dialogue.channel.readOutbound(as: ByteBuffer.self) { sent += String(buffer: bytes) }
    #expect(canary.isIn(sent) == method.sendsSecret, "the secret itself was sent")
  }

  @Test(
    "where replies are injected", arguments: ["220 go\r\n250 injected\r\n", "220 go\r\n25", "454 no\r\n250 ok\r\n"])
  func injection(answer: String) async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("250-mail.example.com\r\n250 STARTTLS\r\n"),
      .expect("STARTTLS"), .send(answer), .waitForClose,
    ])
    let log = TestLog()
    let configuration = SMTPClient.Configuration.loopback(port: server.port).with {
      $0.credentials = .password(Canary.user, canary.secret)
    }
    let error = try await configuration.failure(log: log)
    #expect(!canary.isIn(try prints(error, error.receipt as Any)))
    #expect(!canary.isIn(log.text))
    #expect(!canary.isIn(String(buffer: try await server.nextConversation().bytesInClear)))
    try await server.shutdown()
  }

  @Test(
    "in clear, where that is dangerously allowed, the log still has none",
    arguments: Method.allCases.filter { $0 != .bound })
  func inClear(method: Method) async throws {
    let log = TestLog()
    let profile = SandboxProfile.plain.with {
      $0.capabilitiesInClear = ["AUTH \(method.rawValue)"]
      $0.credentials = SandboxCredentials(
        passwords: [Canary.user: canary.secret], tokens: [Canary.user: canary.secret])
    }
    try await withSandbox(profile) { sandbox in
      try await sandbox.configuration.with {
        $0.credentials = method.credentials(canary)
        $0.tls.dangerously = .authenticateInClear
      }.send(log: log)
      #expect(sandbox.messages.first?.user == Canary.user)
    }
    #expect(log.text.contains("C: AUTH"))
    #expect(!canary.isIn(log.text))
  }

  @Test("a token that cannot be had: the failure says why, without another token")
  func tokenUnavailable() async throws {
    struct Broken: Error, CustomStringConvertible { let description = "the token endpoint is down" }
    try await withSandbox { sandbox in
      let error = try await sandbox.configuration.with {
        $0.credentials = .oauth2(Canary.user) { throw Broken() }
      }.failure()
      #expect(error.code == .tokenUnavailable)
      #expect(error.category == .authentication)
      #expect(error.detail.contains("the token endpoint is down"))
      #expect(sandbox.transcripts.isEmpty)
    }
  }

  @Test("the search itself finds a secret, in clear and in base64, however it is aligned")
  func searchFinds() {
    for prefix in ["", "\0user\0", "user=me\u{1}auth=Bearer ", "ab"] {
      let bytes = Array((prefix + canary.text + "\u{1}\u{1}").utf8)
      #expect(canary.isIn("x " + String(decoding: Base64.encode(bytes), as: UTF8.self)), "\(prefix)")
    }
    #expect(canary.isIn("password=" + canary.text))
    #expect(!canary.isIn("AUTH PLAIN [redacted]"))
  }
}
