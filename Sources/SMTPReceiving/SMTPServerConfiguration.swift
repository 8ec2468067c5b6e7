public import SASL
public import SMTPCore

/// How an ``SMTPServer`` listens, what it offers, and what it puts up with.
///
/// ```swift
/// var configuration = SMTPServerConfiguration(hostName: "mail.example.com")
/// configuration.security = .startTLS
/// configuration.maximumMessageSize = 50_000_000
/// ```
public struct SMTPServerConfiguration: Sendable {
  /// When TLS begins.
  public enum Security: Sendable, Hashable {
    /// STARTTLS is offered (RFC 3207).
    case startTLS
    /// The connection begins with TLS (RFC 8314, port 465).
    case implicitTLS
    /// There is no TLS. For use behind something else that has it, and for tests.
    case none
  }

  /// How long the server waits before it ends a connection with `421 4.4.2` (RFC 5321, section 4.5.3.2).
  public struct Timeouts: Sendable, Hashable {
    /// For the next whole command or authentication response.
    public var command: Duration = .seconds(300)
    /// For the next part of a message's data.
    public var data: Duration = .seconds(180)
    /// For the client's first TLS record, and again from there to the end of the handshake; the handler's decision in
    /// between takes what time it wants. The connection is closed without a word.
    public var handshake: Duration = .seconds(30)

    public init() {}
  }

  /// The name in the greeting and in the reply to EHLO.
  public var hostName: String
  /// An IP address or a name to listen on. Loopback, unless told otherwise.
  public var host = "127.0.0.1"
  /// 0 lets the kernel choose; see ``SMTPServer/port``.
  public var port = 0
  public var security = Security.startTLS
  /// The text after the host name in the greeting.
  public var greeting = "ESMTP"
  /// The extensions that are offered. STARTTLS and AUTH follow from the other settings.
  public var extensions = ServerExtensions()
  /// In bytes; offered as SIZE, and held to while the message comes in. It bounds the memory of a connection.
  public var maximumMessageSize = 36_700_160
  /// The most recipients of one message; RFC 5321 (section 4.5.3.1.8) asks for at least 100.
  public var maximumRecipients = 1000
  /// Connections at one time; the next are told `421 4.3.2`.
  public var maximumConnections = 1000
  /// Connections at one time from one address; the next are told `421 4.7.0`.
  public var maximumConnectionsPerClient = 100
  /// How many commands may be wrong or unknown before the connection is ended with `421 4.7.0`.
  public var maximumErrors = 20
  /// The mechanisms of AUTH, in the order in which they are offered; none means that AUTH is not offered.
  public var authenticationMechanisms: [MechanismName] = []
  /// The passwords by which CRAM-MD5 and SCRAM check a client's proof. Whoever offers neither needs none: the other
  /// mechanisms' credentials are judged by the handler.
  public var accounts = ServerMechanism.Accounts()
  /// Whether AUTH is offered and taken only over TLS. Without it passwords cross the network in the clear.
  public var requiresTLSForAuthentication = true
  /// What AUTH gets where it needs TLS and there is none.
  public var encryptionRequiredReply = Reply(538, "5.7.11", "Encryption required for this mechanism")
  /// Whether MAIL is refused with `530 5.7.0` before TLS.
  public var requiresTLS = false
  /// Whether MAIL is refused with `530 5.7.0` before AUTH.
  public var requiresAuthentication = false
  public var timeouts = Timeouts()

  public init(hostName: String) {
    self.hostName = hostName
  }
}
