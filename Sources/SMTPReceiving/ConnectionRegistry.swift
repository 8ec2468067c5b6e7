import NIOConcurrencyHelpers
import NIOCore
import SMTPCore

/// Knows a server's connections, and how many there may be.
final class ConnectionRegistry: Sendable {
  enum Admission {
    case admitted
    case refused(Reply)
  }

  private struct State {
    var lastID = 0
    var channels: [Int: any Channel] = [:]
    var countByClient: [String: Int] = [:]
    var isClosing = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let maximum: Int
  private let maximumPerClient: Int
  private let state = NIOLockedValueBox(State())

  init(maximum: Int, maximumPerClient: Int) {
    self.maximum = maximum
    self.maximumPerClient = maximumPerClient
  }

  /// Takes a connection in, also one that is to be told why it cannot stay.
  func register(_ channel: any Channel, client: String) -> (id: Int, admission: Admission) {
    state.withLockedValue { state in
      state.lastID += 1
      let count = state.countByClient[client, default: 0]
      let admission: Admission =
        if state.isClosing {
          .refused(Reply(421, "4.3.2", "Shutting down"))
        } else if state.channels.count >= maximum {
          .refused(Reply(421, "4.3.2", "Too many connections"))
        } else if count >= maximumPerClient {
          .refused(Reply(421, "4.7.0", "Too many connections from your address"))
        } else {
          .admitted
        }
      state.channels[state.lastID] = channel
      state.countByClient[client] = count + 1
      return (state.lastID, admission)
    }
  }

  /// Forgets a connection whose end has been told to the handler.
  func remove(_ id: Int, client: String) {
    let waiting = state.withLockedValue { state -> [CheckedContinuation<Void, Never>] in
      state.channels[id] = nil
      let count = state.countByClient[client, default: 1] - 1
      state.countByClient[client] = count > 0 ? count : nil
      guard state.channels.isEmpty else { return [] }
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Refuses all that come from now on, and gives those that are there.
  func close() -> [any Channel] {
    state.withLockedValue { state in
      state.isClosing = true
      return Array(state.channels.values)
    }
  }

  func waitUntilEmpty() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLockedValue { state in
        guard !state.channels.isEmpty else { return true }
        state.waiting.append(continuation)
        return false
      }
      if isEmpty { continuation.resume() }
    }
  }
}
