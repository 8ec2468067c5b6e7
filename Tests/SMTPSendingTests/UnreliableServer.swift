import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import TestSupport

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Takes messages on loopback, and breaks one connection in ten at a random point.
final class UnreliableServer: Sendable {
  /// How a connection is to end.
  fileprivate struct End {
    var afterReading = Int.max
    var afterSending = Int.max
    /// Without a word of farewell, so that what was sent and not yet read is lost too.
    var resets = false
  }

  fileprivate struct Shared: Sendable {
    var generator: SeededGenerator
    /// How often each message was accepted, by its Message-ID.
    var accepted: [String: Int] = [:]
    var connections = 0
    var broken = 0
  }

  private let shared: NIOLockedValueBox<Shared>
  private let listener: any Channel

  private init(_ shared: NIOLockedValueBox<Shared>, _ listener: any Channel) {
    self.shared = shared
    self.listener = listener
  }

  var port: Int { listener.localAddress?.port ?? 0 }
  var accepted: [String: Int] { shared.withLockedValue { $0.accepted } }
  var broken: Int { shared.withLockedValue { $0.broken } }

  /// - Parameter messages: how many a connection carries, about.
  static func with<Result>(
    seed: UInt64, messages: Int, _ body: (UnreliableServer) async throws -> Result
  ) async throws -> Result {
    let shared = NIOLockedValueBox(Shared(generator: SeededGenerator(seed: seed)))
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let end = shared.withLockedValue { $0.nextEnd(messages) }
          try channel.pipeline.syncOperations.addHandler(Handler(shared, end))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let server = UnreliableServer(shared, listener)
    do {
      let result = try await body(server)
      try await listener.close()
      return result
    } catch {
      try? await listener.close()
      throw error
    }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let shared: NIOLockedValueBox<Shared>
    private var end: End
    private var server = RecordingServer(keywords: ["PIPELINING", "8BITMIME", "CHUNKING"])
    private var isOver = false

    init(_ shared: NIOLockedValueBox<Shared>, _ end: End) {
      self.shared = shared
      self.end = end
    }

    func channelActive(context: ChannelHandlerContext) {
      say(RecordingServer.greeting, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var bytes = unwrapInboundIn(data)
      guard !isOver, let heard = bytes.readSlice(length: min(bytes.readableBytes, end.afterReading)) else { return }
      end.afterReading -= heard.readableBytes
      let known = server.arrivals.count
      let replies = server.receive(heard)
      for arrival in server.arrivals[known...] { note(arrival) }
      say(replies, context)
      if end.afterReading == 0 { breakOff(context) }
      if server.isOver { context.close(promise: nil) }
    }

    private func note(_ arrival: RecordingServer.Arrival) {
      let field = "Message-ID: "
      let line = arrival.content.split(separator: "\r\n").first { $0.hasPrefix(field) }
      let id = line.map { String($0.dropFirst(field.count)) } ?? "without Message-ID"
      // A message that came in part is counted as one that was never sent.
      let isWhole = arrival.content.hasSuffix("See note G.\r\n")
      shared.withLockedValue { $0.accepted[isWhole ? id : "in part: \(id)", default: 0] += 1 }
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
      guard !isOver else { return }
      let allowed = text.utf8.prefix(end.afterSending)
      end.afterSending -= allowed.count
      if !allowed.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: allowed)), promise: nil) }
      if end.afterSending == 0 { breakOff(context) }
    }

    private func breakOff(_ context: ChannelHandlerContext) {
      guard !isOver else { return }
      isOver = true
      shared.withLockedValue { $0.broken += 1 }
      guard end.resets, let socket = context.channel as? any SocketOptionProvider else {
        return context.close(promise: nil)
      }
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in bound.value.close(promise: nil) }
    }
  }
}

extension UnreliableServer.Shared {
  fileprivate mutating func nextEnd(_ messages: Int) -> UnreliableServer.End {
    connections += 1
    var end = UnreliableServer.End()
    guard Int.random(in: 0..<10, using: &generator) == 0 else { return end }
    if Bool.random(using: &generator) {
      end.afterReading = Int.random(in: 1...messages * 400, using: &generator)
    } else {
      end.afterSending = Int.random(in: 0...150 + messages * 60, using: &generator)
    }
    end.resets = Bool.random(using: &generator)
    return end
  }
}
