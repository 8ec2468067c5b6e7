import Logging
import MIME
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import SMTPCore
import TLSWire

/// One connection to a server, from the look-up of its name to QUIT. It carries one message at a time.
///
/// After a failure, a time-out or a cancellation the connection is closed and of no further use.
struct SMTPConnection: Sendable {
  private let channel: any Channel
  private let handler: NIOLoopBound<ClientHandler>
  private let connectTime: Duration

  /// Connects and goes through greeting, TLS and authentication, until mail can be sent.
  static func open(
    to endpoint: SMTPClient.Endpoint, tls: TLSContext?, session: ClientSession.Configuration, timeOuts: TimeOuts,
    group: any EventLoopGroup, logger: Logger, progress: (@Sendable (SMTPClient.Progress) async -> Void)? = nil
  ) async throws -> SMTPConnection {
    let began = NIODeadline.now()
    let eventLoop = group.next()
    let (channel, handler) = try await connect(to: endpoint, timeOuts: timeOuts, on: eventLoop) { channel in
      let handler = ClientHandler(
        host: endpoint.host, port: endpoint.port, tls: tls, session: session, timeOuts: timeOuts, logger: logger)
      if let tls, tls.policy.mode == .implicit {
        let (tlsHandler, verdict) = try tls.makeHandler(host: endpoint.host)
        let observer = WireObserver(role: .client)
        handler.adopt(observer, verdict)
        try channel.pipeline.syncOperations.addHandlers([observer, tlsHandler])
      }
      try channel.pipeline.syncOperations.addHandler(handler)
      return handler
    }
    let connectTime = Duration.nanoseconds((NIODeadline.now() - began).nanoseconds)
    let connection = SMTPConnection(channel: channel, handler: handler, connectTime: connectTime)
    while true {
      switch try await connection.nextMilestone() {
      case .ready: return connection
      case .greeted(let greeting): await progress?(.connected(connection.info(greeting)))
      case .secured(let evidence): await progress?(.secured(evidence))
      case .bodyWanted, .finished, .closed: throw try await connection.lost(in: .greeting)
      }
    }
  }

  /// Each address of the host is tried on a channel of its own (RFC 8305), so the handler is looked up by the channel that
  /// won. The pipeline cannot be asked: a server that refuses and closes at once has emptied it by then.
  private static func connect(
    to endpoint: SMTPClient.Endpoint, timeOuts: TimeOuts, on eventLoop: any EventLoop,
    assemble: @escaping @Sendable (any Channel) throws -> ClientHandler
  ) async throws -> (any Channel, NIOLoopBound<ClientHandler>) {
    let handlers = NIOLockedValueBox<[ObjectIdentifier: NIOLoopBound<ClientHandler>]>([:])
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(timeOuts.limit(for: .connect))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = NIOLoopBound(try assemble(channel), eventLoop: channel.eventLoop)
          handlers.withLockedValue { $0[ObjectIdentifier(channel)] = handler }
        }
      }
    do {
      let channel = try await cancellable(bootstrap.connect(host: endpoint.host, port: endpoint.port), on: eventLoop)
      guard let handler = handlers.withLockedValue({ $0[ObjectIdentifier(channel)] }) else {
        throw SMTPError(.connectFailed, in: .connect, "the channel was not set up")
      }
      return (channel, handler)
    } catch let error as SMTPError {
      throw error
    } catch is CancellationError {
      throw SMTPError.cancelled(in: .connect)
    } catch {
      throw SMTPError(connecting: error, to: endpoint)
    }
  }

  /// A connection that comes about after the task was cancelled is closed.
  private static func cancellable(
    _ connecting: EventLoopFuture<any Channel>, on eventLoop: any EventLoop
  ) async throws -> any Channel {
    let promise = eventLoop.makePromise(of: (any Channel).self)
    connecting.cascade(to: promise)
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      promise.fail(CancellationError())
      promise.futureResult.whenFailure { _ in
        connecting.whenSuccess { $0.close(promise: nil) }
      }
    }
  }

  var evidence: TLSEvidence? {
    get async throws { try await onEventLoop { $0.evidence } }
  }

  /// What the server had answered when a transaction failed.
  var unfinishedReport: TransactionReport? {
    get async throws { try await onEventLoop { $0.unfinishedReport } }
  }

  var timings: Timings {
    get async throws {
      var timings = try await onEventLoop { $0.timings }
      timings.connect = connectTime
      return timings
    }
  }

  /// Sends one message and gives the server's answers. `progress` is told the bytes sent so far.
  func send(
    _ envelope: Envelope, _ stream: MessageStream, progress: (@Sendable (Int) async -> Void)?
  ) async throws -> (report: TransactionReport, bytes: Int) {
    try await onEventLoop { try $0.begin(envelope) }
    switch try await nextMilestone() {
    case .finished(let report): return (report, 0)
    case .bodyWanted: break
    case .greeted, .secured, .ready, .closed: throw try await lost(in: .envelope)
    }
    let bytes = try await sendBody(stream, progress: progress)
    try await onEventLoop { $0.endBody() }
    guard case .finished(let report) = try await nextMilestone() else { throw try await lost(in: .acceptance) }
    return (report, bytes)
  }

  /// Reading blocks, so it happens on a thread that may be blocked. A message that cannot be read to its end must never be
  /// ended properly, for the server would accept a part of it: the connection is closed instead.
  private func sendBody(_ stream: MessageStream, progress: (@Sendable (Int) async -> Void)?) async throws -> Int {
    var stream = stream
    var sent = 0
    while true {
      let chunk: ArraySlice<UInt8>?
      do {
        (stream, chunk) = try await NIOThreadPool.singleton.runIfActive { [stream] in
          var stream = stream
          let chunk = try stream.next()
          return (stream, chunk)
        }
      } catch is CancellationError {
        throw await giveUp(.cancelled(in: .transfer))
      } catch {
        throw await giveUp(
          SMTPError(.unusableMessage, in: .transfer, "the message could not be read to its end: \(error)"))
      }
      guard let chunk else { return sent }
      try await write(ByteBuffer(bytes: chunk))
      sent += chunk.count
      await progress?(sent)
      // Whoever was told may have cancelled. The final dot is not a write that could notice.
      guard !Task.isCancelled else { throw await giveUp(.cancelled(in: .transfer)) }
    }
  }

  private func write(_ chunk: ByteBuffer) async throws {
    try await cancellable {
      let written = channel.eventLoop.flatSubmit { [channel] () -> EventLoopFuture<Void> in
        handler.value.sendBody(chunk) ?? channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
      }
      do {
        try await written.get()
      } catch {
        throw try await onEventLoop { $0.failure }
          ?? SMTPError(.connectionLost, in: .transfer, "the connection broke: \(error)")
      }
    }
  }

  /// Keeps the connection, without a word, until the task is cancelled; then takes leave.
  /// - Throws: ``SMTPError`` where the server ends it first.
  func hold() async throws {
    _ = try await withTaskCancellationHandler {
      try await channel.eventLoop.flatSubmit { handler.value.nextMilestone(on: channel.eventLoop) }.get()
    } onCancel: {
      channel.eventLoop.execute { handler.value.quit() }
    }
    guard Task.isCancelled else { throw try await lost(in: .quit) }
  }

  private func info(_ greeting: Reply) -> ConnectionInfo {
    ConnectionInfo(
      greeting: greeting, localAddress: channel.localAddress?.ipAddress,
      remoteAddress: channel.remoteAddress?.ipAddress)
  }

  /// Takes leave and waits for the server to do so, for as long as the time-out for QUIT allows. Never fails: what there was
  /// to say has been said.
  func quit() async {
    try? await onEventLoop { $0.quit() }
    try? await channel.closeFuture.get()
  }

  /// Closes at once, by way of the handler, which knows what the server had answered so far.
  private func giveUp(_ error: SMTPError) async -> SMTPError {
    try? await onEventLoop { $0.fail(error) }
    return error
  }

  private func nextMilestone() async throws -> ClientHandler.Milestone {
    try await cancellable {
      try await channel.eventLoop.flatSubmit { handler.value.nextMilestone(on: channel.eventLoop) }.get()
    }
  }

  private func lost(in phase: SMTPPhase) async throws -> SMTPError {
    try await onEventLoop { $0.failure } ?? SMTPError(.connectionLost, in: phase, "the connection was closed")
  }

  private func cancellable<Result: Sendable>(_ operation: () async throws -> Result) async throws -> Result {
    try await withTaskCancellationHandler(operation: operation) {
      channel.eventLoop.execute { handler.value.cancel() }
    }
  }

  private func onEventLoop<Result: Sendable>(
    _ work: @escaping @Sendable (ClientHandler) throws -> Result
  ) async throws -> Result {
    try await channel.eventLoop.submit { try work(handler.value) }.get()
  }
}
