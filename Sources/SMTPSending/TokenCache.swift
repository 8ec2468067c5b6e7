import Foundation
import SASL

/// Keeps an access token until a minute before it expires, and has it renewed once for all who are waiting.
///
/// Whoever stops waiting does not stop the others: the renewal is cancelled only when nobody waits for it any more.
actor TokenCache {
  private struct Renewal {
    let number: Int
    let task: Task<Void, Never>
    var waiters: [Int: CheckedContinuation<AccessToken, any Error>] = [:]
  }

  /// So long before its end a token is no longer handed out: it must last until the server has looked at it.
  private static let margin: TimeInterval = 60

  private let provider: @Sendable () async throws -> AccessToken
  private let now: @Sendable () -> Date
  private var token: AccessToken?
  private var renewal: Renewal?
  private var lastNumber = 0

  init(
    now: @escaping @Sendable () -> Date = { Date() }, provider: @escaping @Sendable () async throws -> AccessToken
  ) {
    self.now = now
    self.provider = provider
  }

  /// The token that is kept, or a new one.
  /// - Throws: the provider's error, or `CancellationError` for a task that was cancelled while it waited.
  func current() async throws -> Secret {
    try Task.checkCancellation()
    if let token, isFresh(token) { return token.value }
    let waiter = nextNumber()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { wait($0, as: waiter) }.value
    } onCancel: {
      Task { await self.giveUp(waiter) }
    }
  }

  /// How many wait for a renewal.
  var waiterCount: Int { renewal?.waiters.count ?? 0 }

  /// The server refused this token: it is not handed out again.
  func forget(_ refused: Secret) {
    if let token, token.value.matches(refused) { self.token = nil }
  }

  private func isFresh(_ token: AccessToken) -> Bool {
    token.expiresAt.map { $0.timeIntervalSince(now()) > Self.margin } ?? false
  }

  private func nextNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  private func wait(_ continuation: CheckedContinuation<AccessToken, any Error>, as waiter: Int) {
    if renewal == nil {
      let number = nextNumber()
      let task = Task { await finish(number, Result { [provider] () async throws in try await provider() }) }
      renewal = Renewal(number: number, task: task)
    }
    renewal?.waiters[waiter] = continuation
  }

  private func finish(_ number: Int, _ result: Result<AccessToken, any Error>) {
    // A renewal that nobody waited for any more was given up, and another may have begun.
    guard let renewal, renewal.number == number else { return }
    self.renewal = nil
    if case .success(let token) = result { self.token = isFresh(token) ? token : nil }
    for continuation in renewal.waiters.values { continuation.resume(with: result) }
  }

  private func giveUp(_ waiter: Int) {
    guard let continuation = renewal?.waiters.removeValue(forKey: waiter) else { return }
    continuation.resume(throwing: CancellationError())
    guard let renewal, renewal.waiters.isEmpty else { return }
    renewal.task.cancel()
    self.renewal = nil
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
