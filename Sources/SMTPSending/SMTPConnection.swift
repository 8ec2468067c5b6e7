import Logging
import MIME
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import SMTPCore
import TLSWire

/// One connection to a server, from the look-up of its name until mail can be sent. Then it is the pool's.
///
/// After a failure, a time-out or a cancellation the connection is closed and of no further use.
struct SMTPConnection: Sendable {
  private let channel: any Channel
  private let handler: NIOLoopBound<ClientHandler>

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
    let connection = SMTPConnection(channel: channel, handler: handler)
    do {
      try await connection.onEventLoop { $0.timings.connect = connectTime }
      try await connection.becomeReady(progress)
      return connection
    } catch {
      // A server that counts its clients must not find this one still there when it comes again.
      try? await channel.closeFuture.get()
      throw error
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

  /// The connection as the pool has it.
  func carrying(as id: ConnectionID) -> CarryingConnection {
    CarryingConnection(id: id, eventLoop: channel.eventLoop, handler: handler)
  }

  private func becomeReady(_ progress: (@Sendable (SMTPClient.Progress) async -> Void)?) async throws {
    while true {
      switch try await nextMilestone() {
      case .ready: return
      case .greeted(let info): await progress?(.connected(info))
      case .secured(let evidence): await progress?(.secured(evidence))
      case .closed: throw try await lost(in: .greeting)
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
