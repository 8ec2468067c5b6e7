import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A server that takes one message's envelope, says 354, and then reads nothing more, or throws away what it reads.
struct StuckServer {
  let port: Int
  private let listener: any Channel
  private let connections: NIOLockedValueBox<[any Channel]>

  static func start(discarding: Bool = false) async throws -> StuckServer {
    let connections = NIOLockedValueBox<[any Channel]>([])
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        connections.withLockedValue { $0.append(channel) }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(discarding: discarding))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return StuckServer(port: listener.localAddress?.port ?? 0, listener: listener, connections: connections)
  }

  func stop() async throws {
    try await listener.close()
    for connection in connections.withLockedValue({ $0 }) { try? await connection.close() }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let discarding: Bool
    private var isInMessage = false
    private var end: [UInt8] = []

    init(discarding: Bool) {
      self.discarding = discarding
    }

    func channelActive(context: ChannelHandlerContext) {
      say("220 mail.example.com\r\n", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = unwrapInboundIn(data)
      if isInMessage { return discard(bytes, context) }
      guard String(buffer: bytes).hasPrefix("DATA") else { return say("250 ok\r\n", context) }
      isInMessage = true
      guard !discarding else { return say("354 go\r\n", context) }
      context.channel.setOption(.autoRead, value: false).assumeIsolated().whenComplete { _ in
        self.say("354 go\r\n", context)
      }
    }

    private func discard(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
      end = Array((end + bytes.readableBytesView.suffix(5)).suffix(5))
      guard end == Array("\r\n.\r\n".utf8) else { return }
      isInMessage = false
      say("250 ok\r\n", context)
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
  }
}
