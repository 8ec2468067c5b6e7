import Crypto

/// What binds an authentication to the TLS connection that carries it, by `tls-server-end-point` (RFC 5929 section 4): a hash
/// of the server's certificate.
///
/// Somebody who stands in between with another certificate, which this side was made to trust, cannot pass the exchange on.
public struct ChannelBinding: Sendable, Hashable {
  /// The registered name of the one kind that there is here.
  public static let type = "tls-server-end-point"

  public let data: [UInt8]

  public init(data: [UInt8]) {
    self.data = data
  }

  /// The binding for a server's certificate in DER.
  ///
  /// The hash is that of the certificate's signature, with SHA-256 in place of MD5 and SHA-1. Nil where RFC 5929 defines none,
  /// as for Ed25519, which has no hash of its own, and where the signature's algorithm is unknown here.
  public init?(serverCertificate der: [UInt8]) {
    guard let hash = CertificateHash(certificate: der) else { return nil }
    data =
      switch hash {
      case .sha256: Array(SHA256.hash(data: der))
      case .sha384: Array(SHA384.hash(data: der))
      case .sha512: Array(SHA512.hash(data: der))
      }
  }
}

/// The hash function by which RFC 5929 section 4.1 has a certificate hashed.
private enum CertificateHash {
  case sha256, sha384, sha512

  /// `Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER, … }, … }` (RFC 5280
  /// section 4.1).
  init?(certificate der: [UInt8]) {
    guard let certificate = DERElement.first(of: der[...], tag: DERElement.sequence),
      let signed = DERElement.first(of: certificate.content, tag: DERElement.sequence),
      let algorithm = DERElement.first(of: signed.rest, tag: DERElement.sequence),
      let identifier = DERElement.first(of: algorithm.content, tag: DERElement.objectIdentifier)
    else { return nil }
    if identifier.content.elementsEqual(Self.rsaPSS) {
      self.init(pssParameters: identifier.rest)
    } else {
      self.init(signature: Array(identifier.content))
    }
  }

  private init?(signature identifier: [UInt8]) {
    switch identifier {
    // RSA with MD5, SHA-1 and SHA-256, 384, 512 (RFC 8017 appendix C).
    case Self.pkcs1 + [4], Self.pkcs1 + [5], Self.pkcs1 + [11]: self = .sha256
    case Self.pkcs1 + [12]: self = .sha384
    case Self.pkcs1 + [13]: self = .sha512
    // ECDSA with SHA-1 and SHA-256, 384, 512 (RFC 5758 section 3.2).
    case Self.ecdsa + [1], Self.ecdsa + [3, 2]: self = .sha256
    case Self.ecdsa + [3, 3]: self = .sha384
    case Self.ecdsa + [3, 4]: self = .sha512
    default: return nil
    }
  }

  /// `RSASSA-PSS-params ::= SEQUENCE { [0] hashAlgorithm DEFAULT sha1, … }` (RFC 4055 section 3.1).
  private init?(pssParameters: ArraySlice<UInt8>) {
    guard let parameters = DERElement.first(of: pssParameters, tag: DERElement.sequence) else { return nil }
    guard let tagged = DERElement.first(of: parameters.content, tag: 0xA0) else {
      self = .sha256
      return
    }
    guard let algorithm = DERElement.first(of: tagged.content, tag: DERElement.sequence),
      let identifier = DERElement.first(of: algorithm.content, tag: DERElement.objectIdentifier)
    else { return nil }
    switch Array(identifier.content) {
    case Self.sha1, Self.sha2 + [1]: self = .sha256
    case Self.sha2 + [2]: self = .sha384
    case Self.sha2 + [3]: self = .sha512
    default: return nil
    }
  }

  /// 1.2.840.113549.1.1
  private static let pkcs1: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01]
  private static let rsaPSS = pkcs1 + [10]
  /// 1.2.840.10045.4
  private static let ecdsa: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04]
  /// 1.3.14.3.2.26
  private static let sha1: [UInt8] = [0x2B, 0x0E, 0x03, 0x02, 0x1A]
  /// 2.16.840.1.101.3.4.2
  private static let sha2: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02]
}

/// One element of DER (X.690), as far as the way to a signature's algorithm takes it.
private struct DERElement {
  static let sequence: UInt8 = 0x30
  static let objectIdentifier: UInt8 = 0x06

  let content: ArraySlice<UInt8>
  /// What follows the element.
  let rest: ArraySlice<UInt8>

  /// The element at the beginning; nil where it has another tag or goes beyond the end.
  static func first(of bytes: ArraySlice<UInt8>, tag: UInt8) -> DERElement? {
    guard bytes.first == tag, let first = bytes.dropFirst().first else { return nil }
    var body = bytes.dropFirst(2)
    var length = Int(first)
    if first & 0x80 != 0 {
      let count = Int(first & 0x7F)
      guard (1...4).contains(count), body.count >= count else { return nil }
      length = body.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      body = body.dropFirst(count)
    }
    guard body.count >= length else { return nil }
    return DERElement(content: body.prefix(length), rest: body.dropFirst(length))
  }
}
