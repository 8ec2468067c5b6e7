import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// One end of a TCP connection that does exactly what a test tells it to do, and keeps what it gets.
///
/// It reads as long as it is told to, and closes neither direction of its own accord.
final class Peer: Sendable {
  enum Ending: Sendable, Equatable {
    /// The other side sends no more.
    case closed
    case reset
  }

  private struct State {
    var received = ByteBuffer()
    var count = 0
    var ending: Ending?
    var waiters: [(isMet: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    let peer: Peer

    init(_ peer: Peer) { self.peer = peer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = unwrapInboundIn(data)
      peer.change { state in
        state.count += bytes.readableBytes
        if peer.keepsBytes { state.received.writeImmutableBuffer(bytes) }
      }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case ChannelEvent.inputClosed? = event as? ChannelEvent { end(.closed) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      end(.reset)
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { end(.closed) }

    private func end(_ ending: Ending) {
      peer.change { state in if state.ending == nil { state.ending = ending } }
    }
  }

  let channel: any Channel
  private let keepsBytes: Bool
  private let state = NIOLockedValueBox(State())

  private init(_ channel: any Channel, keepsBytes: Bool) {
    self.channel = channel
    self.keepsBytes = keepsBytes
  }

  static func make(_ channel: any Channel, reads: Bool = true, keepsBytes: Bool = true)
    throws -> Peer
  {
    let peer = Peer(channel, keepsBytes: keepsBytes)
    let options = channel.syncOptions
    try options?.setOption(.allowRemoteHalfClosure, value: true)
    try options?.setOption(.tcpOption(.tcp_nodelay), value: 1)
    try options?.setOption(.autoRead, value: reads)
    try channel.pipeline.syncOperations.addHandler(Handler(peer))
    return peer
  }

  static func connect(to port: Int, reads: Bool = true) async throws -> Peer {
    let made = NIOLockedValueBox<Peer?>(nil)
    _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let peer = try Peer.make(channel, reads: reads)
          made.withLockedValue { $0 = peer }
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    guard let peer = made.withLockedValue({ $0 }) else { throw ChannelError.inappropriateOperationForState }
    return peer
  }

  var received: [UInt8] { state.withLockedValue { Array(buffer: $0.received) } }
  var count: Int { state.withLockedValue { $0.count } }
  var ending: Ending? { state.withLockedValue { $0.ending } }

  func send(_ bytes: [UInt8]) async throws {
    try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
  }

  func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  func closeOutput() async throws { try await channel.close(mode: .output) }

  func close() { channel.close(promise: nil) }

  func reset() async throws {
    let linger = linger(l_onoff: 1, l_linger: 0)
    try await (channel as? any SocketOptionProvider)?.setSoLinger(linger).get()
    channel.close(promise: nil)
  }

  func startReading() async throws {
    try await channel.setOption(.autoRead, value: true).get()
    channel.read()
  }

  /// Waits until so many bytes have come, or the connection has ended.
  @discardableResult
  func receive(_ count: Int) async -> [UInt8] {
    await wait { $0.count >= count || $0.ending != nil }
    return received
  }

  /// Waits for the end.
  func waitForEnd() async -> Ending? {
    await wait { $0.ending != nil }
    return ending
  }

  private func wait(until isMet: @escaping @Sendable (State) -> Bool) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDone = state.withLockedValue { state in
          if isMet(state) || Task.isCancelled { return true }
          state.waiters.append((isMet, continuation))
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      let waiters = state.withLockedValue { state in
        defer { state.waiters = [] }
        return state.waiters
      }
      for waiter in waiters { waiter.continuation.resume() }
    }
  }

  private func change(_ apply: (inout State) -> Void) {
    let done = state.withLockedValue { state in
      apply(&state)
      let waiters = state.waiters
      state.waiters = waiters.filter { !$0.isMet(state) }
      return waiters.filter { $0.isMet(state) }
    }
    for waiter in done { waiter.continuation.resume() }
  }
}
