/// EXTERNAL (RFC 4422 appendix A): the server knows the client by other means, its TLS certificate as a rule.
public struct ExternalMechanism: SASLMechanism {
  public let name = MechanismName.external.rawValue
  private let authorizationIdentity: String
  private var isDone = false

  /// - Parameter authorizationIdentity: the user to act as; empty for the one that the server derives from the certificate.
  /// - Throws: ``SASLError/forbiddenCharacter(in:)`` for a control.
  public init(authorizationIdentity: String = "") throws(SASLError) {
    try UserName.check(authorizationIdentity, "authorization identity")
    self.authorizationIdentity = authorizationIdentity
  }

  public mutating func initialResponse() -> [UInt8]? {
    isDone = true
    return Array(authorizationIdentity.utf8)
  }

  public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
    guard !isDone else { throw .unexpectedChallenge(mechanism: name) }
    isDone = true
    return Array(authorizationIdentity.utf8)
  }
}
