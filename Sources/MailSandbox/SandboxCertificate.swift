public import NIOSSL
public import X509
import SwiftASN1

/// A certificate for a test server, with its private key and the chain that the server sends.
public struct SandboxCertificate: Sendable {
  /// The certificate itself first, then the intermediate authorities, if any.
  public let chain: [Certificate]
  public let privateKey: Certificate.PrivateKey
  /// What was made, for messages.
  public let kind: CertificateKind

  let leaf: Certificate

  init(leaf: Certificate, intermediates: [Certificate] = [], privateKey: Certificate.PrivateKey, kind: CertificateKind)
  {
    self.leaf = leaf
    self.chain = [leaf] + intermediates
    self.privateKey = privateKey
    self.kind = kind
  }

  /// The chain in PEM form (RFC 7468), the certificate itself first.
  public func chainPEM() throws -> String {
    try chain.map { try $0.serializeAsPEM().pemString + "\n" }.joined()
  }

  /// The private key in PEM form (RFC 7468).
  public func privateKeyPEM() throws -> String {
    try privateKey.serializeAsPEM().pemString + "\n"
  }

  /// The chain as NIOSSL takes it.
  public func certificateSources() throws -> [NIOSSLCertificateSource] {
    try chain.map { .certificate(try NIOSSLCertificate(bytes: $0.derBytes(), format: .der)) }
  }

  /// The private key as NIOSSL takes it.
  public func privateKeySource() throws -> NIOSSLPrivateKeySource {
    .privateKey(try NIOSSLPrivateKey(bytes: privateKey.serializeAsPEM().derBytes, format: .der))
  }

  /// The DER form of the subject's public key (`SubjectPublicKeyInfo`), of which a pin is the SHA-256.
  public func publicKeyInfo() throws -> [UInt8] {
    try leaf.publicKey.serializeAsPEM().derBytes
  }
}

extension Certificate {
  func derBytes() throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(self)
    return serializer.serializedBytes
  }
}
