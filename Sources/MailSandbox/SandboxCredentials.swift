public import SASL

/// Who may log in to a test server, and with what.
public struct SandboxCredentials: Sendable, Hashable {
  /// Passwords by user name, for PLAIN and LOGIN.
  public var passwords: [String: Secret]
  /// OAuth 2.0 access tokens by user name, for XOAUTH2.
  public var tokens: [String: Secret]

  public init(passwords: [String: Secret] = [:], tokens: [String: Secret] = [:]) {
    self.passwords = passwords
    self.tokens = tokens
  }

  /// The user of ``default``.
  public static let defaultUser = "user@example.com"
  /// The password of ``defaultUser``. It guards nothing and may be printed.
  public static let defaultPassword = "sandbox-password"
  /// The access token of ``defaultUser``. It guards nothing and may be printed.
  public static let defaultToken = "sandbox-token"

  /// One user, ``defaultUser``, with ``defaultPassword`` and ``defaultToken``.
  public static let `default` = SandboxCredentials(
    passwords: [defaultUser: Secret(defaultPassword)], tokens: [defaultUser: Secret(defaultToken)])

  func accepts(mechanism: String, username: String, secret: Secret) -> Bool {
    let known = mechanism.uppercased() == "XOAUTH2" ? tokens : passwords
    // User names at mail providers are addresses, which nobody tells apart by case.
    let match = known.first { $0.key.lowercased() == username.lowercased() }
    return match?.value.matches(secret) ?? false
  }
}
