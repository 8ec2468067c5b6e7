import Crypto
public import Foundation
public import NIOSSL
import SwiftASN1
public import X509

/// A certification authority for tests: it makes certificates that are sound, or wrong in one way.
///
/// ```swift
/// let authority = try SandboxAuthority()
/// let certificate = try authority.certificate(for: ["mail.example.com", "127.0.0.1"])
/// let expired = try authority.certificate(for: ["mail.example.com"], kind: .expired)
/// try authority.write(to: "/tmp/sandbox-ca.pem")
/// ```
///
/// Keys are on P-256. They live in memory and are worth nothing outside tests: never install the authority on a machine.
public struct SandboxAuthority: Sendable {
  /// The authority's own certificate, to be trusted by the clients under test.
  public let certificate: Certificate
  /// ``certificate`` in PEM form (RFC 7468).
  public let pem: String
  private let key: P256.Signing.PrivateKey
  private let now: Date

  /// Makes a new authority with a new key.
  /// - Parameters:
  ///   - name: the common name of the authority.
  ///   - now: the time from which the validity of everything it makes is reckoned.
  public init(name: String = "Sealpost Sandbox CA", now: Date = Date()) throws {
    key = P256.Signing.PrivateKey()
    self.now = now
    certificate = try Self.authorityCertificate(
      subject: DistinguishedName { CommonName(name) }, key: key, issuer: nil, now: now)
    pem = try certificate.serializeAsPEM().pemString + "\n"
  }

  /// Makes a certificate with a new key.
  /// - Parameters:
  ///   - names: domain names and IP addresses, each put into the subject alternative name as what it is.
  ///   - kind: the fault that it shall have.
  /// - Throws: ``SandboxError/noCertificateName`` for no names, or for ``CertificateKind/wildcard`` without a domain name of
  ///   three labels or more.
  public func certificate(for names: [String], kind: CertificateKind = .valid) throws -> SandboxCertificate {
    guard !names.isEmpty else { throw SandboxError.noCertificateName }
    let leafKey = P256.Signing.PrivateKey()
    var request = LeafRequest(names: names, publicKey: leafKey.publicKey, now: now)
    var signer = Signer(name: certificate.subject, key: key, publicKey: key.publicKey)
    var intermediates: [Certificate] = []
    switch kind {
    case .valid: break
    case .wildcard: request.names = [try Self.wildcard(of: names)]
    case .wrongName: request.names = ["wrong.sandbox.invalid"]
    case .expired: request.validity = now.addingTimeInterval(-30 * day)...now.addingTimeInterval(-3600)
    case .notYetValid: request.validity = now.addingTimeInterval(day)...now.addingTimeInterval(30 * day)
    case .wrongUsage: request.usage = .clientAuth
    case .selfSigned: signer = Signer(name: try request.subject, key: leafKey, publicKey: leafKey.publicKey)
    case .unknownAuthority:
      let other = P256.Signing.PrivateKey()
      signer = Signer(name: certificate.subject, key: other, publicKey: other.publicKey)
    case .intermediate, .missingIntermediate:
      let intermediateKey = P256.Signing.PrivateKey()
      let intermediate = try Self.authorityCertificate(
        subject: DistinguishedName { CommonName("Sealpost Sandbox Intermediate CA") }, key: intermediateKey,
        issuer: signer, now: now)
      signer = Signer(name: intermediate.subject, key: intermediateKey, publicKey: intermediateKey.publicKey)
      intermediates = kind == .intermediate ? [intermediate] : []
    }
    return SandboxCertificate(
      leaf: try request.sign(by: signer), intermediates: intermediates, privateKey: Certificate.PrivateKey(leafKey),
      kind: kind)
  }

  /// Writes ``pem`` to a file, replacing what was there.
  public func write(to path: String) throws {
    try Data(pem.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// The authority as a root for a NIOSSL client.
  public func trustRoots() throws -> NIOSSLTrustRoots {
    .certificates([try NIOSSLCertificate(bytes: certificate.derBytes(), format: .der)])
  }

  private static func wildcard(of names: [String]) throws -> String {
    for name in names where IPAddress(name) == nil {
      let labels = name.split(separator: ".")
      if labels.count >= 3 { return "*." + labels.dropFirst().joined(separator: ".") }
    }
    throw SandboxError.noCertificateName
  }

  private static func authorityCertificate(
    subject: DistinguishedName, key: P256.Signing.PrivateKey, issuer: Signer?, now: Date
  ) throws -> Certificate {
    let signer = issuer ?? Signer(name: subject, key: key, publicKey: key.publicKey)
    let publicKey = Certificate.PublicKey(key.publicKey)
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
      notValidBefore: now.addingTimeInterval(-60 * day), notValidAfter: now.addingTimeInterval(3650 * day),
      issuer: signer.name, subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: issuer == nil ? 1 : 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: publicKey)
        AuthorityKeyIdentifier(keyIdentifier: signer.keyIdentifier)
      },
      issuerPrivateKey: Certificate.PrivateKey(signer.key))
  }
}

private let day: TimeInterval = 24 * 3600

private struct Signer {
  let name: DistinguishedName
  let key: P256.Signing.PrivateKey
  let publicKey: P256.Signing.PublicKey

  var keyIdentifier: ArraySlice<UInt8> {
    SubjectKeyIdentifier(hash: Certificate.PublicKey(publicKey)).keyIdentifier
  }
}

private struct LeafRequest {
  var names: [String]
  let publicKey: P256.Signing.PublicKey
  var validity: ClosedRange<Date>
  var usage = ExtendedKeyUsage.Usage.serverAuth

  init(names: [String], publicKey: P256.Signing.PublicKey, now: Date) {
    self.names = names
    self.publicKey = publicKey
    // Clocks of clients under test may be a little behind.
    validity = now.addingTimeInterval(-day)...now.addingTimeInterval(397 * day)
  }

  var subject: DistinguishedName {
    get throws { try DistinguishedName { CommonName(names.first ?? "") } }
  }

  func sign(by signer: Signer) throws -> Certificate {
    let publicKey = Certificate.PublicKey(publicKey)
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
      notValidBefore: validity.lowerBound, notValidAfter: validity.upperBound,
      issuer: signer.name, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([usage])
        SubjectAlternativeNames(names.map(Self.generalName))
        SubjectKeyIdentifier(hash: publicKey)
        AuthorityKeyIdentifier(keyIdentifier: signer.keyIdentifier)
      },
      issuerPrivateKey: Certificate.PrivateKey(signer.key))
  }

  private static func generalName(_ name: String) -> GeneralName {
    guard let address = IPAddress(name) else { return .dnsName(name) }
    return .ipAddress(ASN1OctetString(contentBytes: address.bytes[...]))
  }
}
