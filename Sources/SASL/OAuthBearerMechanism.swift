/// OAUTHBEARER (RFC 7628): a user name and an OAuth 2.0 access token, with the server that they are meant for.
///
/// On failure the server sends a challenge with the error as JSON, which must be answered by a single 0x01 before it gives its
/// final reply (section 3.2.3).
public struct OAuthBearerMechanism: SASLMechanism {
  public let name = MechanismName.oauthBearer.rawValue
  private let username: String
  private let token: Secret
  private let host: String
  private let port: Int
  private var exchange = BearerExchange(.oauthBearer, acknowledgement: [1])

  /// What the server said of a refused token (JSON with `status`, `scope` and `openid-configuration`), nil while it said
  /// nothing.
  public var serverError: String? { exchange.serverError }

  /// - Parameters:
  ///   - host: the server's name as the client knows it.
  ///   - port: the port that it connected to.
  /// - Throws: ``SASLError/forbiddenCharacter(in:)`` for a control character: 0x01 is the message's separator.
  public init(username: String, token: Secret, host: String, port: Int) throws(SASLError) {
    try UserName.check(username)
    try UserName.check(host, "host")
    try BearerToken.check(token)
    self.username = username
    self.token = token
    self.host = host
    self.port = port
  }

  public mutating func initialResponse() -> [UInt8]? {
    exchange.begin()
    return message
  }

  public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
    try exchange.respond(to: challenge) ?? message
  }

  /// Section 3.1: a GS2 header, then pairs of key and value with 0x01 after each, and one more at the end.
  private var message: [UInt8] {
    let head = "n,a=\(UserName.escaped(username)),\u{1}host=\(host)\u{1}port=\(port)\u{1}auth=Bearer "
    return token.withBytes { Array(head.utf8) + $0 + [1, 1] }
  }
}
