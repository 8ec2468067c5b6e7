import NIOConcurrencyHelpers

/// The messages that wait to be sent, in their order: a socket's `messages`.
///
/// A message leaves it when a server has taken it, and only then. Any thread may use it at any time, also while it is
/// being sent from: what is added then is sent in the same run. To iterate is to iterate over a copy.
public final class EmailQueue: Sendable {
  /// Tells one entry from another, also where the same message waits twice.
  struct Entry: Sendable {
    let ticket: UInt64
    let email: EmailMessage
  }

  private struct State {
    var entries: [Entry] = []
    var nextTicket: UInt64 = 0

    mutating func entry(for email: EmailMessage) -> Entry {
      nextTicket += 1
      return Entry(ticket: nextTicket, email: email)
    }
  }

  private let state = NIOLockedValueBox(State())

  init() {}

  public var count: Int { state.withLockedValue { $0.entries.count } }
  public var isEmpty: Bool { state.withLockedValue { $0.entries.isEmpty } }
  public var first: EmailMessage? { state.withLockedValue { $0.entries.first?.email } }

  /// Nil beyond the end, which another thread may have moved.
  public subscript(index: Int) -> EmailMessage? {
    state.withLockedValue { $0.entries.indices.contains(index) ? $0.entries[index].email : nil }
  }

  public func append(_ email: EmailMessage) {
    state.withLockedValue { $0.entries.append($0.entry(for: email)) }
  }

  public func append(contentsOf emails: some Sequence<EmailMessage>) {
    let emails = Array(emails)
    state.withLockedValue { state in
      for email in emails { state.entries.append(state.entry(for: email)) }
    }
  }

  /// The name of ``append(_:)-(EmailMessage)`` since Xojo 2021.
  public func add(_ email: EmailMessage) {
    append(email)
  }

  /// Takes a message out where it first stands, and says whether it was there. One that is under way is sent nevertheless.
  @discardableResult
  public func remove(_ email: EmailMessage) -> Bool {
    state.withLockedValue { state in
      guard let index = state.entries.firstIndex(where: { $0.email === email }) else { return false }
      state.entries.remove(at: index)
      return true
    }
  }

  public func removeAll() {
    state.withLockedValue { $0.entries = [] }
  }

  /// The first that is not among `tickets`.
  func first(without tickets: Set<UInt64>) -> Entry? {
    state.withLockedValue { $0.entries.first { !tickets.contains($0.ticket) } }
  }

  func remove(_ entry: Entry) {
    state.withLockedValue { state in
      // What is sent is almost always near the front.
      guard let index = state.entries.firstIndex(where: { $0.ticket == entry.ticket }) else { return }
      state.entries.remove(at: index)
    }
  }
}

extension EmailQueue: Sequence {
  public func makeIterator() -> IndexingIterator<[EmailMessage]> {
    state.withLockedValue { $0.entries.map(\.email) }.makeIterator()
  }
}
