public import SMTPCore
public import TLSWire

/// How a test server behaves where no script says otherwise: its greeting, what it offers, the TLS versions it accepts, and
/// the rules by which it turns clients away.
///
/// ```swift
/// var profile = SandboxProfile.modern
/// profile.tlsVersions = .tls13 ... .tls13
/// profile.rules.append(.requireAuthentication(Reply(530, "5.7.0", "Authentication required")))
/// let sandbox = try await Sandbox.start(profile: profile)
/// ```
public struct SandboxProfile: Sendable {
  /// The name by which it is shown and chosen.
  public var name: String
  /// What the server calls itself in its greeting, EHLO replies and some rejections.
  public var hostName: String
  /// The greeting's text after `220 `; `%host` stands for ``hostName`` and `%date` for the date (RFC 5322 section 3.3).
  public var greeting: String
  /// The lines of the EHLO reply, without the first, while the connection is in clear.
  public var capabilitiesInClear: [String]
  /// The same on an encrypted connection.
  public var capabilitiesOverTLS: [String]
  /// The versions accepted in the handshake, within ``TLSVersion/tls10`` … ``TLSVersion/tls13``; nil for a server without TLS.
  public var tlsVersions: ClosedRange<TLSVersion>?
  /// What credentials are accepted.
  public var credentials: SandboxCredentials
  /// The reply to credentials that are not accepted. `%host` stands for ``hostName``.
  public var authenticationFailure: Reply
  /// In bytes, for messages of which no size was declared too.
  public var maximumMessageSize: Int
  /// Asked in order; the first that objects decides.
  public var rules: [SandboxRule]

  public init(
    name: String, hostName: String = "mail.sandbox.invalid", greeting: String = "%host ESMTP ready",
    capabilitiesInClear: [String], capabilitiesOverTLS: [String], tlsVersions: ClosedRange<TLSVersion>?,
    credentials: SandboxCredentials = .default,
    authenticationFailure: Reply = Reply(535, "5.7.8", "Authentication credentials invalid"),
    maximumMessageSize: Int = 157_286_400, rules: [SandboxRule] = []
  ) {
    self.name = name
    self.hostName = hostName
    self.greeting = greeting
    self.capabilitiesInClear = capabilitiesInClear
    self.capabilitiesOverTLS = capabilitiesOverTLS
    self.tlsVersions = tlsVersions
    self.credentials = credentials
    self.authenticationFailure = authenticationFailure
    self.maximumMessageSize = maximumMessageSize
    self.rules = rules
  }
}

extension SandboxProfile {
  /// A server without TLS and without AUTH that takes every message.
  public static let plain = SandboxProfile(
    name: "plain",
    capabilitiesInClear: extensions, capabilitiesOverTLS: extensions, tlsVersions: nil)

  /// A server of today: TLS 1.2 and 1.3, AUTH over TLS only and not required.
  public static let modern = SandboxProfile(
    name: "modern",
    capabilitiesInClear: extensions + ["STARTTLS"],
    capabilitiesOverTLS: extensions + ["AUTH PLAIN LOGIN XOAUTH2"],
    tlsVersions: .tls12 ... .tls13)

  /// The profiles that have a name on the command line.
  public static let all = [plain, modern, office365]

  /// The profile of this name, nil for an unknown one.
  public static func named(_ name: String) -> SandboxProfile? {
    all.first { $0.name == name.lowercased() }
  }

  private static let extensions = [
    "SIZE 157286400", "PIPELINING", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES",
  ]
}
