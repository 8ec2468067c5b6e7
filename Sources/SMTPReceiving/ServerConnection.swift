public import NIOCore
public import TLSWire

/// One client's connection, as it is at the moment of an event.
public struct ServerConnection: Sendable, Identifiable {
  /// Counts a server's connections from 1.
  public let id: Int
  public let clientAddress: SocketAddress
  /// The address that the client connected to.
  public let localAddress: SocketAddress
  /// What crossed the wire, from the moment the version was decided; nil before that and without TLS.
  public internal(set) var tls: TLSEvidence?
  /// Whether the handshake is finished.
  public internal(set) var isSecure = false
  /// The name that the client gave in EHLO or HELO since the last handshake.
  public internal(set) var clientName: String?
  public internal(set) var authenticatedUser: String?
  /// How many messages have been accepted.
  public internal(set) var messageCount = 0

  /// ``clientAddress`` as text, as ``ConnectionTranscript/client`` has it.
  public var client: String { clientAddress.text }

  init(id: Int, clientAddress: SocketAddress, localAddress: SocketAddress) {
    self.id = id
    self.clientAddress = clientAddress
    self.localAddress = localAddress
  }
}
