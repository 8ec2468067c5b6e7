import Crypto
import SASL
import SwiftASN1
import X509

/// The SHA-256 hash of a certificate's public key (its SubjectPublicKeyInfo), as RFC 7469 section 2.4 defines it.
///
/// A pin survives the renewal of the certificate where the key is kept.
public struct PublicKeyPin: Sendable, Hashable, CustomStringConvertible {
  /// 32 bytes.
  public let sha256: [UInt8]

  /// Reads 32 bytes in base64, with or without `sha256/` before it, or as 64 hexadecimal digits.
  /// - Throws: ``SMTPError`` with ``SMTPError/Code/invalidConfiguration`` for anything else.
  public init(_ text: String) throws(SMTPError) {
    let encoded = text.hasPrefix("sha256/") ? String(text.dropFirst(7)) : text
    if let bytes = Self.hexadecimal(encoded) ?? Base64.decode(Array(encoded.utf8)), bytes.count == 32 {
      sha256 = bytes
    } else {
      throw .invalidConfiguration(
        "\"\(text)\" is no pin: it takes the SHA-256 of a public key in base64 or hexadecimal")
    }
  }

  /// The pin of a certificate's key; nil for a key that cannot be encoded, which no pin can mean.
  init?(_ certificate: Certificate) {
    // `subjectPublicKeyInfoBytes` is only the key inside the SubjectPublicKeyInfo, without its algorithm.
    guard let encoded = try? certificate.publicKey.serializeAsPEM().derBytes else { return nil }
    sha256 = Array(SHA256.hash(data: encoded))
  }

  public var description: String {
    "sha256/" + String(decoding: Base64.encode(sha256), as: UTF8.self)
  }

  private static func hexadecimal(_ text: String) -> [UInt8]? {
    // UInt8(_:radix:) would take a sign as well.
    guard text.utf8.count == 64, text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    var bytes: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}
