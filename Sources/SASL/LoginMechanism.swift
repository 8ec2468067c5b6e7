/// LOGIN (draft-murchison-sasl-login): the server asks for the user name, then for the password. Obsolete, and still the
/// only one that some servers offer. For use inside TLS only.
///
/// The prompts differ from server to server (`Username:`, `User Name`, in other languages), so only their order counts.
public struct LoginMechanism: SASLMechanism {
  private enum State {
    case awaitingUsernamePrompt
    case awaitingPasswordPrompt
    case done
  }

  public let name = MechanismName.login.rawValue
  public var readsChallenges: Bool { false }
  private let username: String
  private let password: Secret
  private var state = State.awaitingUsernamePrompt

  /// - Throws: ``SASLError/forbiddenCharacter(in:)`` for a control in the user name.
  public init(username: String, password: Secret) throws(SASLError) {
    try UserName.check(username)
    self.username = username
    self.password = password
  }

  public mutating func initialResponse() -> [UInt8]? { nil }

  public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
    switch state {
    case .awaitingUsernamePrompt:
      state = .awaitingPasswordPrompt
      return Array(username.utf8)
    case .awaitingPasswordPrompt:
      state = .done
      return password.withBytes { $0 }
    case .done:
      throw .unexpectedChallenge(mechanism: name)
    }
  }
}
