import Foundation
import MIME
import SMTPCore
import SMTPSending
import TLSWire
import Testing

/// The client against a TLS library that is not its own.
@Suite("The client against openssl s_server", .serialized, .needs("openssl"), .timeLimit(.minutes(2)))
struct OpenSSLTests {
  private func failure(
    _ settings: OpenSSLServer.Settings, _ change: (inout TLSPolicy, CertificateFiles) async throws -> Void = { _, _ in }
  ) async throws -> SMTPError {
    try await TemporaryDirectory.with { directory in
      let certificate = try await TestAuthority(in: directory).issue()
      return try await OpenSSLServer.with(certificate: certificate, settings) { server in
        var policy = TLSPolicy.implicitTLS
        policy.trustRoots = .none
        policy.additionalTrustRoots = [.file(certificate.chain)]
        try await change(&policy, certificate)
        var configuration = SMTPClient.Configuration(host: "localhost", port: server.port, tls: policy)
        configuration.retryPolicy = .never
        // No mail protocol is inside: once TLS stands nothing more comes.
        configuration.timeOuts.greeting = .seconds(1)
        let client = try SMTPClient(configuration)
        return try await #require(throws: SMTPError.self) {
          try await client.send(try StoredMessage(bytes: Array("From: a@example.com\nTo: b@example.com\n\n".utf8)))
        }
      }
    }
  }

  @Test("a server that has only finite-field suites shares none with the client, and is told so")
  func noSharedCipher() async throws {
    let error = try await failure(.init(versions: .v1_2 ... .v1_2, ciphers: "DHE-RSA-AES128-GCM-SHA256"))
    #expect(error.code == .noSharedCipher)
    #expect(error.category == .policy)
    #expect(!error.isTemporary)
    #expect(error.evidence?.cipherSuite == nil)
  }

  @Test("a pin that openssl computed is the server's; another is refused")
  func pins() async throws {
    let right = try await failure(.init()) { policy, certificate in
      policy.pins = [try PublicKeyPin(try await certificate.publicKeySHA256())]
    }
    #expect(right.code == .timedOut && right.phase == .greeting, "TLS stands: \(right)")
    #expect(right.evidence?.certificate?.verified == true)
    let wrong = try await failure(.init()) { policy, _ in
      policy.pins = [try PublicKeyPin(String(repeating: "ab", count: 32))]
    }
    #expect(wrong.code == .certificatePinMismatch)
  }
}
