import NIOConcurrencyHelpers

/// What has arrived so far, and a way to wait for the next.
final class Arrivals<Element: Sendable>: Sendable {
  private struct State {
    var all: [Element] = []
    /// How many of `all` were handed out by `next()`.
    var handedOut = 0
    var waiting: [(id: UInt64, continuation: CheckedContinuation<Element, any Error>)] = []
    var nextID: UInt64 = 0
    var isFinished = false
  }

  private enum Outcome {
    case wait
    case give(Element)
    case fail(any Error)
  }

  private let state = NIOLockedValueBox(State())

  /// Everything that has arrived, in order.
  var all: [Element] { state.withLockedValue { $0.all } }

  func append(_ element: Element) {
    let waiter = state.withLockedValue { state -> CheckedContinuation<Element, any Error>? in
      state.all.append(element)
      guard !state.waiting.isEmpty else { return nil }
      state.handedOut += 1
      return state.waiting.removeFirst().continuation
    }
    waiter?.resume(returning: element)
  }

  /// Gives the elements one after the other, each once, and waits where there is none left.
  /// - Throws: ``SandboxError/shutDown`` when nothing more will arrive, `CancellationError` when the task is cancelled.
  func next() async throws -> Element {
    let id = state.withLockedValue { state in
      state.nextID += 1
      return state.nextID
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let outcome = state.withLockedValue { state -> Outcome in
          if state.handedOut < state.all.count {
            state.handedOut += 1
            return .give(state.all[state.handedOut - 1])
          }
          if state.isFinished { return .fail(SandboxError.shutDown) }
          if Task.isCancelled { return .fail(CancellationError()) }
          state.waiting.append((id, continuation))
          return .wait
        }
        switch outcome {
        case .wait: break
        case .give(let element): continuation.resume(returning: element)
        case .fail(let error): continuation.resume(throwing: error)
        }
      }
    } onCancel: {
      let waiter = state.withLockedValue { state -> CheckedContinuation<Element, any Error>? in
        guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiting.remove(at: index).continuation
      }
      waiter?.resume(throwing: CancellationError())
    }
  }

  /// Nothing more will arrive: whoever waits is told so.
  func finish() {
    let waiting = state.withLockedValue { state in
      state.isFinished = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for waiter in waiting { waiter.continuation.resume(throwing: SandboxError.shutDown) }
  }
}
