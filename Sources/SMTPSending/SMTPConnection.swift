import Logging
import MIME
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
  /// What the server takes of one connection (RFC 9422), known once mail can be sent.
  private(set) var limits = Capabilities.Limits()

  /// Connects and goes through greeting, TLS and authentication, until mail can be sent.
  static func open(
    by connector: Connector, tls: TLSContext?, session: ClientSession.Configuration, timeOuts: TimeOuts,
    on eventLoop: any EventLoop, logger: Logger, transcript: Transcript, metrics: ClientMetrics?,
    progress: (@Sendable (SMTPClient.Progress) async -> Void)? = nil
  ) async throws -> SMTPConnection {
    tls?.warnOfKeyLog(in: logger)
    let endpoint = connector.endpoint
    let began = NIODeadline.now()
    let (channel, handler) = try await connector.connect(on: eventLoop) { channel in
      let handler = ClientHandler(
        host: endpoint.host, port: endpoint.port, tls: tls, session: session, timeOuts: timeOuts, logger: logger,
        transcript: transcript, metrics: metrics)
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
    metrics?.took(connectTime, in: .connect)
    var connection = SMTPConnection(channel: channel, handler: handler)
    do {
      try await connection.onEventLoop { $0.timings.connect = connectTime }
      connection.limits = try await connection.becomeReady(progress)
      return connection
    } catch {
      // A server that counts its clients must not find this one still there when it comes again.
      try? await channel.closeFuture.get()
      throw error
    }
  }

  /// The connection as the pool has it.
  func carrying(as id: ConnectionID) -> CarryingConnection {
    CarryingConnection(id: id, eventLoop: channel.eventLoop, handler: handler)
  }

  private func becomeReady(
    _ progress: (@Sendable (SMTPClient.Progress) async -> Void)?
  ) async throws -> Capabilities.Limits {
    while true {
      switch try await nextMilestone() {
      case .ready(let limits): return limits
      case .greeted(let info): await tell(progress, .connected(info))
      case .secured(let evidence): await tell(progress, .secured(evidence))
      case .closed: throw try await lost(in: .greeting)
      }
    }
  }

  private func tell(
    _ progress: (@Sendable (SMTPClient.Progress) async -> Void)?, _ news: SMTPClient.Progress
  ) async {
    guard let progress else { return }
    await offEventLoop { await progress(news) }
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
