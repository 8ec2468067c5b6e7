/// The mechanisms whose server side is known here.
public enum ServerMechanismName: String, Sendable, Hashable, CaseIterable {
  /// RFC 4616.
  case plain = "PLAIN"
  /// draft-murchison-sasl-login; obsolete, and all that some programs speak.
  case login = "LOGIN"
  /// Google's and Microsoft's form for OAuth 2.0 access tokens.
  case xoauth2 = "XOAUTH2"
}

/// The server's side of one authentication exchange (RFC 4422): response in, challenge or credentials out.
///
/// Whether the credentials are right is for the server to say. A mechanism is used for one exchange.
public struct ServerMechanism: Sendable {
  /// What comes next.
  public enum Step: Sendable, Hashable {
    /// Goes to the client, which must answer it.
    case challenge([UInt8])
    /// All that the mechanism asks for: who the client says it is, and the password or token.
    case credentials(username: String, secret: Secret)
  }

  private enum State {
    case initial
    case awaitingMessage
    case awaitingUsername
    case awaitingPassword(username: String)
    case done
  }

  public let name: ServerMechanismName
  private var state = State.initial

  public init(_ name: ServerMechanismName) {
    self.name = name
  }

  /// Begins the exchange with what stood on the client's command, nil for nothing.
  /// - Throws: ``SASLError/malformedResponse(mechanism:)``
  public mutating func start(initialResponse: [UInt8]?) throws(SASLError) -> Step {
    guard case .initial = state else { throw malformed }
    switch name {
    case .plain, .xoauth2:
      state = .awaitingMessage
      guard let initialResponse else { return .challenge([]) }
      return try receive(initialResponse)
    case .login:
      state = .awaitingUsername
      guard let initialResponse else { return .challenge(Array("Username:".utf8)) }
      return try receive(initialResponse)
    }
  }

  /// Takes the client's answer to a challenge.
  /// - Throws: ``SASLError/malformedResponse(mechanism:)``
  public mutating func receive(_ response: [UInt8]) throws(SASLError) -> Step {
    switch state {
    case .awaitingMessage:
      state = .done
      return name == .plain ? try readPlain(response) : try readXOAuth2(response)
    case .awaitingUsername:
      state = .awaitingPassword(username: try text(response))
      return .challenge(Array("Password:".utf8))
    case .awaitingPassword(let username):
      state = .done
      return .credentials(username: username, secret: Secret(bytes: response))
    case .initial, .done:
      throw malformed
    }
  }

  private var malformed: SASLError { .malformedResponse(mechanism: name.rawValue) }

  /// A user name ends up in logs and databases: it must be UTF-8 without controls, and not empty.
  private func text(_ bytes: some Collection<UInt8>) throws(SASLError) -> String {
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw malformed }
    return text
  }

  /// `[authzid] NUL authcid NUL passwd` (RFC 4616 section 2). To act for somebody else is not supported, so an
  /// authorization identity must be empty or the user's own.
  private func readPlain(_ message: [UInt8]) throws(SASLError) -> Step {
    let parts = message.split(separator: 0, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[2].isEmpty else { throw malformed }
    let username = try text(parts[1])
    guard parts[0].isEmpty || parts[0] == parts[1] else { throw malformed }
    return .credentials(username: username, secret: Secret(bytes: Array(parts[2])))
  }

  /// `user=NAME ^A auth=Bearer TOKEN ^A ^A`.
  private func readXOAuth2(_ message: [UInt8]) throws(SASLError) -> Step {
    let parts = message.split(separator: 1, omittingEmptySubsequences: false)
    let user = Array("user=".utf8)
    let bearer = Array("bearer ".utf8)
    let auth = Array("auth=".utf8)
    guard parts.count == 4, parts[2].isEmpty, parts[3].isEmpty, parts[0].starts(with: user),
      parts[1].starts(with: auth)
    else { throw malformed }
    let credentials = parts[1].dropFirst(auth.count)
    let scheme = credentials.prefix(bearer.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let token = credentials.dropFirst(bearer.count)
    guard scheme == bearer, !token.isEmpty else { throw malformed }
    return .credentials(
      username: try text(parts[0].dropFirst(user.count)), secret: Secret(bytes: Array(token)))
  }
}
