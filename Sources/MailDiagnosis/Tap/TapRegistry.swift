import NIOConcurrencyHelpers
import NIOCore

/// What all connections of a tap share: their numbers, the sum of what they were, and the way to whoever listens.
final class TapRegistry: Sendable {
  /// The two ends of a TCP connection.
  struct Path: Sendable, Hashable {
    let from: SocketAddress
    let to: SocketAddress

    init(from: SocketAddress, to: SocketAddress) {
      self.from = from.unmapped
      self.to = to.unmapped
    }
  }

  private struct State {
    var begun = 0
    var ended = 0
    var open: [Int: NIOLoopBound<TapPair>] = [:]
    var tally = TapTally()
    var lostEvents = 0
    var isClosed = false
    var isLoop = false
    var accepted: Set<Path> = []
    var connected: Set<Path> = []
    var readBuffers: [ObjectIdentifier: ReadBuffer] = [:]
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let limit: Int?
  private let events: AsyncStream<Tap.Event>.Continuation
  private let state = NIOLockedValueBox(State())

  init(limit: Int?, _ events: AsyncStream<Tap.Event>.Continuation) {
    self.limit = limit
    self.events = events
  }

  var tally: TapTally { state.withLockedValue { $0.tally } }
  var lostEvents: Int { state.withLockedValue { $0.lostEvents } }

  /// The buffer that all connections of an event loop share.
  func readBuffer(of eventLoop: any EventLoop) -> ReadBuffer {
    state.withLockedValue { state in
      let id = ObjectIdentifier(eventLoop)
      let buffer = state.readBuffers[id] ?? ReadBuffer(of: eventLoop)
      state.readBuffers[id] = buffer
      return buffer
    }
  }

  /// The number of a connection that begins now, and whether it is the last one; `nil` where no more are taken.
  func begin() -> (number: Int, isLast: Bool)? {
    state.withLockedValue { state in
      guard !state.isClosed, state.begun < limit ?? .max else { return nil }
      state.begun += 1
      return (state.begun, state.begun == limit)
    }
  }

  /// Keeps a connection until its end. Gives false where the tap was closed meanwhile.
  func add(_ pair: NIOLoopBound<TapPair>, number: Int) -> Bool {
    state.withLockedValue { state in
      state.open[number] = pair
      return !state.isClosed
    }
  }

  func report(_ event: Tap.Event) {
    guard case .dropped = events.yield(event) else { return }
    state.withLockedValue { $0.lostEvents += 1 }
  }

  /// Takes a connection that has ended.
  func end(_ number: Int, _ connection: ObservedConnection) {
    state.withLockedValue { state in
      state.tally.add(connection, number: number)
      state.open[number] = nil
    }
    report(.ended(number, connection))
    finishIfDone { $0.ended += 1 }
  }

  /// No more connections are taken. Gives those that are open.
  func close() -> [NIOLoopBound<TapPair>] {
    finishIfDone { $0.isClosed = true }
    return state.withLockedValue { Array($0.open.values) }
  }

  func waitUntilEmpty() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLockedValue { state in
        guard state.ended < state.begun else { return true }
        state.waiters.append(continuation)
        return false
      }
      if isEmpty { continuation.resume() }
    }
  }

  /// Ends the stream of events once nothing more can come.
  private func finishIfDone(_ change: (inout State) -> Void) {
    let (isDone, waiters) = state.withLockedValue { state -> (Bool, [CheckedContinuation<Void, Never>]) in
      change(&state)
      guard state.ended == state.begun else { return (false, []) }
      defer { state.waiters = [] }
      return (state.isClosed || state.begun == limit, state.waiters)
    }
    if isDone { events.finish() }
    for waiter in waiters { waiter.resume() }
  }
}

/// A tap whose server is the tap itself would connect to itself without end.
extension TapRegistry {
  /// Takes note of a connection that a program made. Gives whether it is one of the tap's own.
  func accept(_ path: Path) -> Bool {
    state.withLockedValue { state in
      state.accepted.insert(path)
      if state.connected.contains(path) { state.isLoop = true }
      return state.isLoop
    }
  }

  /// Takes note of a connection that the tap made. Gives whether it ended at the tap.
  func connect(_ path: Path) -> Bool {
    state.withLockedValue { state in
      state.connected.insert(path)
      if state.accepted.contains(path) { state.isLoop = true }
      return state.isLoop
    }
  }

  func forget(accepted: Path?, connected: Path?) {
    state.withLockedValue { state in
      if let accepted { state.accepted.remove(accepted) }
      if let connected { state.connected.remove(connected) }
    }
  }
}
