import NIOCore

/// Which connection carries which message, and when another is opened, as a value: events in, actions out.
///
/// A connection asks for the next message itself, whenever it has room for one, so a busy pool hands messages on without
/// waking anybody but the connection that carries them.
struct PoolState<Request: PoolRequest>: Sendable {
  enum Action {
    /// The connection, which is idle, is to carry the message.
    case carry(Request, on: ConnectionID)
    case open(ConnectionID)
    /// The message's time is up, or a limit stands in its way.
    case fail(Request, PoolFailure)
    /// The opening is of no use to anybody any more; the message that is wanted no more, if that is why, learns how it ends.
    case cancelOpening(ConnectionID, Request?)
    /// The message, which is wanted no more, had not come anywhere.
    case cancelled(Request)
    /// The idle connection is to take leave.
    case leave(ConnectionID)
    /// Call ``PoolState/timePassed(now:)`` then.
    case wake(at: NIODeadline)
  }

  /// What a connection that has room is to do.
  enum Next {
    case carry(Request)
    /// Wait for the next message for so long, then take leave.
    case rest(TimeAmount)
    case leave
    /// Go on with what it has.
    case nothing
  }

  private enum Phase: Sendable {
    /// Next: ``busy``, or gone.
    case opening
    /// Next: ``idle``, or gone.
    case busy
    /// Next: ``busy``, or gone.
    case idle
    /// It was told to take leave. Next: gone.
    case leaving
  }

  private struct Connection: Sendable {
    var phase = Phase.opening
    var opened: NIODeadline
    var messages = 0
    /// What the server names, nil for nothing.
    var messageLimit: Int?
    var domainLimit: Int?
    /// The recipients' so far, where they are limited.
    var domains: Set<String> = []
  }

  let settings: PoolSettings
  private var connections: [ConnectionID: Connection] = [:]
  /// Those idle, the one used last at the end: it is used first, so that those not needed grow old.
  private var idle: [ConnectionID] = []
  private var openings = 0
  private var waiting = CircularBuffer<(request: Request, deadline: NIODeadline)>()
  private var pace: SendingPace
  private var wakeUp: NIODeadline?
  private var nextID = 0
  private(set) var isClosed = false

  init(_ settings: PoolSettings) {
    self.settings = settings
    pace = SendingPace(settings.limits)
  }

  var firstWaiting: Request? { waiting.first?.request }
  var waitingCount: Int { waiting.count }
  var connectionCount: Int { connections.count }
  var idleCount: Int { idle.count }
  var census: PoolCensus {
    PoolCensus(busy: connections.count - openings - idle.count, idle: idle.count, waiting: waiting.count)
  }
  /// Whether nothing is left to wait for.
  var isDrained: Bool { isClosed && waiting.isEmpty && connections.isEmpty }

  /// A message is to be sent.
  mutating func add(_ request: Request, now: NIODeadline) -> [Action] {
    guard !isClosed else { return [.fail(request, .shutDown)] }
    waiting.append((request, settings.waitingLimit.map { now + TimeAmount($0) } ?? .distantFuture))
    return dispatch(now: now)
  }

  /// The message is wanted no more. It is failed by one of the actions; there are none where it does not wait here.
  mutating func cancel(_ request: Request) -> [Action] {
    guard let index = waiting.firstIndex(where: { $0.request === request }) else { return [] }
    waiting.remove(at: index)
    let actions = superfluousOpenings(for: request)
    return actions.isEmpty ? [.cancelled(request)] : actions
  }

  /// The connection can carry mail. It asks for its first message next. Gives false where it is wanted no more.
  /// - Parameters:
  ///   - messageLimit: how many messages it takes, by the server; nil for any number.
  ///   - domainLimit: the same for different domains of recipients.
  mutating func opened(
    _ id: ConnectionID, messageLimit: Int?, domainLimit: Int? = nil, now: NIODeadline
  ) -> Bool {
    guard var connection = connections[id] else { return false }
    openings -= 1
    connection.phase = .busy
    connection.opened = now
    connection.messageLimit = messageLimit
    connection.domainLimit = domainLimit
    connections[id] = connection
    return true
  }

  /// No connection came about. Who waits longest learns of it; everybody where the same would befall them all.
  mutating func openingFailed(_ id: ConnectionID, isTemporary: Bool, now: NIODeadline) -> (failed: [Request], [Action])
  {
    guard connections.removeValue(forKey: id) != nil else { return ([], []) }
    openings -= 1
    var failed: [Request] = []
    while let first = waiting.popFirst() {
      failed.append(first.request)
      if isTemporary { break }
    }
    return (failed, dispatch(now: now))
  }

  /// The connection has room for a message.
  /// - Parameter isEmpty: whether it is carrying none.
  /// - Returns: what it is to do, and what becomes of messages that cannot go now.
  mutating func next(for id: ConnectionID, isEmpty: Bool, now: NIODeadline) -> (Next, [Action]) {
    guard let connection = connections[id], case .busy = connection.phase else { return (.nothing, []) }
    guard !isWorn(connection, now) else { return (isEmpty ? leave(id) : .nothing, []) }
    var actions: [Action] = []
    if mayGo(now: now, &actions) {
      guard let request = takeWaiting(for: id, now: now) else { return (isEmpty ? leave(id) : .nothing, actions) }
      return (.carry(request), actions)
    }
    guard isEmpty else { return (.nothing, actions) }
    guard !isClosed else { return (leave(id), actions) }
    connections[id]?.phase = .idle
    idle.append(id)
    return (.rest(TimeAmount(settings.idleTimeOut)), actions)
  }

  /// The connection is no more.
  mutating func closed(_ id: ConnectionID, now: NIODeadline) -> [Action] {
    guard let connection = connections.removeValue(forKey: id) else { return [] }
    if case .idle = connection.phase { idle.removeAll { $0 == id } }
    return dispatch(now: now)
  }

  /// The idle connection takes leave by itself. Gives false where it has been given a message meanwhile.
  mutating func retire(_ id: ConnectionID) -> Bool {
    guard let connection = connections[id], case .idle = connection.phase else { return false }
    idle.removeAll { $0 == id }
    connections[id]?.phase = .leaving
    return true
  }

  /// The time has come that ``Action/wake(at:)`` named.
  mutating func timePassed(now: NIODeadline) -> [Action] {
    wakeUp = nil
    return dispatch(now: now)
  }

  /// Takes no more messages; those that are waiting are still sent, unless they are to be dropped.
  mutating func close(dropsWaiting: Bool, now: NIODeadline) -> [Action] {
    isClosed = true
    var actions: [Action] = []
    if dropsWaiting {
      actions += waiting.map { .fail($0.request, .shutDown) }
      waiting.removeAll()
    }
    actions += dispatch(now: now) + superfluousOpenings()
    for id in idle {
      connections[id]?.phase = .leaving
      actions.append(.leave(id))
    }
    idle.removeAll()
    return actions
  }
}

extension PoolState {
  private func isWorn(_ connection: Connection, _ now: NIODeadline) -> Bool {
    if let limit = settings.maximumMessages, connection.messages >= limit { return true }
    if let limit = connection.messageLimit, connection.messages >= limit { return true }
    if let age = settings.maximumAge, now - connection.opened >= TimeAmount(age) { return true }
    return false
  }

  private mutating func leave(_ id: ConnectionID) -> Next {
    connections[id]?.phase = .leaving
    return .leave
  }

  /// Takes the message whose turn it is, which is there. Nil where its recipients' domains are too many for the connection
  /// beside those it has had; a first message is not judged, for no other connection would take more.
  private mutating func takeWaiting(for id: ConnectionID, now: NIODeadline) -> Request? {
    let request = waiting[waiting.startIndex].request
    if let limit = connections[id]?.domainLimit, var domains = connections[id]?.domains {
      domains.formUnion(request.recipientDomains)
      if connections[id]?.messages != 0, domains.count > limit { return nil }
      connections[id]?.domains = domains
    }
    waiting.removeFirst()
    connections[id]?.messages += 1
    pace.note(recipients: request.recipientCount, now: now)
    return request
  }

  /// Whether there is a message whose turn it is. Refuses those before it that have no hope, and sees to it that one that is
  /// held back by the pace is looked at again.
  private mutating func mayGo(now: NIODeadline, _ actions: inout [Action]) -> Bool {
    while let first = waiting.first {
      if first.deadline <= now {
        actions.append(.fail(waiting.removeFirst().request, .waitedTooLong))
        continue
      }
      switch pace.delay(for: first.request.recipientCount, now: now) {
      case .none:
        return true
      case .until(let deadline):
        actions += wake(at: min(deadline, first.deadline))
        return false
      case .tooMany(let deadline):
        actions.append(.fail(waiting.removeFirst().request, .dailyLimit(remaining: deadline - now)))
      }
    }
    return false
  }

  /// Gives out what can be given out, and opens what is missing.
  private mutating func dispatch(now: NIODeadline) -> [Action] {
    var actions: [Action] = []
    var mayGo = mayGo(now: now, &actions)
    while mayGo, let id = idle.popLast() {
      guard let connection = connections[id], !isWorn(connection, now), let request = takeWaiting(for: id, now: now)
      else {
        connections[id]?.phase = .leaving
        actions.append(.leave(id))
        continue
      }
      connections[id]?.phase = .busy
      actions.append(.carry(request, on: id))
      mayGo = self.mayGo(now: now, &actions)
    }
    guard mayGo else { return actions }
    let wanted = min(waiting.count, pace.room ?? .max)
    while openings < wanted, connections.count < settings.effectiveConnections {
      let id = ConnectionID(nextID)
      nextID += 1
      openings += 1
      connections[id] = Connection(opened: now)
      actions.append(.open(id))
    }
    if let first = waiting.first, first.deadline != .distantFuture { actions += wake(at: first.deadline) }
    return actions
  }

  private mutating func wake(at deadline: NIODeadline) -> [Action] {
    if let wakeUp, wakeUp <= deadline { return [] }
    wakeUp = deadline
    return [.wake(at: deadline)]
  }

  private mutating func superfluousOpenings(for request: Request? = nil) -> [Action] {
    var actions: [Action] = []
    var request = request
    for (id, connection) in connections where openings > waiting.count {
      guard case .opening = connection.phase else { continue }
      connections[id] = nil
      openings -= 1
      actions.append(.cancelOpening(id, request))
      request = nil
    }
    return actions
  }
}

/// A message as the pool sees it.
protocol PoolRequest: AnyObject, Sendable {
  var recipientCount: Int { get }
  /// In lower case.
  var recipientDomains: Set<String> { get }
}

struct ConnectionID: Hashable, Sendable {
  private let number: Int

  init(_ number: Int) {
    self.number = number
  }
}

/// Why a message gets no connection.
enum PoolFailure: Sendable, Hashable {
  case shutDown
  case waitedTooLong
  /// So much time must pass before so many recipients are allowed again.
  case dailyLimit(remaining: TimeAmount)
}
