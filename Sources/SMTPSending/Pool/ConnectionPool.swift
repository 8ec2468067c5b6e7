import Logging
import NIOConcurrencyHelpers
import NIOCore
import SMTPCore

/// The connections of one client, and the messages that wait for one.
final class ConnectionPool: Sendable {
  /// Opens a connection on an event loop; it is told of the message that waits for it.
  typealias Opener =
    @Sendable (any EventLoop, _ progress: (@Sendable (SMTPClient.Progress) async -> Void)?) async throws ->
    SMTPConnection

  private struct Shared: Sendable {
    var state: PoolState<SendRequest>
    var openings: [ConnectionID: Opening] = [:]
    var connections: [ConnectionID: CarryingConnection] = [:]
    var drained: [CheckedContinuation<Void, Never>] = []
    /// What one message may have: what the settings say, or the server where it names less (RFC 9422), by the connection that
    /// was opened last.
    var transactionLimits: TransactionLimits
    /// What was counted last.
    var census = PoolCensus()
  }

  private struct Opening: Sendable {
    let task: Task<Void, Never>
    var isWanted = true
    /// Learns how the opening ends, although it is wanted no more.
    var cancelled: SendRequest?
  }

  private let shared: NIOLockedValueBox<Shared>
  private let group: any EventLoopGroup
  private let opener: Opener
  private let logger: Logger
  private let metrics: ClientMetrics?

  init(
    _ settings: PoolSettings, group: any EventLoopGroup, logger: Logger, metrics: ClientMetrics? = nil,
    opener: @escaping Opener
  ) {
    shared = NIOLockedValueBox(
      Shared(
        state: PoolState(settings),
        transactionLimits: TransactionLimits(settings.limits)))
    self.group = group
    self.opener = opener
    self.logger = logger
    self.metrics = metrics
  }

  /// Sees to it that a message is carried, or fails.
  func submit(_ request: SendRequest) {
    guard !request.isFinished else { return }
    perform { $0.state.add(request, now: .now()) }
    // It may have been cancelled while it was not known here.
    if request.isFinished { _ = cancel(request) }
  }

  /// The message is wanted no more.
  /// - Returns: whether it was waiting here, and has been told.
  func cancel(_ request: SendRequest) -> Bool {
    var wasWaiting = false
    perform { shared in
      let actions = shared.state.cancel(request)
      wasWaiting = !actions.isEmpty
      return actions
    }
    return wasWaiting
  }

  /// What the connection is to do now that it has room.
  func next(for id: ConnectionID, isEmpty: Bool) -> PoolState<SendRequest>.Next {
    let (next, actions) = update { $0.state.next(for: id, isEmpty: isEmpty, now: .now()) }
    for action in actions { perform(action) }
    return next
  }

  /// What one message may have.
  var transactionLimits: TransactionLimits { shared.withLockedValue { $0.transactionLimits } }

  /// Whether the idle connection may take leave; false where it is about to be given a message.
  func retire(_ id: ConnectionID) -> Bool {
    update { $0.state.retire(id) }
  }

  func closed(_ id: ConnectionID) {
    perform { shared in
      shared.connections[id] = nil
      return shared.state.closed(id, now: .now())
    }
  }

  /// Takes no more messages, sends those that it has, and takes leave.
  func drain() async {
    perform { $0.state.close(dropsWaiting: false, now: .now()) }
    await withCheckedContinuation { continuation in
      let isDrained = shared.withLockedValue { shared -> Bool in
        if !shared.state.isDrained { shared.drained.append(continuation) }
        return shared.state.isDrained
      }
      if isDrained { continuation.resume() }
    }
  }

  /// Nobody will send any more: connections take leave when they are done.
  func abandon() {
    perform { $0.state.close(dropsWaiting: true, now: .now()) }
  }

  /// Changes what is shared, and counts what has changed by that, where somebody counts.
  private func update<Result>(_ change: (inout Shared) -> Result) -> Result {
    guard let metrics else { return shared.withLockedValue(change) }
    let (result, old, new) = shared.withLockedValue { shared in
      let result = change(&shared)
      let old = shared.census
      shared.census = shared.state.census
      return (result, old, shared.census)
    }
    if old != new { metrics.poolChanged(from: old, to: new) }
    return result
  }

  private func perform(_ event: (inout Shared) -> [PoolState<SendRequest>.Action]) {
    let (actions, drained) = update { shared in
      let actions = event(&shared)
      guard shared.state.isDrained, !shared.drained.isEmpty else {
        return (actions, [CheckedContinuation<Void, Never>]())
      }
      defer { shared.drained = [] }
      return (actions, shared.drained)
    }
    for action in actions { perform(action) }
    for waiter in drained { waiter.resume() }
  }

  private func perform(_ action: PoolState<SendRequest>.Action) {
    switch action {
    case .carry(let request, let id):
      guard let connection = connection(id) else {
        // It ended between the decision and now.
        let error = SMTPError(.connectionLost, in: .envelope, "the connection was closed while it was idle")
        return request.finish(SendRequest.Result(error: error, isDisplaced: true))
      }
      connection.eventLoop.execute { connection.handler.value.carry(request) }
    case .open(let id):
      open(id)
    case .fail(let request, let failure):
      request.finish(SendRequest.Result(error: SMTPError(failure)))
    case .cancelOpening(let id, let request):
      let task = shared.withLockedValue { shared -> Task<Void, Never>? in
        shared.openings[id]?.isWanted = false
        shared.openings[id]?.cancelled = request
        return shared.openings[id]?.task
      }
      if let task { task.cancel() } else { request?.finish(SendRequest.Result(error: .cancelled(in: .connect))) }
    case .cancelled(let request):
      request.finish(SendRequest.Result(error: .cancelled(in: .connect)))
    case .leave(let id):
      guard let connection = connection(id) else { return }
      connection.eventLoop.execute { connection.handler.value.quit() }
    case .wake(let deadline):
      group.next().scheduleTask(deadline: deadline) { [weak self] in
        self?.perform { $0.state.timePassed(now: .now()) }
      }
    }
  }

  private func connection(_ id: ConnectionID) -> CarryingConnection? {
    shared.withLockedValue { $0.connections[id] }
  }

  private func open(_ id: ConnectionID) {
    let (start, continuation) = AsyncStream.makeStream(of: Void.self)
    // Where the connection will do its work: each step of its opening would else wake one thread after the other.
    let eventLoop = group.next()
    let task = eventLoop.startTask { [self] in
      // Not before it is known by its ID, so that it can be cancelled.
      for await _ in start {}
      await open(id, on: eventLoop, for: shared.withLockedValue { $0.state.firstWaiting })
    }
    shared.withLockedValue { $0.openings[id] = Opening(task: task) }
    continuation.finish()
  }

  private func open(_ id: ConnectionID, on eventLoop: any EventLoop, for request: SendRequest?) async {
    do {
      let connection = try await opener(eventLoop, request?.progress)
      request?.hasHeard(of: id)
      let carrying = connection.carrying(as: id)
      let limits = connection.limits
      let (opening, isWanted) = update { shared -> (Opening?, Bool) in
        let opening = shared.openings.removeValue(forKey: id)
        shared.transactionLimits = TransactionLimits(shared.state.settings.limits, limits)
        // The state knows first that it is wanted no more; the opening hears of it only afterwards.
        let isWanted = shared.state.opened(
          id, messageLimit: limits.mailMax, domainLimit: limits.rcptDomainMax, now: .now())
        if isWanted { shared.connections[id] = carrying }
        return (opening, isWanted)
      }
      carrying.eventLoop.execute { [self] in
        if isWanted { carrying.handler.value.join(self, as: id) } else { carrying.handler.value.quit() }
      }
      opening?.cancelled?.finish(SendRequest.Result(error: .cancelled(in: .connect)))
    } catch {
      let error = error as? SMTPError ?? SMTPError(.connectionLost, in: .connect, "\(error)")
      let result = SendRequest.Result(error: error, evidence: error.evidence)
      var failed: [SendRequest] = []
      perform { shared in
        let opening = shared.openings.removeValue(forKey: id)
        guard let opening, opening.isWanted else {
          failed = [opening?.cancelled].compactMap(\.self)
          return []
        }
        let (requests, actions) = shared.state.openingFailed(id, isTemporary: error.isTemporary, now: .now())
        failed = requests
        return actions
      }
      for request in failed { request.finish(result) }
    }
  }
}

extension SMTPError {
  fileprivate init(_ failure: PoolFailure) {
    switch failure {
    case .shutDown:
      self.init(.clientShutDown, in: .connect, "the client was shut down")
    case .waitedTooLong:
      self.init(.noConnectionInTime, in: .connect, "no connection was free within the time that a message may wait")
    case .dailyLimit(let remaining):
      let minutes = max(1, Int((Double(remaining.nanoseconds) / 6e10).rounded(.up)))
      self.init(
        .sendingLimitReached, in: .connect,
        "the day's recipients are used up, and there is room for this message in \(minutes) min")
    }
  }
}
