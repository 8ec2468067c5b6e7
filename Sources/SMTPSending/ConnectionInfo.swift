public import SMTPCore

/// The two ends of a connection, and how the server greeted on it.
public struct ConnectionInfo: Sendable, Hashable {
  /// A 220.
  public let greeting: Reply
  /// This side's IP address; nil on a Unix socket.
  public let localAddress: String?
  /// The server's IP address, or the proxy's where there is one; nil on a Unix socket.
  public let remoteAddress: String?
}
