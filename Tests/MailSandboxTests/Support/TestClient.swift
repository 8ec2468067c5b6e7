import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// A client that says exactly what a test tells it to say.
final class TestClient: Sendable {
  let channel: any Channel
  private let inbox: Inbox

  private init(channel: any Channel, inbox: Inbox) {
    self.channel = channel
    self.inbox = inbox
  }

  static func connect(port: Int, host: String = "127.0.0.1", implicitTLS: TLSConfiguration? = nil) async throws
    -> TestClient
  {
    let inbox = Inbox()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(60))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let implicitTLS {
            try channel.pipeline.syncOperations.addHandler(Self.tlsHandler(implicitTLS))
          }
          try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
        }
      }
      .connect(host: host, port: port).get()
    return TestClient(channel: channel, inbox: inbox)
  }

  private static func tlsHandler(_ configuration: TLSConfiguration) throws -> NIOSSLClientHandler {
    try NIOSSLClientHandler(context: NIOSSLContext(configuration: configuration), serverHostname: "localhost")
  }

  func startTLS(_ configuration: TLSConfiguration) async throws {
    try await channel.eventLoop.submit { [channel] in
      try channel.pipeline.syncOperations.addHandler(Self.tlsHandler(configuration), position: .first)
    }.get()
  }

  /// That a write failed shows when the reply is read.
  func send(_ text: String) {
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
  }

  func line() async throws -> String { try await inbox.line() }

  /// One whole reply, its lines joined by LF.
  func reply() async throws -> String {
    var lines: [String] = []
    while true {
      let line = try await inbox.line()
      lines.append(line)
      if line.utf8.dropFirst(3).first != UInt8(ascii: "-") { return lines.joined(separator: "\n") }
    }
  }

  func command(_ line: String) async throws -> String {
    send(line + "\r\n")
    return try await reply()
  }

  /// Waits for the server to close; gives what came before that and was not read.
  func rest() async -> String {
    var text = ""
    while let line = try? await inbox.line() { text += line + "\n" }
    return text
  }

  func close() async throws {
    try await channel.close()
  }
}

struct ConnectionEnded: Error {
  let reason: String
}

private final class Inbox: Sendable {
  private struct State {
    var bytes = ByteBuffer()
    var end: ConnectionEnded?
    var waiter: CheckedContinuation<String, any Error>?

    mutating func nextLine() -> String? {
      guard let end = bytes.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      var line = bytes.readString(length: end + 1 - bytes.readerIndex) ?? ""
      while line.last?.isNewline == true { line.removeLast() }
      return line
    }
  }

  private let state = NIOLockedValueBox(State())

  func line() async throws -> String {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLockedValue { state -> Result<String, any Error>? in
          if let line = state.nextLine() { return .success(line) }
          if let end = state.end { return .failure(end) }
          if Task.isCancelled { return .failure(CancellationError()) }
          state.waiter = continuation
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiter = state.withLockedValue { state in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume(throwing: CancellationError())
    }
  }

  func append(_ bytes: ByteBuffer) {
    wake { $0.bytes.writeImmutableBuffer(bytes) }
  }

  func end(_ reason: String) {
    wake { if $0.end == nil { $0.end = ConnectionEnded(reason: reason) } }
  }

  private func wake(_ change: (inout State) -> Void) {
    let wakeUp = state.withLockedValue {
      state -> (CheckedContinuation<String, any Error>, Result<String, any Error>)? in
      change(&state)
      guard let waiter = state.waiter else { return nil }
      if let line = state.nextLine() {
        state.waiter = nil
        return (waiter, .success(line))
      }
      guard let end = state.end else { return nil }
      state.waiter = nil
      return (waiter, .failure(end))
    }
    if let (waiter, result) = wakeUp { waiter.resume(with: result) }
  }
}

private final class InboxHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let inbox: Inbox

  init(_ inbox: Inbox) {
    self.inbox = inbox
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    inbox.append(unwrapInboundIn(data))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    inbox.end("\(error)")
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    inbox.end("closed")
  }
}
