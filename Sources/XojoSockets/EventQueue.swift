import NIOConcurrencyHelpers

/// Delivers events to their owner's actor: in order, one at a time, and never one within another, since each is a job of
/// its own there.
final class EventQueue: Sendable {
  typealias Event = @Sendable () -> Void

  private struct State {
    var pending: [Event] = []
    var isDraining = false
  }

  /// Weak, because the owner is likely to hold the socket that holds this.
  private struct Owner: Sendable {
    weak var actor: (any Actor)?
  }

  private let owner: NIOLockedValueBox<Owner>
  private let state = NIOLockedValueBox(State())

  init(_ actor: any Actor) {
    owner = NIOLockedValueBox(Owner(actor: actor))
  }

  var actor: (any Actor)? { owner.withLockedValue { $0.actor } }

  /// Delivers an event some time after this returns. Gives false where the owner is gone, and nobody will hear.
  @discardableResult
  func post(_ event: @escaping Event) -> Bool {
    guard let actor else { return false }
    let begins = state.withLockedValue { state in
      state.pending.append(event)
      defer { state.isDraining = true }
      return !state.isDraining
    }
    if begins { Task { await drain(on: actor) } }
    return true
  }

  /// Delivers an event and waits until it is over. Gives what it returned, nil where the owner is gone.
  @discardableResult
  func deliver<Result: Sendable>(_ event: @escaping @Sendable () -> Result) async -> Result? {
    await withCheckedContinuation { continuation in
      if !post({ continuation.resume(returning: event()) }) { continuation.resume(returning: nil) }
    }
  }

  /// A hop for each event leaves the owner time for other work between two of them.
  private func drain(on actor: any Actor) async {
    while let event = next() { await perform(event, on: actor) }
  }

  private func perform(_ event: Event, on actor: isolated any Actor) {
    event()
  }

  private func next() -> Event? {
    state.withLockedValue { state in
      guard !state.pending.isEmpty else {
        state.isDraining = false
        return nil
      }
      return state.pending.removeFirst()
    }
  }
}
