public import SASL

/// Who may log in to a test server, and with what.
public struct SandboxCredentials: Sendable, Hashable {
  /// Passwords by user name, for SCRAM, PLAIN, LOGIN and CRAM-MD5.
  public var passwords: [String: Secret]
  /// OAuth 2.0 access tokens by user name, for OAUTHBEARER and XOAUTH2.
  public var tokens: [String: Secret]

  /// The users that EXTERNAL may name, the empty name for a client that names nobody. Whether there is a client certificate is
  /// for the server's TLS settings to say.
  public var externalUsers: Set<String>

  public init(
    passwords: [String: Secret] = [:], tokens: [String: Secret] = [:], externalUsers: Set<String> = []
  ) {
    self.passwords = passwords
    self.tokens = tokens
    self.externalUsers = externalUsers
  }

  /// The user of ``default``.
  public static let defaultUser = "user@example.com"
  /// The password of ``defaultUser``. It guards nothing and may be printed.
  public static let defaultPassword = "sandbox-password"
  /// The access token of ``defaultUser``. It guards nothing and may be printed.
  public static let defaultToken = "sandbox-token"

  /// One user, ``defaultUser``, with ``defaultPassword`` and ``defaultToken``.
  public static let `default` = SandboxCredentials(
    passwords: [defaultUser: Secret(defaultPassword)], tokens: [defaultUser: Secret(defaultToken)],
    externalUsers: [defaultUser, ""])

  func accepts(mechanism: String, username: String, secret: Secret) -> Bool {
    let known: [String: Secret]
    switch MechanismName(rawValue: mechanism.uppercased()) {
    case .external: return externalUsers.contains(username)
    case .oauthBearer, .xoauth2: known = tokens
    default: known = passwords
    }
    // User names at mail providers are addresses, which nobody tells apart by case.
    let match = known.first { $0.key.lowercased() == username.lowercased() }
    return match?.value.matches(secret) ?? false
  }
}
