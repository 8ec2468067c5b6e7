import NIOConcurrencyHelpers

/// A clock that goes on only when a test says so, and tells when somebody sleeps on it.
final class TestClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct Sleeper {
    let id: Int
    let deadline: Instant
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now = Instant(offset: .zero)
    var sleepers: [Sleeper] = []
    var nextID = 0
    var watchers: [Int: CheckedContinuation<Duration, any Error>] = [:]
  }

  private let state = NIOLockedValueBox(State())

  var now: Instant { state.withLockedValue { $0.now } }
  let minimumResolution = Duration.nanoseconds(1)

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLockedValue { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try Task.checkCancellation()
      try await withCheckedThrowingContinuation { continuation in
        let watchers = state.withLockedValue { state -> [CheckedContinuation<Duration, any Error>]? in
          guard deadline > state.now, !Task.isCancelled else { return nil }
          state.sleepers.append(Sleeper(id: id, deadline: deadline, continuation: continuation))
          defer { state.watchers = [:] }
          return Array(state.watchers.values)
        }
        guard let watchers else { return continuation.resume() }
        for watcher in watchers { watcher.resume(returning: now.duration(to: deadline)) }
      }
    } onCancel: {
      let sleeper = state.withLockedValue { state -> Sleeper? in
        guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
        return state.sleepers.remove(at: index)
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Waits until somebody sleeps; gives for how long.
  func nextSleep() async throws -> Duration {
    let id = state.withLockedValue { state in
      state.nextID += 1
      return state.nextID
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLockedValue { state -> Result<Duration, any Error>? in
          if let sleeper = state.sleepers.first { return .success(state.now.duration(to: sleeper.deadline)) }
          if Task.isCancelled { return .failure(CancellationError()) }
          state.watchers[id] = continuation
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      state.withLockedValue { $0.watchers.removeValue(forKey: id) }?.resume(throwing: CancellationError())
    }
  }

  func advance(by duration: Duration) {
    let due = state.withLockedValue { state -> [Sleeper] in
      state.now = state.now.advanced(by: duration)
      let due = state.sleepers.filter { $0.deadline <= state.now }
      state.sleepers.removeAll { $0.deadline <= state.now }
      return due
    }
    for sleeper in due { sleeper.continuation.resume() }
  }
}
