import Crypto
import CryptoExtras

/// The hash function of a SCRAM mechanism.
public enum SCRAMHash: Sendable, Hashable {
  /// RFC 5802.
  case sha1
  /// RFC 7677.
  case sha256

  func hash(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sha1: Array(Insecure.SHA1.hash(data: bytes))
    case .sha256: Array(SHA256.hash(data: bytes))
    }
  }

  func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let key = SymmetricKey(data: key)
    return switch self {
    case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
    case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
  }

  fileprivate var byteCount: Int { self == .sha1 ? 20 : 32 }
  fileprivate var function: KDF.Insecure.PBKDF2.HashFunction { self == .sha1 ? .insecureSHA1 : .sha256 }
}

/// What a server has SCRAM keys derived by (RFC 5802 section 3).
public struct SCRAMParameters: Sendable, Hashable {
  public let hash: SCRAMHash
  public let salt: [UInt8]
  public let iterations: Int

  public init(hash: SCRAMHash, salt: [UInt8], iterations: Int) {
    self.hash = hash
    self.salt = salt
    self.iterations = iterations
  }
}

/// The keys that SCRAM derives from a password (RFC 5802 section 3). They take long to derive, on purpose, and can be kept
/// for a server that gives the same salt and iteration count again.
public struct SCRAMKeys: Sendable, Hashable {
  let hash: SCRAMHash
  /// Proves the client. A secret as the password is.
  let clientKey: Secret
  /// Proves the server. A secret too: whoever has it can pose as the server.
  let serverKey: Secret

  /// The hash of the client's key: what a server keeps, and can check a proof by.
  var storedKey: [UInt8] { clientKey.withBytes { hash.hash($0) } }

  /// - Parameter password: prepared by SASLprep.
  package init(password: Secret, _ parameters: SCRAMParameters) throws(SASLError) {
    let hash = parameters.hash
    let salted: [UInt8]
    do {
      let key = try password.withBytes {
        try KDF.Insecure.PBKDF2.deriveKey(
          from: $0, salt: parameters.salt, using: hash.function, outputByteCount: hash.byteCount,
          unsafeUncheckedRounds: parameters.iterations)
      }
      salted = key.withUnsafeBytes { Array($0) }
    } catch {
      throw .malformedChallenge(mechanism: "SCRAM", "no key can be derived with its salt and iteration count")
    }
    self.hash = hash
    clientKey = Secret(bytes: hash.hmac(Array("Client Key".utf8), key: salted))
    serverKey = Secret(bytes: hash.hmac(Array("Server Key".utf8), key: salted))
  }

  /// `ClientProof := ClientKey XOR HMAC(StoredKey, AuthMessage)`
  func clientProof(_ authMessage: [UInt8]) -> [UInt8] {
    let signature = hash.hmac(authMessage, key: storedKey)
    return clientKey.withBytes { zip($0, signature).map { $0 ^ $1 } }
  }

  /// `ServerSignature := HMAC(ServerKey, AuthMessage)`
  func serverSignature(_ authMessage: [UInt8]) -> [UInt8] {
    serverKey.withBytes { hash.hmac(authMessage, key: $0) }
  }

  /// Whether whoever made the proof knew the client's key.
  func accepts(clientProof proof: [UInt8], _ authMessage: [UInt8]) -> Bool {
    let signature = hash.hmac(authMessage, key: storedKey)
    guard proof.count == signature.count else { return false }
    let key = zip(proof, signature).map { $0 ^ $1 }
    return Secret(bytes: hash.hash(key)).matches(Secret(bytes: storedKey))
  }
}
