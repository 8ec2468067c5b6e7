import NIOCore
import NIOPosix
public import SMTPSending

extension Tap {
  /// Where a tap listens, and what is behind it.
  public struct Configuration: Sendable {
    /// The server that the program would talk to.
    public var upstream: SMTPClient.Endpoint
    /// An IP address or `localhost`.
    public var listenHost = "127.0.0.1"
    /// 0 lets the system choose; see ``Tap/port``.
    public var listenPort = 0
    /// How long the server may take to accept a connection, 30 seconds unless set.
    public var connectTimeOut = Duration.seconds(30)
    /// The tap takes so many connections and ends with the last of them; `nil` for no end.
    public var connectionLimit: Int?
    /// The hellos by which a program's TLS library is recognised.
    public var hellos = HelloTable.recorded
    /// The most bytes that are read at once; `nil` lets the traffic decide.
    package var readLimit: Int?

    public init(upstream: SMTPClient.Endpoint) {
      self.upstream = upstream
    }
  }
}

extension Tap.Configuration {
  /// Why the server's name cannot be looked up now, as a part of a sentence; `nil` where it can.
  package func upstreamObstacle() async -> String? {
    let upstream = upstream
    do {
      // The system's look-up blocks.
      _ = try await NIOThreadPool.singleton.runIfActive {
        try SocketAddress.makeAddressResolvingHost(upstream.host, port: upstream.port)
      }
      return nil
    } catch {
      return SMTPError(connecting: error, to: upstream).detail
    }
  }
}
