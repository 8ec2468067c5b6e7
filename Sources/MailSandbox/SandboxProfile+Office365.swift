import SMTPCore
import TLSWire

extension SandboxProfile {
  /// A server that behaves like `smtp.office365.com` at the time when it turned old TLS away: it accepts TLS 1.0 in the
  /// handshake, and answers AUTH on such a connection with `421 4.7.66`.
  ///
  /// It offers AUTH over TLS only, as LOGIN and XOAUTH2: nothing shows that the real one has PLAIN. It wants authentication
  /// before MAIL (`530 5.7.57`), has three connections for a user (`432 4.3.2`), and holds back what goes beyond 30 messages
  /// a minute.
  public static let office365 = office365()

  static let oldTLSRefusal = Reply(
    421, "4.7.66",
    "TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. "
      + "Visit https://aka.ms/smtp_auth_tls")

  /// ``office365`` with a choice of how many connections below TLS 1.2 are turned away.
  /// - Parameters:
  ///   - rejectShare: from 0, none, to 1, every one.
  ///   - seed: which ones: the same seed chooses the same connections, counted in their order.
  public static func office365(rejectShare: Double = 1, seed: UInt64 = 0) -> SandboxProfile {
    let extensions = ["8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"]
    return SandboxProfile(
      name: "office365",
      hostName: "SBX0PR00CA0001.outlook.office365.com",
      greeting: "%host Microsoft ESMTP MAIL Service ready at %date",
      capabilitiesInClear: ["SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS"] + extensions,
      capabilitiesOverTLS: ["SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "AUTH LOGIN XOAUTH2"]
        + extensions,
      tlsVersions: .tls10 ... .tls13,
      authenticationFailure: Reply(535, "5.7.3", "Authentication unsuccessful [%host]"),
      rules: [
        .requireTLS(Reply(451, "5.7.3", "Must issue a STARTTLS command first")),
        .rejectTLS(below: .tls12, share: rejectShare, seed: seed, oldTLSRefusal),
        .requireAuthentication(
          Reply(530, "5.7.57", "Client not authenticated to send mail")),
        .limitConnectionsPerUser(
          3, Reply(432, "4.3.2", "Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending")),
        .limitMessageRate(30, per: .seconds(60)),
      ])
  }
}
