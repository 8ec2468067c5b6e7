import NIOCore
import NIOPosix
import NIOSSL
import SMTPCore
import Testing

/// A client that says exactly what a test tells it to.
struct TestClient {
  private final class Collector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let continuation: AsyncStream<ByteBuffer>.Continuation

    init(_ continuation: AsyncStream<ByteBuffer>.Continuation) {
      self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      continuation.yield(unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) {
      continuation.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }

  let channel: any Channel
  private var iterator: AsyncStream<ByteBuffer>.AsyncIterator
  private var parser = ReplyParser()

  init(port: Int) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
    channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(60))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Collector(continuation))
        }
      }
      .connect(host: "127.0.0.1", port: port)
      .get()
    iterator = stream.makeAsyncIterator()
  }

  func send(_ text: String) async throws {
    try await send(ByteBuffer(string: text))
  }

  func send(_ bytes: ByteBuffer) async throws {
    try await withTaskCancellationHandler {
      try await channel.writeAndFlush(bytes).get()
    } onCancel: { [channel] in
      channel.close(promise: nil)
    }
  }

  /// The next reply, nil at the end of the connection.
  mutating func reply() async throws -> Reply? {
    while true {
      if let reply = try parser.next() { return reply }
      guard let bytes = await iterator.next() else {
        try Task.checkCancellation()
        return nil
      }
      parser.append(bytes)
    }
  }

  /// Sends a line and gives its reply.
  @discardableResult
  mutating func command(_ line: String) async throws -> Reply? {
    try await send("\(line)\r\n")
    return try await reply()
  }

  /// Puts TLS in front, with no look at the certificate.
  func startTLS(_ version: TLSVersion? = nil) async throws {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    configuration.minimumTLSVersion = version ?? .tlsv1
    configuration.maximumTLSVersion = version
    configuration.cipherSuites = "ALL"
    let context = try NIOSSLContext(configuration: configuration)
    try await channel.eventLoop.submit { [channel] in
      try channel.pipeline.syncOperations.addHandler(
        NIOSSLClientHandler(context: context, serverHostname: "mx.test"), position: .first)
    }.get()
  }

  /// Greeting, EHLO, STARTTLS, EHLO.
  mutating func openWithStartTLS(_ version: TLSVersion? = nil) async throws {
    _ = try await reply()
    try await command("EHLO client.test")
    try #require(try await command("STARTTLS")?.code == 220)
    try await startTLS(version)
    try #require(try await command("EHLO client.test")?.code == 250)
  }

  mutating func sendMessage(_ data: String = "Subject: x\r\n\r\nhello\r\n.\r\n") async throws -> Reply? {
    try #require(try await command("MAIL FROM:<a@b.test>")?.code == 250)
    try #require(try await command("RCPT TO:<c@d.test>")?.code == 250)
    try #require(try await command("DATA")?.code == 354)
    try await send(data)
    return try await reply()
  }

  func close() async throws {
    try await channel.close().get()
  }
}
