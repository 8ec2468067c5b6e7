import NIOCore

@testable import SMTPSending

/// A message that is nothing but its number.
final class StubRequest: PoolRequest {
  let number: Int
  let recipientCount: Int
  let recipientDomains: Set<String>

  init(_ number: Int, recipients: Int = 1, domains: Set<String> = ["example.com"]) {
    self.number = number
    recipientCount = recipients
    recipientDomains = domains
  }
}

/// A pool's state, a clock that the test turns, and what the state wants done, in words.
final class PoolBench {
  var state: PoolState<StubRequest>
  var now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  init(_ configure: (inout PoolSettings) -> Void = { _ in }) {
    var settings = PoolSettings()
    configure(&settings)
    state = PoolState(settings)
  }

  func add(_ request: StubRequest) -> [String] { words(state.add(request, now: now)) }

  @discardableResult
  func add(_ number: Int, recipients: Int = 1, domains: Set<String> = ["example.com"]) -> [String] {
    add(StubRequest(number, recipients: recipients, domains: domains))
  }

  func cancel(_ request: StubRequest) -> [String] { words(state.cancel(request)) }

  /// The connection has been opened, and asks for its first message.
  func open(_ id: Int, messageLimit: Int? = nil, domainLimit: Int? = nil) -> [String] {
    guard state.opened(ConnectionID(id), messageLimit: messageLimit, domainLimit: domainLimit, now: now) else {
      return ["unwanted"]
    }
    return next(id)
  }

  func fail(_ id: Int, isTemporary: Bool) -> [String] {
    let (failed, actions) = state.openingFailed(ConnectionID(id), isTemporary: isTemporary, now: now)
    return failed.map { "failed \($0.number)" } + words(actions)
  }

  func next(_ id: Int, isEmpty: Bool = true) -> [String] {
    let (next, actions) = state.next(for: ConnectionID(id), isEmpty: isEmpty, now: now)
    let word =
      switch next {
      case .carry(let request): "carry \(request.number)"
      case .rest: "rest"
      case .leave: "leave"
      case .nothing: "nothing"
      }
    return [word] + words(actions)
  }

  func closed(_ id: Int) -> [String] { words(state.closed(ConnectionID(id), now: now)) }

  func retire(_ id: Int) -> Bool { state.retire(ConnectionID(id)) }

  func pass(_ time: TimeAmount) { now = now + time }

  func wake() -> [String] { words(state.timePassed(now: now)) }

  func close(dropsWaiting: Bool = false) -> [String] {
    words(state.close(dropsWaiting: dropsWaiting, now: now))
  }

  private func words(_ actions: [PoolState<StubRequest>.Action]) -> [String] {
    actions.map { action in
      switch action {
      case .carry(let request, let id): "carry \(request.number) on \(Self.number(id))"
      case .open(let id): "open \(Self.number(id))"
      case .fail(let request, .dailyLimit(let remaining)):
        "fail \(request.number): daily limit for \(remaining.nanoseconds / 1_000_000_000) s"
      case .fail(let request, let failure): "fail \(request.number): \(failure)"
      case .cancelOpening(let id, let request):
        "cancel opening \(Self.number(id))" + (request.map { " for \($0.number)" } ?? "")
      case .cancelled(let request): "cancelled \(request.number)"
      case .leave(let id): "leave \(Self.number(id))"
      case .wake(let deadline): "wake at \((deadline - start).nanoseconds / 1_000_000_000)"
      }
    }
  }

  static func number(_ id: ConnectionID) -> Int {
    (0...).first { ConnectionID($0) == id } ?? -1
  }
}
