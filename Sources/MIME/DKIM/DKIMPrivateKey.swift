import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A private key to sign messages with: RSA or Ed25519.
///
/// ```swift
/// let key = try DKIMPrivateKey(String(contentsOfFile: "example.pem", encoding: .utf8))
/// print(key.publicKeyRecord)  // v=DKIM1; k=rsa; p=MIIBIjANBgkqh…
/// ```
///
/// Its description and mirror are redacted, so that it shows in no log.
public struct DKIMPrivateKey: Sendable {
  private enum Key: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
  }

  private let key: Key

  /// Reads a key from the text of a file: PEM with `RSA PRIVATE KEY` (PKCS#1) or `PRIVATE KEY` (PKCS#8) for RSA, PEM
  /// with `PRIVATE KEY` for Ed25519 (RFC 8410), or the 32 bytes of an Ed25519 key in base64 as RFC 8463 shows them.
  ///
  /// Take 2,048 bits for RSA. Keys down to 1,024 are still accepted everywhere but are advised against (RFC 8301, section
  /// 3.2); beyond 2,048 the record of the public key strains the DNS, and verifiers need not take more than 4,096.
  /// - Throws: ``MIMEError/Code/invalidSigningKey`` that says what was found instead: no key, a public or an encrypted
  ///   one, one of another kind, or an RSA key of less than 1,024 bits.
  public init(_ text: String) throws(MIMEError) {
    guard let document = try DKIMKeyFile(text) else {
      guard let seed = Base64.decode(text.utf8.filter { $0 > 0x20 }), seed.count == 32 else {
        throw Self.failure("it is neither PEM nor the 32 bytes of an Ed25519 key in base64")
      }
      self.init(key: .ed25519(try Self.ed25519(seed)))
      return
    }
    switch document.kind {
    case .rsa: self.init(key: .rsa(try Self.rsa(document.pem)))
    case .ed25519: self.init(key: .ed25519(try Self.ed25519(pem: document.pem)))
    }
  }

  private init(key: Key) {
    self.key = key
  }

  /// What this key signs with.
  public var algorithm: DKIMAlgorithm {
    switch key {
    case .rsa: .rsaSHA256
    case .ed25519: .ed25519SHA256
    }
  }

  /// The length of an RSA key in bits; 256 for Ed25519.
  public var bitCount: Int {
    switch key {
    case .rsa(let key): key.keySizeInBits
    case .ed25519: 256
    }
  }

  /// The text of the TXT record at `selector._domainkey.domain` that lets others verify (RFC 6376, section 3.6.1). It
  /// is public. In the DNS, a text of more than 255 bytes is cut into several strings of one record.
  public var publicKeyRecord: String {
    let bytes =
      switch key {
      case .rsa(let key): Array(key.publicKey.derRepresentation)
      case .ed25519(let key): Array(key.publicKey.rawRepresentation)
      }
    return "v=DKIM1; k=\(algorithm.keyType); p=\(Base64.encode(bytes))"
  }

  /// The signature over a hash. RFC 8463 section 3 has Ed25519 sign the hash as a message.
  func sign(_ hash: SHA256Digest) throws(MIMEError) -> [UInt8] {
    do {
      switch key {
      case .rsa(let key): return Array(try key.signature(for: hash, padding: .insecurePKCS1v1_5).rawRepresentation)
      case .ed25519(let key): return Array(try key.signature(for: Data(hash)))
      }
    } catch {
      throw Self.failure("it cannot sign: \(error)")
    }
  }

  private static func rsa(_ pem: String) throws(MIMEError) -> _RSA.Signing.PrivateKey {
    do {
      return try _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem)
    } catch CryptoKitError.incorrectParameterSize {
      throw failure("it is an RSA key of less than 1,024 bits, which no verifier accepts (RFC 8301, section 3.2)")
    } catch {
      throw failure("the RSA key in it is damaged")
    }
  }

  private static func ed25519(pem: String) throws(MIMEError) -> Curve25519.Signing.PrivateKey {
    do {
      return try Curve25519.Signing.PrivateKey(pemRepresentation: pem)
    } catch {
      throw failure("the Ed25519 key in it is damaged")
    }
  }

  private static func ed25519(_ seed: [UInt8]) throws(MIMEError) -> Curve25519.Signing.PrivateKey {
    do {
      return try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    } catch {
      throw failure("the Ed25519 key in it is damaged")
    }
  }

  static func failure(_ reason: String) -> MIMEError {
    MIMEError(code: .invalidSigningKey, reason: "the private key: \(reason)")
  }
}

extension DKIMPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "[redacted]" }
  public var debugDescription: String { "[redacted]" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
