public import SASL
public import SMTPCore

/// A point of the dialogue at which an ``SMTPServerHandler`` may decide.
public enum ServerEvent: Sendable {
  /// A client has connected, and finished the handshake where the connection begins with TLS. It awaits the greeting.
  case connected
  /// A command that is well formed and may stand where it stood. AUTH and BDAT do not come as commands: what they lead
  /// to comes as ``authenticate(mechanism:username:secret:)`` and ``data(_:)``.
  case command(Command)
  /// A client has sent all that its mechanism asks for. To proceed means that the credentials are right: a server that
  /// offers AUTH must decide here.
  case authenticate(mechanism: String, username: String, secret: Secret)
  /// A whole message has arrived. A positive answer takes the responsibility for it (RFC 5321, section 4.2.5).
  case data(ReceivedMessage)
}
