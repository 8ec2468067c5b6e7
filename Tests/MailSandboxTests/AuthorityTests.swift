import Foundation
import MailSandbox
import NIOCore
import NIOSSL
import SwiftASN1
import TLSWire
import Testing
import X509

@Suite("Certificates", .timeLimit(.minutes(1)))
struct AuthorityTests {
  /// Whether a client that trusts the authority and checks the name finishes a handshake.
  private func handshake(
    _ kind: CertificateKind, names: [String] = ["localhost", "127.0.0.1"], isAccepted expected: Bool
  ) async throws {
    let authority = try SandboxAuthority()
    let certificate = try authority.certificate(for: names, kind: kind)
    let server = try await RawServer.start([
      .startTLS(certificate, .tls12 ... .tls13), .send("220 hello\r\n"), .waitForClose,
    ])
    let client = try await TestClient.connect(
      port: server.port, implicitTLS: .client(trusting: authority))
    if expected {
      #expect(try await client.reply() == "220 hello")
    } else {
      let error = await #expect(throws: ConnectionEnded.self) { _ = try await client.reply() }
      #expect(error?.reason.contains("ertificate") == true || error?.reason.contains("CERTIFICATE") == true)
    }
    try? await client.close()
    try await server.shutdown()
  }

  @Test("A sound one is accepted", arguments: [CertificateKind.valid, .intermediate])
  func sound(kind: CertificateKind) async throws {
    try await handshake(kind, isAccepted: true)
  }

  @Test(
    "One with a fault is refused",
    arguments: [
      CertificateKind.wrongName, .expired, .notYetValid, .selfSigned, .unknownAuthority, .wrongUsage,
      .missingIntermediate,
    ])
  func faulty(kind: CertificateKind) async throws {
    try await handshake(kind, isAccepted: false)
  }

  @Test("Each kind has its fault and no other", arguments: CertificateKind.allCases)
  func kinds(kind: CertificateKind) throws {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let authority = try SandboxAuthority(now: now)
    let made = try authority.certificate(for: ["mail.example.com", "127.0.0.1"], kind: kind)
    let leaf = try #require(made.chain.first)
    #expect((leaf.notValidBefore <= now) == (kind != .notYetValid))
    #expect((leaf.notValidAfter > now) == (kind != .expired))
    #expect((leaf.issuer == leaf.subject) == (kind == .selfSigned))
    let isFromAuthority = authority.certificate.publicKey.isValidSignature(leaf.signature, for: leaf)
    #expect(
      isFromAuthority == ![.selfSigned, .unknownAuthority, .intermediate, .missingIntermediate].contains(kind))
    #expect(made.chain.count == (kind == .intermediate ? 2 : 1))
    let usage = try #require(try leaf.extensions.extendedKeyUsage)
    #expect(Array(usage) == (kind == .wrongUsage ? [.clientAuth] : [.serverAuth]))
    let names = Array(try #require(try leaf.extensions.subjectAlternativeNames))
    switch kind {
    case .wildcard: #expect(names == [.dnsName("*.example.com")])
    case .wrongName: #expect(names == [.dnsName("wrong.sandbox.invalid")])
    default: #expect(names.count == 2)
    }
  }

  @Test("IP addresses of both kinds are put in as addresses")
  func addresses() throws {
    let leaf = try #require(try SandboxAuthority().certificate(for: ["::1", "127.0.0.1", "localhost"]).chain.first)
    let names = Array(try #require(try leaf.extensions.subjectAlternativeNames))
    let six = ASN1OctetString(contentBytes: ArraySlice([UInt8](repeating: 0, count: 15) + [1]))
    let four = ASN1OctetString(contentBytes: [127, 0, 0, 1])
    #expect(names == [.ipAddress(six), .ipAddress(four), .dnsName("localhost")])
  }

  @Test("Without a name there is no certificate")
  func noName() throws {
    let authority = try SandboxAuthority()
    #expect(throws: SandboxError.noCertificateName) { try authority.certificate(for: []) }
    #expect(throws: SandboxError.noCertificateName) { try authority.certificate(for: ["127.0.0.1"], kind: .wildcard) }
    #expect(throws: SandboxError.noCertificateName) { try authority.certificate(for: ["localhost"], kind: .wildcard) }
  }

  @Test("The authority is written as PEM, and read back it is the same")
  func pem() throws {
    let authority = try SandboxAuthority()
    let path = NSTemporaryDirectory() + "sandbox-\(UUID().uuidString).pem"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try authority.write(to: path)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == authority.pem)
    #expect(try Certificate(pemEncoded: text) == authority.certificate)
    #expect(try NIOSSLCertificate.fromPEMFile(path).count == 1)
    let made = try authority.certificate(for: ["localhost"], kind: .intermediate)
    #expect(try NIOSSLCertificate.fromPEMBytes(Array(made.chainPEM().utf8)).count == 2)
    _ = try NIOSSLPrivateKey(bytes: Array(made.privateKeyPEM().utf8), format: .pem)
  }
}
