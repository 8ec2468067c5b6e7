import NIOCore
import NIOPosix

/// A listener that hands each connection to the test.
struct PeerListener: Sendable {
  let port: Int
  private let channel: any Channel
  private let peers: AsyncStream<Peer>

  /// Runs `body` beside a listener on a port of the kernel's choice.
  static func with<Result>(
    reads: Bool = true, keepsBytes: Bool = true, accepts: Bool = true,
    _ body: (PeerListener) async throws -> Result
  ) async throws -> Result {
    let (peers, continuation) = AsyncStream.makeStream(of: Peer.self)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // Without accepting, the queue is full with one: the system drops what comes after.
      .serverChannelOption(.backlog, value: CInt(accepts ? 256 : 0))
      .serverChannelOption(.autoRead, value: accepts)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let peer = try Peer.make(channel, reads: reads, keepsBytes: keepsBytes)
          try channel.pipeline.syncOperations.addHandler(Announcer { continuation.yield(peer) })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let listener = PeerListener(port: channel.localAddress?.port ?? 0, channel: channel, peers: peers)
    do {
      let result = try await body(listener)
      try? await channel.close()
      return result
    } catch {
      try? await channel.close()
      throw error
    }
  }

  struct NoPeer: Error {}

  /// The next connection.
  func next() async throws -> Peer {
    for await peer in peers { return peer }
    throw NoPeer()
  }

  /// Takes connections from now on.
  func beginAccepting() async throws { try await channel.setOption(.autoRead, value: true).get() }

  /// No more connections are taken; the port is free again.
  func stop() async throws { try await channel.close() }

  /// Tells of a connection once it is open: before that it cannot be told to read.
  private final class Announcer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let announce: () -> Void

    init(_ announce: @escaping () -> Void) { self.announce = announce }

    func channelActive(context: ChannelHandlerContext) { announce() }
  }
}
