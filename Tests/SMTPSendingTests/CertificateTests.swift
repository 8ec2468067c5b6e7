import Crypto
import MailSandbox
import NIOSSL
import SASL
import SMTPCore
import SMTPReceiving
import SwiftASN1
import TLSWire
import Testing
import X509

@testable import SMTPSending

/// Row "hostname check off" of the security history: wrong name, expired, self-signed, wrong usage, IP addresses.
@Suite("The server's certificate: what is wrong with it is told, and ends the connection", .timeLimit(.minutes(1)))
struct CertificateTests {
  /// What each fault must be called.
  static let faults: [(kind: CertificateKind, code: SMTPError.Code)] = [
    (.wrongName, .certificateNameMismatch), (.expired, .certificateExpired), (.notYetValid, .certificateNotYetValid),
    (.selfSigned, .certificateUntrusted), (.unknownAuthority, .certificateUntrusted),
    (.missingIntermediate, .certificateUntrusted), (.wrongUsage, .certificateNotForServers),
  ]

  @Test("a faulty certificate ends the connection before any credential or mail", arguments: faults, [false, true])
  func faulty(fault: (kind: CertificateKind, code: SMTPError.Code), implicitTLS: Bool) async throws {
    try await withSandbox(implicitTLS: implicitTLS, certificate: fault.kind) { sandbox in
      let error = try await sandbox.configuration.with { $0.credentials = .sandbox }.failure()
      #expect(error.code == fault.code)
      #expect(error.category == .policy)
      #expect(error.phase == .tls)
      #expect(!error.isTemporary)
      #expect(error.evidence?.certificate?.verified == false)
      #expect(error.evidence?.version == .tls13)
      let transcript = try await sandbox.nextTranscript()
      #expect(!transcript.lines.contains { $0.hasPrefix("C: AUTH") || $0.hasPrefix("C: MAIL") })
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("what is wrong is said in words that name it")
  func words() async throws {
    for (kind, word) in [
      (CertificateKind.wrongName, "wrong.sandbox.invalid"), (.expired, "expired"), (.notYetValid, "not valid before"),
      (.selfSigned, "self-signed"), (.unknownAuthority, "Sealpost Sandbox CA"), (.missingIntermediate, "Intermediate"),
      (.wrongUsage, "serverAuth"),
    ] {
      try await withSandbox(certificate: kind) { sandbox in
        let error = try await sandbox.configuration.failure()
        #expect(error.detail.contains(word), "\(kind): \(error.detail)")
      }
    }
  }

  @Test("a certificate issued by way of an intermediate that is sent along is accepted")
  func intermediate() async throws {
    try await withSandbox(certificate: .intermediate) { sandbox in
      let receipt = try await sandbox.configuration.send()
      #expect(receipt.tls?.certificate?.verified == true)
      #expect(receipt.tls?.certificate?.issuer.contains("Intermediate") == true)
    }
  }

  @Test(
    "without the authority among the roots a sound certificate is not trusted",
    arguments: [TLSPolicy.TrustRoots.none, .system])
  func noRoots(roots: TLSPolicy.TrustRoots) async throws {
    try await withSandbox { sandbox in
      let error = try await sandbox.configuration.with {
        $0.tls.additionalTrustRoots = []
        $0.tls.trustRoots = roots
      }.failure()
      #expect(error.code == .certificateUntrusted)
    }
  }

  @Test("an IP address that is connected to must be in the certificate as an address")
  func address() async throws {
    for (names, isAccepted) in [(["127.0.0.1"], true), (["localhost"], false), (["127.0.0.2", "localhost"], false)] {
      try await withSandbox(names: names) { sandbox in
        #expect(sandbox.configuration.endpoint.host == "127.0.0.1")
        if isAccepted {
          let receipt = try await sandbox.configuration.send()
          #expect(receipt.tls?.certificate?.names == names)
          #expect(receipt.tls?.certificate?.verified == true)
          #expect(receipt.tls?.serverName == nil, "RFC 6066 knows no addresses there")
        } else {
          #expect(try await sandbox.configuration.failure().code == .certificateNameMismatch)
        }
      }
    }
  }

  @Test("a name apart from the host is what the certificate must be for, and what the handshake asks for")
  func verificationName() async throws {
    try await withSandbox(names: ["mail.sandbox.invalid"]) { sandbox in
      #expect(try await sandbox.configuration.failure().code == .certificateNameMismatch)
      let receipt = try await sandbox.configuration.with { $0.tls.verificationName = "mail.sandbox.invalid" }.send()
      #expect(receipt.tls?.serverName == "mail.sandbox.invalid")
      #expect(receipt.tls?.certificate?.verified == true)
      let error = try await sandbox.configuration.with { $0.tls.verificationName = "127.0.0.1.invalid" }.failure()
      #expect(error.code == .certificateNameMismatch)
      #expect(error.detail.contains("mail.sandbox.invalid"))
    }
  }

  @Test(
    "a wildcard stands for one whole label",
    arguments: [
      ("mail.sandbox.invalid", true), ("MAIL.Sandbox.invalid", true), ("mail.sandbox.invalid.", true),
      ("sandbox.invalid", false), ("a.mail.sandbox.invalid", false), ("mail.other.invalid", false),
    ])
  func wildcard(name: String, isAccepted: Bool) async throws {
    try await withSandbox(certificate: .wildcard, names: ["smtp.sandbox.invalid"]) { sandbox in
      let configuration = sandbox.configuration.with { $0.tls.verificationName = name }
      if isAccepted {
        let receipt = try await configuration.send()
        #expect(receipt.tls?.certificate?.names == ["*.sandbox.invalid"])
      } else {
        let error = try await configuration.failure()
        #expect(error.code == .certificateNameMismatch)
      }
    }
  }
}

@Suite("Pins on public keys", .timeLimit(.minutes(1)))
struct PinTests {
  private static func pin(_ publicKeyInfo: [UInt8]) throws -> PublicKeyPin {
    let hash = Array(SHA256.hash(data: publicKeyInfo))
    return try PublicKeyPin("sha256/" + String(decoding: Base64.encode(hash), as: UTF8.self))
  }

  @Test("the server's own key or its authority's is accepted, any other is not")
  func pins() async throws {
    let authority = try SandboxAuthority()
    let certificate = try authority.certificate(for: ["127.0.0.1"])
    let leaf = try Self.pin(certificate.publicKeyInfo())
    let root = try Self.pin(Array(authority.certificate.publicKey.serializeAsPEM().derBytes))
    let other = try Self.pin(try SandboxAuthority().certificate(for: ["127.0.0.1"]).publicKeyInfo())
    try await withSandbox(
      authority: authority,
      configureTLS: { tls in
        tls.certificateChain = (try? certificate.certificateSources()) ?? []
        tls.privateKey = (try? certificate.privateKeySource()) ?? tls.privateKey
      }
    ) { sandbox in
      for pins in [[leaf], [root], [other, leaf], [root, other]] {
        let receipt = try await sandbox.configuration.with { $0.tls.pins = Set(pins) }.send()
        #expect(receipt.tls?.certificate?.verified == true)
      }
      let error = try await sandbox.configuration.with { $0.tls.pins = [other] }.failure()
      #expect(error.code == .certificatePinMismatch)
      #expect(error.category == .policy)
      #expect(error.detail.contains("\(leaf)"), "the pin that would do is named")

      let careless = sandbox.configuration.with {
        $0.tls.dangerously = [.ignoreServerName, .trustAnyIssuer, .ignoreValidityPeriod]
        $0.tls.pins = [other]
      }
      #expect(try await careless.failure().code == .certificatePinMismatch, "no switch gives up the pins")

      let untrusting = sandbox.configuration.with {
        $0.tls.additionalTrustRoots = []
        $0.tls.dangerously = .trustAnyIssuer
      }
      #expect(try await untrusting.with { $0.tls.pins = [leaf] }.send().tls?.certificate?.verified == false)
      let error2 = try await untrusting.with { $0.tls.pins = [root] }.failure()
      #expect(error2.code == .certificatePinMismatch, "an issuer that nobody vouches for proves nothing")
    }
  }

  /// The certificate was made, and its key hashed, with the openssl command.
  @Test("a pin is the one that other programs give to the same certificate")
  func opensslPin() throws {
    let certificate = try Certificate(
      pemEncoded: """
        -----BEGIN CERTIFICATE-----
        MIIBgzCCASmgAwIBAgIUIXHWyHS2oV5HUgxtppPg5w2wLuEwCgYIKoZIzj0EAwIw
        FjEUMBIGA1UEAwwLcGluLmV4YW1wbGUwIBcNMjYxMTI1MDI0NzQ1WhgPMjEyNjEx
        MDEwMjQ3NDVaMBYxFDASBgNVBAMMC3Bpbi5leGFtcGxlMFkwEwYHKoZIzj0CAQYI
        KoZIzj0DAQcDQgAEPVz49qfXhY9jr+98ADj/E2D7Zb1M17mUrRYDZJQecJWlFlD/
        cmNNYWGLD9pWPDgXn3Hj03OR9GwOcD4UKiKDZ6NTMFEwHQYDVR0OBBYEFJRpoPwn
        rq2mEX4rB08dJOGRfVHBMB8GA1UdIwQYMBaAFJRpoPwnrq2mEX4rB08dJOGRfVHB
        MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgVWfiIYG0V5PJqCQI
        xmyESuAKmXPkHtJ9SxsXvaXxgfoCIQCkCBasLyOEkO9CyK0TsuevlpARUqpjnMYA
        YY3upIfCcQ==
        -----END CERTIFICATE-----
        """)
    #expect(PublicKeyPin(certificate)?.description == "sha256/m5R7hqvjL2juK29lukIc0Uerr4q7reUY9/OX18dozec=")
  }

  private static let bytes = (0..<32).map { UInt8($0 * 7 & 0xFF) }
  private static let base64 = String(decoding: Base64.encode(bytes), as: UTF8.self)
  private static let hexadecimal = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()

  @Test("a pin is read from base64, with or without its prefix, and from hexadecimal")
  func reading() throws {
    for text in [Self.base64, "sha256/" + Self.base64, Self.hexadecimal, Self.hexadecimal.uppercased()] {
      let pin = try PublicKeyPin(text)
      #expect(pin.sha256 == Self.bytes)
      #expect(pin.description == "sha256/" + Self.base64)
    }
  }

  @Test(
    "anything else is no pin",
    arguments: [
      "", "sha256/", "sha1/AAAA", "AAAA", base64 + "AAAA", String(base64.dropLast(4)), hexadecimal + "00",
      String(hexadecimal.dropLast()), "zz" + hexadecimal.dropFirst(2), "+1" + hexadecimal.dropFirst(2),
      " " + base64, "sha256/sha256/" + base64,
    ])
  func rejecting(text: String) throws {
    let error = try #require(throws: SMTPError.self) { try PublicKeyPin(text) }
    #expect(error.code == .invalidConfiguration)
  }
}

@Suite("Certificates of the client", .timeLimit(.minutes(1)))
struct ClientCertificateTests {
  private func refusal(
    _ client: SandboxCertificate?, authority: SandboxAuthority, _ version: TLSWire.TLSVersion
  ) async throws -> (SMTPError?, DeliveryReceipt?) {
    try await withSandbox(
      .speaking(version...version), authority: authority,
      configureTLS: { $0.clientCertificateRoots = try? authority.trustRoots() }
    ) { sandbox in
      let configuration = try sandbox.configuration.with { configuration in
        configuration.tls.clientCertificate = try client.map {
          .init(chain: .pem(try $0.chainPEM()), privateKey: .pem(try $0.privateKeyPEM()))
        }
      }
      do {
        return (nil, try await configuration.send())
      } catch let error as SMTPError {
        #expect(sandbox.messages.isEmpty)
        return (error, nil)
      }
    }
  }

  @Test("one that the server trusts is accepted", arguments: [TLSWire.TLSVersion.tls12, .tls13])
  func accepted(version: TLSWire.TLSVersion) async throws {
    let authority = try SandboxAuthority()
    // This kind is the one for TLS clients.
    let certificate = try authority.certificate(for: ["client.example.com"], kind: .wrongUsage)
    let (error, receipt) = try await refusal(certificate, authority: authority, version)
    #expect(error == nil)
    #expect(receipt?.outcome == .accepted)
  }

  @Test(
    "a missing one, or one that the server does not trust, has an error of its own",
    arguments: [TLSWire.TLSVersion.tls12, .tls13], [false, true])
  func refused(version: TLSWire.TLSVersion, isMissing: Bool) async throws {
    let authority = try SandboxAuthority()
    let certificate = isMissing ? nil : try SandboxAuthority(name: "Other").certificate(for: ["client.example.com"])
    let (refusal, _) = try await refusal(certificate, authority: authority, version)
    let error = try #require(refusal)
    #expect(error.code == .clientCertificateRefused, "\(error)")
    #expect(error.category == .policy)
    #expect(!error.isTemporary)
    #expect(error.detail.contains(isMissing ? "wants a certificate" : "does not accept"))
  }

  @Test("a certificate or key that cannot be used is told of before anything is sent")
  func unusable() throws {
    let authority = try SandboxAuthority()
    let one = try authority.certificate(for: ["a.example.com"])
    let other = try authority.certificate(for: ["b.example.com"])
    let pairs: [(TLSPolicy.CertificateSource, TLSPolicy.CertificateSource, String)] = [
      (.pem(try one.chainPEM()), .pem(try other.privateKeyPEM()), "cannot be used"),
      (.pem("nonsense"), .pem(try one.privateKeyPEM()), "cannot be used"),
      (.pem(try one.chainPEM()), .pem(""), "cannot be used"),
      (.file("/nonexistent/client.pem"), .pem(try one.privateKeyPEM()), "/nonexistent/client.pem does not exist"),
    ]
    for (chain, key, text) in pairs {
      var policy = TLSPolicy.startTLS
      policy.clientCertificate = .init(chain: chain, privateKey: key)
      let error = try #require(throws: SMTPError.self) { try SMTPClient(host: "localhost", tls: policy) }
      #expect(error.code == .invalidConfiguration)
      #expect(error.detail.contains(text), "\(error)")
    }
  }

  @Test("roots that cannot be read are told of before anything is sent")
  func unusableRoots() throws {
    for (source, text) in [
      (TLSPolicy.CertificateSource.file("/nonexistent/ca.pem"), "/nonexistent/ca.pem does not exist"),
      (.file("/"), "cannot be read"), (.pem("nonsense"), "no certificates"), (.pem(""), "no certificates"),
    ] {
      var policy = TLSPolicy.startTLS
      policy.additionalTrustRoots = [source]
      let error = try #require(throws: SMTPError.self) { try SMTPClient(host: "localhost", tls: policy) }
      #expect(error.code == .invalidConfiguration)
      #expect(error.detail.contains(text), "\(error)")
    }
  }
}
