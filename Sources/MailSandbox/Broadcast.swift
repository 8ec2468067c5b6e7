import NIOConcurrencyHelpers

/// Hands every element to each stream that was opened before it.
final class Broadcast<Element: Sendable>: Sendable {
  private struct State {
    var continuations: [Int: AsyncStream<Element>.Continuation] = [:]
    var nextID = 0
    var isFinished = false
  }

  private let state = NIOLockedValueBox(State())

  func stream() -> AsyncStream<Element> {
    let (stream, continuation) = AsyncStream.makeStream(of: Element.self)
    let id = state.withLockedValue { state -> Int? in
      guard !state.isFinished else { return nil }
      state.nextID += 1
      state.continuations[state.nextID] = continuation
      return state.nextID
    }
    guard let id else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [state] _ in
      state.withLockedValue { _ = $0.continuations.removeValue(forKey: id) }
    }
    return stream
  }

  func send(_ element: Element) {
    for continuation in state.withLockedValue({ Array($0.continuations.values) }) { continuation.yield(element) }
  }

  func finish() {
    let continuations = state.withLockedValue { state in
      state.isFinished = true
      defer { state.continuations = [:] }
      return Array(state.continuations.values)
    }
    for continuation in continuations { continuation.finish() }
  }
}
