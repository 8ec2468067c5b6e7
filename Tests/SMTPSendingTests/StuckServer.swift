import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A server that takes one message's envelope, says 354, and then reads nothing more.
struct StuckServer {
  let port: Int
  private let listener: any Channel
  private let connections: NIOLockedValueBox<[any Channel]>

  static func start() async throws -> StuckServer {
    let connections = NIOLockedValueBox<[any Channel]>([])
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        connections.withLockedValue { $0.append(channel) }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler())
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

    func channelActive(context: ChannelHandlerContext) {
      say("220 mail.example.com\r\n", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard String(buffer: unwrapInboundIn(data)).hasPrefix("DATA") else { return say("250 ok\r\n", context) }
      context.channel.setOption(.autoRead, value: false).assumeIsolated().whenComplete { _ in
        self.say("354 go\r\n", context)
      }
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
  }
}
