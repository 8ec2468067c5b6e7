/// PLAIN (RFC 4616): identity and password in one message. For use inside TLS only.
public struct PlainMechanism: SASLMechanism {
  public let name = MechanismName.plain.rawValue
  private let username: String
  private let password: Secret
  private let authorizationIdentity: String
  private var isDone = false

  /// - Throws: ``SASLError/forbiddenCharacter(in:)`` for a control in a name, and for a NUL in the password, which the
  ///   message uses as its separator.
  public init(username: String, password: Secret, authorizationIdentity: String = "") throws(SASLError) {
    try UserName.check(username)
    try UserName.check(authorizationIdentity, "authorization identity")
    guard !password.withBytes({ $0.contains(0) }) else { throw .forbiddenCharacter(in: "password") }
    self.username = username
    self.password = password
    self.authorizationIdentity = authorizationIdentity
  }

  public mutating func initialResponse() -> [UInt8]? {
    isDone = true
    return message
  }

  public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
    guard !isDone else { throw .unexpectedChallenge(mechanism: name) }
    isDone = true
    return message
  }

  private var message: [UInt8] {
    password.withBytes { Array(authorizationIdentity.utf8) + [0] + Array(username.utf8) + [0] + $0 }
  }
}
