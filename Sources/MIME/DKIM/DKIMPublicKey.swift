import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The key of a record, which tells whether a signature is its owner's.
enum DKIMPublicKey {
  case rsa(_RSA.Signing.PublicKey)
  case ed25519(Curve25519.Signing.PublicKey)

  /// - Parameter bytes: an RSAPublicKey or a SubjectPublicKeyInfo in DER, since both are in use (erratum 3017 of RFC 6376);
  ///   for Ed25519 the 32 bytes alone (RFC 8463, section 4.1).
  init(_ bytes: [UInt8], for algorithm: DKIMAlgorithm) throws(DKIMProblem) {
    do {
      switch algorithm {
      case .rsaSHA256: self = .rsa(try _RSA.Signing.PublicKey(unsafeDERRepresentation: bytes))
      case .ed25519SHA256: self = .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: bytes))
      }
    } catch CryptoKitError.incorrectParameterSize where algorithm == .rsaSHA256 {
      throw DKIMProblem(.weakKey, "the RSA key has less than 1,024 bits")
    } catch {
      throw DKIMProblem(.malformedKey, "p= is not a key for \(algorithm.rawValue)")
    }
  }

  var bitCount: Int {
    switch self {
    case .rsa(let key): key.keySizeInBits
    case .ed25519: 256
    }
  }

  func isValid(_ signature: [UInt8], for hash: SHA256Digest) -> Bool {
    switch self {
    case .rsa(let key):
      key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: hash, padding: .insecurePKCS1v1_5)
    case .ed25519(let key): key.isValidSignature(signature, for: Data(hash))
    }
  }
}
