import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import SMTPCore
import Testing

@testable import SMTPReceiving

@Suite("Back-pressure")
struct ServerBackPressureTests {
  /// Counts the reads that reach the socket.
  private final class ReadCounter: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = ByteBuffer
    let count = NIOLockedValueBox(0)

    func read(context: ChannelHandlerContext) {
      count.withLockedValue { $0 += 1 }
      context.read()
    }
  }

  @Test("while a decision is awaited, and much is queued, nothing more is read")
  func pausesReading() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let handler = ScriptedHandler { event, _ in
      if case .command(let command) = event, command.verb == "MAIL" { _ = await gate.first { _ in true } }
      return .proceed
    }
    var configuration = SMTPServerConfiguration(hostName: "mx.test")
    configuration.security = .none
    let environment = ServerEnvironment(
      configuration: configuration, tlsContext: nil, handler: handler,
      registry: ConnectionRegistry(maximum: 9, maximumPerClient: 9),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let channel = NIOAsyncTestingChannel()
    channel.localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 25)
    channel.remoteAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 50000)
    let counter = ReadCounter()
    try await channel.testingEventLoop.submit {
      try channel.pipeline.syncOperations.addHandlers(counter, ServerChannelHandler(environment, channel: channel))
    }.get()
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 50000)).get()
    #expect(String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self)).hasPrefix("220"))
    try await channel.writeInbound(ByteBuffer(string: "EHLO x.test\r\n"))
    #expect(String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self)).hasPrefix("250"))

    try await channel.writeInbound(ByteBuffer(string: "MAIL FROM:<>\r\n"))
    try await Self.read(channel)
    let before = counter.count.withLockedValue { $0 }
    let noop = "NOOP " + String(repeating: "x", count: 993) + "\r\n"
    try await channel.writeInbound(ByteBuffer(string: String(repeating: noop, count: 300)))
    try await Self.read(channel)
    #expect(counter.count.withLockedValue { $0 } == before, "a read went through")

    open.yield()
    #expect(String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self)).hasPrefix("250 2.1.0"))
    for _ in 0..<300 { _ = try await channel.waitForOutboundWrite(as: ByteBuffer.self) }
    #expect(counter.count.withLockedValue { $0 } > before, "the reading was not taken up again")
    try await channel.close().get()
  }

  private static func read(_ channel: NIOAsyncTestingChannel) async throws {
    try await channel.testingEventLoop.submit { channel.read() }.get()
  }
}
