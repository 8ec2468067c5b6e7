import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// Takes connections, talks as a proxy would or not at all, and forwards them to a port of loopback.
final class Forwarder: Sendable {
  /// What it says before it forwards.
  enum Manner: Sendable {
    /// Nothing.
    case silent
    /// CONNECT gets a 200.
    case http
    /// SOCKS 5 without a login.
    case socks5
  }

  private let listener: any Channel
  private let state: NIOLockedValueBox<State>

  struct State {
    /// The addresses that connections came from.
    var clients: [String] = []
    /// What was said before the tunnel stood.
    var requests: [[UInt8]] = []
  }

  private init(listener: any Channel, state: NIOLockedValueBox<State>) {
    self.listener = listener
    self.state = state
  }

  var port: Int { listener.localAddress?.port ?? 0 }
  var clients: [String] { state.withLockedValue { $0.clients } }
  var requests: [[UInt8]] { state.withLockedValue { $0.requests } }

  /// Listens on a port that the system chooses, or on a Unix socket, for the time of `body`.
  static func with<Result>(
    _ manner: Manner, to port: Int, unixPath: String? = nil, _ body: (Forwarder) async throws -> Result
  ) async throws -> Result {
    let state = NIOLockedValueBox(State())
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        state.withLockedValue { $0.clients.append(channel.remoteAddress?.ipAddress ?? "") }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Front(manner, port, state))
        }
      }
    let listener =
      if let unixPath {
        try await bootstrap.bind(unixDomainSocketPath: unixPath).get()
      } else {
        try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
      }
    let forwarder = Forwarder(listener: listener, state: state)
    do {
      let result = try await body(forwarder)
      try await listener.close()
      return result
    } catch {
      try? await listener.close()
      throw error
    }
  }

  /// The client's side. It collects what is said until the whole request is there, connects, and answers.
  private final class Front: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let manner: Manner
    private let port: Int
    private let state: NIOLockedValueBox<State>
    private var request = ByteBuffer()
    private var hasChosenMethod = false
    private var isConnecting = false
    /// What came for the server before there was a connection to it.
    private var early = ByteBuffer()
    private var server: (any Channel)?

    init(_ manner: Manner, _ port: Int, _ state: NIOLockedValueBox<State>) {
      self.manner = manner
      self.port = port
      self.state = state
    }

    func channelActive(context: ChannelHandlerContext) {
      if case .silent = manner { connect(context, answer: "") }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = unwrapInboundIn(data)
      if let server { return server.writeAndFlush(bytes, promise: nil) }
      if isConnecting {
        early.writeImmutableBuffer(bytes)
        return
      }
      request.writeImmutableBuffer(bytes)
      switch manner {
      case .silent: break
      case .http:
        if String(buffer: request).hasSuffix("\r\n\r\n") { connect(context, answer: "HTTP/1.1 200 OK\r\n\r\n") }
      case .socks5:
        if !hasChosenMethod {
          hasChosenMethod = true
          context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [5, 0])), promise: nil)
        } else {
          connect(context, answer: "\u{5}\0\0\u{1}\0\0\0\0\0\0")
        }
      }
    }

    func channelInactive(context: ChannelHandlerContext) {
      server?.close(promise: nil)
    }

    private func connect(_ context: ChannelHandlerContext, answer: String) {
      isConnecting = true
      state.withLockedValue { $0.requests.append(Array(request.readableBytesView)) }
      let client = context.channel
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      ClientBootstrap(group: context.eventLoop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Back(client: client))
            client.writeAndFlush(ByteBuffer(string: answer), promise: nil)
          }
        }
        .connect(host: "127.0.0.1", port: port)
        .whenComplete { result in
          let (front, context) = bound.value
          switch result {
          case .success(let channel):
            front.server = channel
            channel.writeAndFlush(front.early, promise: nil)
          case .failure: context.close(promise: nil)
          }
        }
    }
  }

  /// The server's side.
  private final class Back: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: any Channel

    init(client: any Channel) {
      self.client = client
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      client.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
      client.close(promise: nil)
    }
  }
}
