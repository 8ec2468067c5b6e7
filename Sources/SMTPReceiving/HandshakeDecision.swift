/// What a server is to do when a client's first TLS record has come.
public enum HandshakeDecision: Sendable {
  /// Goes on with the server's own certificate.
  case proceed
  /// Goes on with this certificate and these versions. Where it cannot be used the connection is closed.
  case use(ServerTLS)
  /// Closes the connection in the middle of the handshake.
  case drop
  /// Closes the connection as one whose handshake failed, for this reason, which its transcript tells.
  case fail(String)
}
