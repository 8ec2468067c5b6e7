import Crypto
import Foundation
import MIME
import SASL
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@Suite(
  "Authentication against Dovecot, through Postfix", .serialized, .needs("master", "dovecot", "openssl"), .needsRoot,
  .timeLimit(.minutes(3)))
struct AuthenticationTests {
  private static let everything = ["plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"]

  private func message() throws -> StoredMessage {
    try StoredMessage(
      bytes: Array("From: alice@example.test\r\nTo: bob@example.test\r\nSubject: interop\r\n\r\nHello.\r\n".utf8))
  }

  @Test(
    "each mechanism that is pinned logs in, by every way in",
    arguments: [MechanismName.scramSHA256, .scramSHA1, .cramMD5, .plain, .login], [TLSPolicy.Mode.startTLS, .implicit])
  func pinned(name: MechanismName, mode: TLSPolicy.Mode) async throws {
    try await PostfixServer.with(.init(mechanisms: Self.everything)) { server in
      let delivery = PostfixDelivery(
        mode: mode, credentials: .password("alice", "correct horse", mechanisms: [name]))
      let receipt = try await delivery.client(for: server).send(try message())
      #expect(receipt.outcome == .accepted)
      let line = try await server.logLine(containing: "sasl_method=")
      #expect(line.contains("sasl_method=\(name), sasl_username=alice"), "\(line)")
    }
  }

  @Test("of all that Dovecot has, SCRAM-SHA-256 is used, and with a wrong password nothing else")
  func choice() async throws {
    try await PostfixServer.with(.init(mechanisms: Self.everything)) { server in
      _ = try await PostfixDelivery().client(for: server).send(try message())
      try await server.logLine(containing: "sasl_method=SCRAM-SHA-256, sasl_username=alice")
      let client = try PostfixDelivery(password: "wrong").client(for: server)
      let error = try await #require(throws: SMTPError.self) { try await client.send(try message()) }
      #expect(error.code == .authenticationRefused)
      #expect(error.reply?.code == 535)
      #expect(error.mechanism == "SCRAM-SHA-256")
      let session = try #require(try await server.sessions(2).last)
      #expect(session.commands["auth"] == .init(accepted: 0, seen: 1))
    }
  }

  @Test("passwords and names beyond ASCII are prepared as Dovecot has them")
  func beyondASCII() async throws {
    try await PostfixServer.with(.init(users: ["alice": "pässwörd"], mechanisms: ["scram-sha-256"])) { server in
      // The accents stand apart here, and SASLprep brings them to one form.
      let delivery = PostfixDelivery(password: "pa\u{308}sswo\u{308}rd")
      let receipt = try await delivery.client(for: server).send(try message())
      #expect(receipt.outcome == .accepted)
    }
  }

  private static let key = Array("a key that nobody knows but this test".utf8)

  /// A JSON Web Token signed by HS256 (RFC 7515 section 3.1).
  private static func token(for user: String, signedWith key: [UInt8] = key) -> Secret {
    let now = Int(Date().timeIntervalSince1970)
    func part(_ bytes: some Collection<UInt8>) -> String {
      String(decoding: Base64.encode(bytes), as: UTF8.self)
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
    let claims =
      #"{"sub":"\#(user)","iss":"test","iat":\#(now),"nbf":\#(now),"exp":\#(now + 600)}"#
    let signed = part(#"{"alg":"HS256","typ":"JWT"}"#.utf8) + "." + part(claims.utf8)
    let signature = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: SymmetricKey(data: key))
    return Secret("\(signed).\(part(Array(signature)))")
  }

  @Test("a signed token logs in, one that another signed does not", arguments: [MechanismName.oauthBearer, .xoauth2])
  func token(name: MechanismName) async throws {
    try await PostfixServer.with(
      .init(mechanisms: ["plain", "oauthbearer", "xoauth2"], tokenKey: Self.key)
    ) { server in
      let right = PostfixDelivery(
        credentials: .oauth2("alice", token: { Self.token(for: "alice") }).restricted(to: [name]))
      let receipt = try await right.client(for: server).send(try message())
      #expect(receipt.outcome == .accepted)
      try await server.logLine(containing: "sasl_method=\(name), sasl_username=alice")
      let wrong = PostfixDelivery(
        credentials: .oauth2("alice", token: { Self.token(for: "alice", signedWith: [1, 2, 3]) })
          .restricted(to: [name]))
      let error = try await #require(throws: SMTPError.self) {
        try await wrong.client(for: server).send(try message())
      }
      #expect(error.code == .authenticationRefused)
      #expect(error.detail.contains("status"), "what the server said of the token is told: \(error.detail)")
    }
  }
}
