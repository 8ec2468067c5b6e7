public import SASL
public import SMTPCore

/// A point of the dialogue at which an ``SMTPServerHandler`` may decide.
public enum ServerEvent: Sendable {
  /// A client has connected, and finished the handshake where the connection begins with TLS. It awaits the greeting.
  case connected
  /// A command that is well formed and may stand where it stood. AUTH does not come as a command: what it leads to comes
  /// as ``challenge(mechanism:)`` and ``authenticate(mechanism:username:secret:)``. BDAT comes before its chunk is read;
  /// a negative answer throws the message away, and a positive one is sent when the chunk is there, except after the last:
  /// what that gets is decided at ``data(_:)``.
  case command(Command)
  /// A mechanism needs something from the client that it asks for with 334 (RFC 4954, section 4). Any other code ends
  /// the exchange.
  case challenge(mechanism: String)
  /// A client has sent all that its mechanism asks for. To proceed means that the credentials are right: a server that
  /// offers AUTH must decide here.
  case authenticate(mechanism: String, username: String, secret: Secret)
  /// A part of a message's data has arrived, so many bytes so far, as an earlier decision's ``ServerDecision/checkpoint``
  /// asked for. Nothing more is read meanwhile. Every reply is the last here: there is none to give before the data's end.
  case transfer(byteCount: Int)
  /// A whole message has arrived. A positive answer takes the responsibility for it (RFC 5321, section 4.2.5).
  case data(ReceivedMessage)
}
