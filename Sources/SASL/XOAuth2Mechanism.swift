/// XOAUTH2 (Google's and Microsoft's): a user name and an OAuth 2.0 access token.
///
/// On failure the server sends a challenge with the error as JSON, which must be answered by an empty response before it
/// gives its final reply.
public struct XOAuth2Mechanism: SASLMechanism {
  public let name = MechanismName.xoauth2.rawValue
  private let username: String
  private let token: Secret
  private var exchange = BearerExchange(.xoauth2, acknowledgement: [])

  /// What the server said of a refused token (JSON with `status`, `schemes` and `scope`), nil while it said nothing.
  public var serverError: String? { exchange.serverError }

  /// - Throws: ``SASLError/forbiddenCharacter(in:)`` for a control character: 0x01 is the message's separator.
  public init(username: String, token: Secret) throws(SASLError) {
    try UserName.check(username)
    try BearerToken.check(token)
    self.username = username
    self.token = token
  }

  public mutating func initialResponse() -> [UInt8]? {
    exchange.begin()
    return message
  }

  public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
    try exchange.respond(to: challenge) ?? message
  }

  private var message: [UInt8] {
    token.withBytes { Array("user=\(username)\u{1}auth=Bearer ".utf8) + $0 + [1, 1] }
  }
}
