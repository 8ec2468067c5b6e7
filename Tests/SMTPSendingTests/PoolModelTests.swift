import NIOCore
import TestSupport
import Testing

@testable import SMTPSending

/// The pool's state under events in any order, beside a model that knows what may happen to each message and connection.
@Suite("The pool's state, any events in any order")
struct PoolModelTests {
  @Test(
    "no message is lost or given twice, the cap holds, and what waits has something to wait for", arguments: 0..<40)
  func random(seed: UInt64) {
    for round in 0..<25 {
      var model = Model(seed: seed << 8 | UInt64(round))
      for _ in 0..<80 { model.step() }
      model.drain()
      guard model.complaints.isEmpty else {
        Issue.record("seed \(seed), round \(round): \(model.complaints)")
        return
      }
    }
  }
}

private struct Model {
  enum Fate { case waiting, carried, ended }

  enum Phase { case opening, busy, idle, leaving }

  var generator: SeededGenerator
  let bench: PoolBench
  let cap: Int
  var requests: [StubRequest] = []
  var fates: [Fate] = []
  var connections: [Int: Phase] = [:]
  /// What a connection carries now.
  var loads: [Int: [Int]] = [:]
  /// Of the recipients that a connection has had, and how many it may have.
  var domains: [Int: Set<String>] = [:]
  var domainLimits: [Int: Int] = [:]
  var wakes: [NIODeadline] = []
  var complaints: [String] = []

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let cap = Int.random(in: 1...4, using: &generator)
    bench = PoolBench {
      $0.maximumConnections = cap
      if Bool.random(using: &generator) { $0.maximumMessages = Int.random(in: 1...5, using: &generator) }
      if Bool.random(using: &generator) { $0.waitingLimit = .seconds(Int.random(in: 1...200, using: &generator)) }
      if Bool.random(using: &generator) { $0.maximumAge = .seconds(Int.random(in: 1...300, using: &generator)) }
      if Bool.random(using: &generator) { $0.limits.messagesPerMinute = Int.random(in: 1...6, using: &generator) }
      if Bool.random(using: &generator) { $0.limits.recipientsPerDay = Int.random(in: 5...100, using: &generator) }
    }
    self.cap = cap
    self.generator = generator
  }

  mutating func step() {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...3:
      let request = StubRequest(
        requests.count, recipients: Int.random(in: 1...3, using: &generator),
        domains: Set((0..<2).map { _ in "\(Int.random(in: 0...3, using: &generator)).example" }))
      requests.append(request)
      fates.append(.waiting)
      perform(bench.state.add(request, now: bench.now))
    case 4:
      guard let request = requests.randomElement(using: &generator) else { return }
      cancel(request)
    case 5: any(.opening).map { open($0) }
    case 6: any(.opening).map { failOpening($0, isTemporary: Int.random(in: 0..<4, using: &generator) > 0) }
    case 7: any(.busy).map { askForMore($0) }
    case 8: any(.busy).map { finishFirst(of: $0) }
    case 9:
      any(.idle).map { if bench.retire($0) { connections[$0] = .leaving } else { complain("\($0) may not retire") } }
    case 10:
      let closing = connections.filter { $0.value != .opening }.keys.sorted().randomElement(using: &generator)
      closing.map { close($0) }
    default: pass(.seconds(Int64.random(in: 0...50, using: &generator)))
    }
    check()
  }

  /// From here on no messages come, all openings succeed, and connections do what they are asked to.
  mutating func drain() {
    perform(bench.state.close(dropsWaiting: false, now: bench.now))
    for _ in 0..<2_000 where !bench.state.isDrained {
      if let id = any(.opening) {
        open(id)
      } else if let id = any(.busy) {
        finishFirst(of: id)
      } else if let id = any(.leaving) {
        close(id)
      } else if let next = wakes.min() {
        pass(max(.nanoseconds(0), next - bench.now))
      }
      check()
    }
    if !bench.state.isDrained { complain("it does not drain") }
    for (number, fate) in fates.enumerated() where fate == .waiting { complain("\(number) is lost") }
  }

  private mutating func any(_ phase: Phase) -> Int? {
    connections.filter { $0.value == phase }.keys.sorted().randomElement(using: &generator)
  }

  private mutating func complain(_ text: String) { complaints.append(text) }

  private mutating func end(_ request: StubRequest) {
    if fates[request.number] != .waiting { complain("\(request.number) ends, being \(fates[request.number])") }
    fates[request.number] = .ended
  }

  private mutating func give(_ request: StubRequest, to id: Int) {
    if fates[request.number] != .waiting { complain("\(request.number) is given, being \(fates[request.number])") }
    if let earlier = fates[..<request.number].firstIndex(of: .waiting) {
      complain("\(request.number) is given before \(earlier)")
    }
    let others = domains[id] ?? []
    domains[id] = others.union(request.recipientDomains)
    if let limit = domainLimits[id], !others.isEmpty, domains[id]?.count ?? 0 > limit {
      complain("\(request.number) is given to \(id), and its domains are too many")
    }
    fates[request.number] = .carried
    loads[id, default: []].append(request.number)
  }

  private mutating func perform(_ actions: [PoolState<StubRequest>.Action]) {
    for action in actions {
      switch action {
      case .carry(let request, let id):
        let id = PoolBench.number(id)
        if connections[id] != .idle { complain("\(id) is to carry, and not idle") }
        connections[id] = .busy
        give(request, to: id)
      case .open(let id): connections[PoolBench.number(id)] = .opening
      case .fail(let request, _), .cancelled(let request): end(request)
      case .cancelOpening(let id, let request):
        if connections.removeValue(forKey: PoolBench.number(id)) != .opening { complain("it is not being opened") }
        if let request { end(request) }
      case .leave(let id):
        if connections[PoolBench.number(id)] != .idle { complain("it is to leave, and not idle") }
        connections[PoolBench.number(id)] = .leaving
      case .wake(let deadline): wakes.append(deadline)
      }
    }
  }

  private mutating func cancel(_ request: StubRequest) {
    let wasWaiting = fates[request.number] == .waiting
    perform(bench.state.cancel(request))
    if wasWaiting, fates[request.number] != .ended { complain("\(request.number) was cancelled in vain") }
  }

  private mutating func open(_ id: Int) {
    let limit = Bool.random(using: &generator) ? Int.random(in: 1...3, using: &generator) : nil
    let domainLimit = Bool.random(using: &generator) ? Int.random(in: 1...3, using: &generator) : nil
    guard
      bench.state.opened(ConnectionID(id), messageLimit: limit, domainLimit: domainLimit, now: bench.now)
    else { return complain("\(id) is unknown") }
    domainLimits[id] = domainLimit
    connections[id] = .busy
    askForMore(id)
  }

  private mutating func failOpening(_ id: Int, isTemporary: Bool) {
    connections[id] = nil
    let (failed, actions) = bench.state.openingFailed(ConnectionID(id), isTemporary: isTemporary, now: bench.now)
    for request in failed { end(request) }
    perform(actions)
  }

  private mutating func askForMore(_ id: Int) {
    let isEmpty = loads[id]?.isEmpty != false
    let (next, actions) = bench.state.next(for: ConnectionID(id), isEmpty: isEmpty, now: bench.now)
    // What came before it has ended where it is given to somebody.
    for action in actions { if case .fail = action { perform([action]) } }
    switch next {
    case .carry(let request): give(request, to: id)
    case .rest: connections[id] = .idle
    case .leave: connections[id] = .leaving
    case .nothing: if isEmpty { complain("\(id) has nothing to do and is not idle") }
    }
    perform(
      actions.filter { action in
        if case .fail = action { return false }
        return true
      })
  }

  private mutating func finishFirst(of id: Int) {
    if let number = loads[id]?.first {
      loads[id]?.removeFirst()
      fates[number] = .ended
    }
    askForMore(id)
  }

  private mutating func close(_ id: Int) {
    connections[id] = nil
    for number in loads.removeValue(forKey: id) ?? [] { fates[number] = .ended }
    perform(bench.state.closed(ConnectionID(id), now: bench.now))
  }

  private mutating func pass(_ time: TimeAmount) {
    bench.pass(time)
    let now = bench.now
    let due = wakes.filter { $0 <= now }
    wakes.removeAll { $0 <= now }
    for _ in due { perform(bench.state.timePassed(now: now)) }
  }

  private mutating func check() {
    if connections.count > cap { complain("\(connections.count) connections, \(cap) allowed") }
    if connections.count != bench.state.connectionCount { complain("connections are miscounted") }
    let waiting = fates.filter { $0 == .waiting }.count
    if waiting != bench.state.waitingCount { complain("\(waiting) should wait, not \(bench.state.waitingCount)") }
    let isAwaited = connections.values.contains { $0 != .idle } || !wakes.isEmpty
    if waiting > 0, !isAwaited { complain("nothing will ever happen to those that wait") }
  }
}
