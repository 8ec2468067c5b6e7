import MailSandbox
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import SASL
import SMTPSending
import Testing

@Suite("Closing a connection over TLS", .timeLimit(.minutes(1)))
struct ClosingTests {
  @Test("a server that does not answer close_notify is not waited for")
  func deafServer() async throws {
    let authority = try SandboxAuthority()
    let server = try await DeafServer.start(try authority.certificate(for: ["localhost", "127.0.0.1"]))
    var configuration = SMTPClient.Configuration.loopback(port: server.port, trusting: authority, .implicit)
    configuration.credentials = .password("ada", "wrong")
    let error = try await configuration.failure()
    #expect(error.code == .authenticationRefused)
    // The library by itself waits for five.
    let refused = try #require(server.refused.withLockedValue { $0 })
    #expect(ContinuousClock.now - refused < .seconds(4))
    try await server.stop()
  }
}

/// A server that refuses the login and reads nothing any more, not even that the client is leaving.
private struct DeafServer {
  let port: Int
  /// When it refused the login.
  let refused: NIOLockedValueBox<ContinuousClock.Instant?>
  private let listener: any Channel
  private let connections: NIOLockedValueBox<[any Channel]>

  static func start(_ certificate: SandboxCertificate) async throws -> DeafServer {
    let context = try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: try certificate.certificateSources(), privateKey: try certificate.privateKeySource()))
    let connections = NIOLockedValueBox<[any Channel]>([])
    let refused = NIOLockedValueBox<ContinuousClock.Instant?>(nil)
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        connections.withLockedValue { $0.append(channel) }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(NIOSSLServerHandler(context: context), Handler(refused))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return DeafServer(
      port: listener.localAddress?.port ?? 0, refused: refused, listener: listener, connections: connections)
  }

  func stop() async throws {
    try await listener.close()
    for connection in connections.withLockedValue({ $0 }) { try? await connection.close() }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let refused: NIOLockedValueBox<ContinuousClock.Instant?>

    init(_ refused: NIOLockedValueBox<ContinuousClock.Instant?>) {
      self.refused = refused
    }

    func channelActive(context: ChannelHandlerContext) {
      context.fireChannelActive()
      // The TLS handler keeps it until the handshake is complete.
      say("220 mail.example.com\r\n", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard String(buffer: unwrapInboundIn(data)).hasPrefix("AUTH") else {
        return say("250-mail.example.com\r\n250 AUTH PLAIN\r\n", context)
      }
      context.channel.setOption(.autoRead, value: false).assumeIsolated().whenComplete { _ in
        self.refused.withLockedValue { $0 = .now }
        self.say("535 5.7.8 no\r\n", context)
      }
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
  }
}
