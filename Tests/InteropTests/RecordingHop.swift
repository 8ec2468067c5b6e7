import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A proxy that keeps what crosses each of its connections: one before the code under test and one behind it must see
/// the same bytes.
struct RecordingHop: Sendable {
  /// What crossed one connection.
  struct Recording: Sendable, Equatable {
    var fromClient = ByteBuffer()
    var fromServer = ByteBuffer()
  }

  let port: Int
  private let channel: any Channel
  private let recordings: NIOLockedValueBox<[Recording]>
  private let ends: NIOLockedValueBox<[EventLoopFuture<Void>]>

  /// Runs `body` beside a hop in front of a port of loopback.
  static func with<Value>(
    to port: Int, isolation: isolated (any Actor)? = #isolation, _ body: (RecordingHop) async throws -> Value
  ) async throws -> Value {
    let recordings = NIOLockedValueBox<[Recording]>([])
    let ends = NIOLockedValueBox<[EventLoopFuture<Void>]>([])
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { client in
        client.eventLoop.makeCompletedFuture {
          let index = recordings.withLockedValue { recordings in
            recordings.append(Recording())
            return recordings.count - 1
          }
          try client.pipeline.syncOperations.addHandler(Opener(port: port, recordings, index, ends))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let hop = RecordingHop(port: channel.localAddress?.port ?? 0, channel: channel, recordings: recordings, ends: ends)
    do {
      let value = try await body(hop)
      try? await channel.close()
      return value
    } catch {
      try? await channel.close()
      throw error
    }
  }

  /// The connections so far, in the order in which they began.
  var all: [Recording] { recordings.withLockedValue { $0 } }

  /// Waits until both sides of each connection so far are closed, so that nothing of them is still to come.
  func finish() async throws {
    for end in ends.withLockedValue({ $0 }) { try await end.get() }
  }

  /// Connects on when a client has come.
  private final class Opener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let port: Int
    private let recordings: NIOLockedValueBox<[Recording]>
    private let index: Int
    private let ends: NIOLockedValueBox<[EventLoopFuture<Void>]>

    init(
      port: Int, _ recordings: NIOLockedValueBox<[Recording]>, _ index: Int,
      _ ends: NIOLockedValueBox<[EventLoopFuture<Void>]>
    ) {
      self.port = port
      self.recordings = recordings
      self.index = index
      self.ends = ends
    }

    func channelActive(context: ChannelHandlerContext) {
      let client = context.channel
      let (recordings, index, ends) = (recordings, index, ends)
      ClientBootstrap(group: client.eventLoop)
        .channelOption(.autoRead, value: false)
        .connect(host: "127.0.0.1", port: port)
        .flatMapThrowing { server in
          ends.withLockedValue { $0 += [client.closeFuture, server.closeFuture] }
          for (channel, peer, side) in [(client, server, \Recording.fromClient), (server, client, \.fromServer)] {
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
            try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1)
            try channel.pipeline.syncOperations.addHandler(
              Forwarder(to: peer) { bytes in
                recordings.withLockedValue { _ = $0[index][keyPath: side].writeImmutableBuffer(bytes) }
              })
          }
          for channel in [client, server] {
            try channel.syncOptions?.setOption(.autoRead, value: true)
            channel.read()
          }
        }
        .whenFailure { _ in client.close(promise: nil) }
    }
  }

  private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let peer: any Channel
    private let record: (ByteBuffer) -> Void

    init(to peer: any Channel, _ record: @escaping (ByteBuffer) -> Void) {
      self.peer = peer
      self.record = record
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = unwrapInboundIn(data)
      record(bytes)
      peer.writeAndFlush(bytes, promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case ChannelEvent.inputClosed? = event as? ChannelEvent { endPeer() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
      endPeer()
    }

    /// What the other side still sends is recorded, also where nobody is left to get it.
    private func endPeer() {
      let peer = peer
      peer.writeAndFlush(ByteBuffer()).whenComplete { _ in peer.close(mode: .output, promise: nil) }
    }
  }
}
