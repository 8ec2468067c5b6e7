public import SMTPCore
public import SMTPReceiving
public import TLSWire

/// One reason for which a test server turns a client away or makes it wait.
///
/// In the text of its replies `%host` stands for the profile's host name.
public struct SandboxRule: Sendable {
  enum Kind: Sendable {
    case requireTLS(Reply)
    case requireAuthentication(Reply)
    case rejectTLS(below: TLSVersion, share: Double, seed: UInt64, Reply)
    case connectionLimit(Int, Reply)
    case messageRate(Int, Duration)
    case custom(@Sendable (ServerEvent, ServerConnection) async -> ServerDecision)
  }

  let kind: Kind

  /// AUTH and MAIL get this reply while the connection is in clear.
  public static func requireTLS(_ reply: Reply) -> SandboxRule { SandboxRule(kind: .requireTLS(reply)) }

  /// MAIL gets this reply before a successful AUTH.
  public static func requireAuthentication(_ reply: Reply) -> SandboxRule {
    SandboxRule(kind: .requireAuthentication(reply))
  }

  /// The first AUTH or MAIL gets this reply, and the connection is closed, where the version that the server chose on the
  /// wire is below `version`.
  /// - Parameters:
  ///   - share: how many of these connections are turned away, from 0 to 1; values beyond are taken as the bound.
  ///   - seed: which ones. The same seed chooses the same connections, counted in the order in which they were opened.
  public static func rejectTLS(
    below version: TLSVersion, share: Double = 1, seed: UInt64 = 0, _ reply: Reply
  ) -> SandboxRule {
    SandboxRule(kind: .rejectTLS(below: version, share: share, seed: seed, reply))
  }

  /// An AUTH gets this reply where the user already has as many connections.
  public static func limitConnectionsPerUser(_ limit: Int, _ reply: Reply) -> SandboxRule {
    SandboxRule(kind: .connectionLimit(limit, reply))
  }

  /// A user's messages beyond `limit` in any `window` are accepted late, when the window has room again.
  public static func limitMessageRate(_ limit: Int, per window: Duration) -> SandboxRule {
    SandboxRule(kind: .messageRate(limit, window))
  }

  /// A rule of your own, asked at every event at which the script has not decided; ``ServerDecision/proceed`` lets the next rule speak.
  public static func custom(
    _ decide: @escaping @Sendable (ServerEvent, ServerConnection) async -> ServerDecision
  ) -> SandboxRule {
    SandboxRule(kind: .custom(decide))
  }
}
