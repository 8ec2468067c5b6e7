import Crypto

/// CRAM-MD5 (RFC 2195): the password is the key of an HMAC over what the server sent.
///
/// The password itself does not cross the network, but whoever saw the exchange can try passwords at leisure, the server must
/// keep the password as it is, and it proves nothing of itself.
public struct CramMD5Mechanism: SASLMechanism {
  public let name = MechanismName.cramMD5.rawValue
  private let username: String
  private let password: Secret
  private var isDone = false

  /// - Throws: ``SASLError/forbiddenCharacter(in:)`` for a control in the user name.
  public init(username: String, password: Secret) throws(SASLError) {
    try UserName.check(username)
    self.username = username
    self.password = password
  }

  public mutating func initialResponse() -> [UInt8]? { nil }

  /// - Throws: ``SASLError/malformedChallenge(mechanism:_:)`` for an empty challenge, the digest of which would be the same
  ///   each time; ``SASLError/unexpectedChallenge(mechanism:)`` for a second one, with which a server could collect digests.
  public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
    guard !isDone else { throw .unexpectedChallenge(mechanism: name) }
    guard !challenge.isEmpty else { throw .malformedChallenge(mechanism: name, "it is empty") }
    isDone = true
    return Array("\(username) ".utf8) + Self.digest(of: challenge, password: password)
  }

  /// A server that lets a client in without asking for anything is no server for this user.
  public func acceptSuccess() throws(SASLError) {
    guard isDone else { throw .serverUnproven(mechanism: name, "it accepted the login before it asked for anything") }
  }

  /// The HMAC-MD5 in lower-case hexadecimal digits.
  static func digest(of challenge: [UInt8], password: Secret) -> [UInt8] {
    let code = password.withBytes {
      HMAC<Insecure.MD5>.authenticationCode(for: challenge, using: SymmetricKey(data: $0))
    }
    let digits = Array("0123456789abcdef".utf8)
    return code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
