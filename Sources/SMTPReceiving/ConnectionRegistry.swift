import NIOConcurrencyHelpers
import NIOCore
import SMTPCore

/// Knows a server's connections, and how many there may be.
final class ConnectionRegistry: Sendable {
  enum Admission {
    case admitted
    case refused(Reply)
  }

  private struct Entry {
    let channel: any Channel
    let client: String
    /// Whether it counts for the limits. One that was refused never does.
    var holdsSlot: Bool
  }

  private struct State {
    var lastID = 0
    var entries: [Int: Entry] = [:]
    var slotCount = 0
    var slotCountByClient: [String: Int] = [:]
    var isClosing = false
    /// Nobody waits any longer for what is left.
    var isAbandoned = false
    var waiting: [CheckedContinuation<Void, Never>] = []

    mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
      defer { waiting = [] }
      return waiting
    }

    mutating func release(_ id: Int) {
      guard let entry = entries[id], entry.holdsSlot else { return }
      entries[id]?.holdsSlot = false
      slotCount -= 1
      let count = slotCountByClient[entry.client, default: 1] - 1
      slotCountByClient[entry.client] = count > 0 ? count : nil
    }
  }

  private let maximum: Int
  private let maximumPerClient: Int
  private let state = NIOLockedValueBox(State())

  init(maximum: Int, maximumPerClient: Int) {
    self.maximum = maximum
    self.maximumPerClient = maximumPerClient
  }

  /// All connections whose end has not been told yet.
  var channels: [any Channel] { state.withLockedValue { $0.entries.values.map(\.channel) } }

  /// Takes a connection in, also one that is to be told why it cannot stay.
  func register(_ channel: any Channel, client: String) -> (id: Int, admission: Admission) {
    state.withLockedValue { state in
      state.lastID += 1
      let count = state.slotCountByClient[client, default: 0]
      let refusal: Reply? =
        if state.isClosing {
          Reply(421, "4.3.2", "Shutting down")
        } else if state.slotCount >= maximum {
          Reply(421, "4.3.2", "Too many connections")
        } else if count >= maximumPerClient {
          Reply(421, "4.7.0", "Too many connections from your address")
        } else {
          nil
        }
      state.entries[state.lastID] = Entry(channel: channel, client: client, holdsSlot: refusal == nil)
      if let refusal { return (state.lastID, .refused(refusal)) }
      state.slotCount += 1
      state.slotCountByClient[client] = count + 1
      return (state.lastID, .admitted)
    }
  }

  /// Makes room for another connection in place of one that has ended.
  func release(_ id: Int) {
    state.withLockedValue { $0.release(id) }
  }

  /// Forgets a connection whose end has been told to the handler.
  func remove(_ id: Int) {
    let waiting = state.withLockedValue { state -> [CheckedContinuation<Void, Never>] in
      state.release(id)
      state.entries[id] = nil
      return state.entries.isEmpty ? state.takeWaiting() : []
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Refuses all that come from now on, and gives those that are there.
  func close() -> [any Channel] {
    state.withLockedValue { state in
      state.isClosing = true
      return state.entries.values.map(\.channel)
    }
  }

  /// Lets those go who wait for the end of all connections, whatever is left.
  func abandon() {
    let waiting = state.withLockedValue { state in
      state.isAbandoned = true
      return state.takeWaiting()
    }
    for continuation in waiting { continuation.resume() }
  }

  func waitUntilEmpty() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLockedValue { state in
        guard !state.entries.isEmpty, !state.isAbandoned else { return true }
        state.waiting.append(continuation)
        return false
      }
      if isOver { continuation.resume() }
    }
  }
}
