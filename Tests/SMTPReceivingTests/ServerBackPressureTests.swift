import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import SMTPCore
import Testing

@testable import SMTPReceiving

@Suite("Back-pressure", .timeLimit(.minutes(1)))
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
    let counter = ReadCounter()
    let channel = try await ServerTestingChannel.open(handler, behind: [counter])
    #expect(try await channel.nextWrite().hasPrefix("220"))
    try await channel.writeInbound(ByteBuffer(string: "EHLO x.test\r\n"))
    #expect(try await channel.nextWrite().hasPrefix("250"))

    try await channel.writeInbound(ByteBuffer(string: "MAIL FROM:<>\r\n"))
    try await Self.read(channel)
    let before = counter.count.withLockedValue { $0 }
    let noop = "NOOP " + String(repeating: "x", count: 993) + "\r\n"
    try await channel.writeInbound(ByteBuffer(string: String(repeating: noop, count: 300)))
    try await Self.read(channel)
    #expect(counter.count.withLockedValue { $0 } == before, "a read went through")

    open.yield()
    #expect(try await channel.nextWrite().hasPrefix("250 2.1.0"))
    for _ in 0..<300 { _ = try await channel.nextWrite() }
    #expect(counter.count.withLockedValue { $0 } > before, "the reading was not taken up again")
    try await channel.close().get()
  }

  @Test("a server that shuts down sends the reply to an accepted message first, once there is room")
  func shutdownWithoutRoom() async throws {
    let (channels, continuation) = AsyncStream.makeStream(of: NIOAsyncTestingChannel.self)
    let handler = ScriptedHandler { event, _ in
      guard case .data = event, let channel = await channels.first(where: { _ in true }) else { return .proceed }
      channel.isWritable = false
      channel.triggerUserOutboundEvent(ServerChannelHandler.Command.shutDown, promise: nil)
      return .proceed
    }
    let channel = try await ServerTestingChannel.open(handler)
    continuation.yield(channel)
    try await channel.writeInbound(
      ByteBuffer(string: "EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\nDATA\r\nx\r\n.\r\n"))
    for code in ["220", "250", "250", "250", "354"] { #expect(try await channel.nextWrite().hasPrefix(code)) }
    try await channel.until { $0.connection.messageCount == 1 }
    channel.isWritable = true
    channel.pipeline.fireChannelWritabilityChanged()
    #expect(try await channel.nextWrite() == "250 2.0.0 Message accepted\r\n")
    #expect(try await channel.nextWrite().hasPrefix("421 4.3.2"))
    try? await channel.close().get()
  }

  @Test("a drip without a pause is one write")
  func zeroDrip() async throws {
    let handler = ScriptedHandler { _, _ in .proceed.dripping(every: .zero) }
    let channel = try await ServerTestingChannel.open(handler)
    #expect(try await channel.nextWrite() == "220 mx.test ESMTP\r\n")
    try? await channel.close().get()
  }

  private static func read(_ channel: NIOAsyncTestingChannel) async throws {
    try await channel.testingEventLoop.submit { channel.read() }.get()
  }
}
