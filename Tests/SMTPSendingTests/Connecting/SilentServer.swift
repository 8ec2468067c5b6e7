import NIOCore
import NIOPosix
import Testing

/// Takes connections and says nothing, and tells when something was said to it and when a connection ended.
struct SilentServer {
  private let listener: any Channel
  private let beginnings = AsyncStream.makeStream(of: Void.self)
  private let ends = AsyncStream.makeStream(of: Void.self)

  private init() async throws {
    let (said, ended) = (beginnings.continuation, ends.continuation)
    listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.closeFuture.whenComplete { _ in ended.yield() }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(said: said))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  static func with(_ body: (SilentServer) async throws -> Void) async throws {
    let server = try await SilentServer()
    do {
      try await body(server)
      try await server.listener.close()
    } catch {
      try? await server.listener.close()
      throw error
    }
  }

  var port: Int { listener.localAddress?.port ?? 0 }

  func firstBytes() async throws { try await Self.next(beginnings.stream) }
  func end() async throws { try await Self.next(ends.stream) }

  private static func next(_ stream: AsyncStream<Void>) async throws {
    var iterator = stream.makeAsyncIterator()
    try #require(await iterator.next() != nil)
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let said: AsyncStream<Void>.Continuation

    init(said: AsyncStream<Void>.Continuation) {
      self.said = said
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { said.yield() }
  }
}
