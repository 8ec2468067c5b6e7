import Foundation
import NIOConcurrencyHelpers
import SASL
import Testing

@testable import SMTPSending

@Suite("A cache of access tokens", .timeLimit(.minutes(1)))
struct TokenCacheTests {
  /// A provider whose answers the test gives, one for each time that it is asked.
  private final class Issuer: Sendable {
    private struct State {
      var asked = 0
      var cancelled = 0
      var pending: [CheckedContinuation<AccessToken, any Error>] = []
      /// Those that were given before they were asked for: who waits for the cache may be there before the cache has asked.
      var answers: [Result<AccessToken, any Error>] = []
    }

    private let state = NIOLockedValueBox(State())
    private let requests = AsyncStream.makeStream(of: Int.self)
    private let cancellations = AsyncStream.makeStream(of: Void.self)

    var asked: Int { state.withLockedValue { $0.asked } }

    func issue() async throws -> AccessToken {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          let (count, answer) = state.withLockedValue { state in
            state.asked += 1
            let answer = state.answers.isEmpty ? nil : state.answers.removeFirst()
            if answer == nil { state.pending.append(continuation) }
            return (state.asked, answer)
          }
          requests.continuation.yield(count)
          if let answer { continuation.resume(with: answer) }
        }
      } onCancel: {
        cancellations.continuation.yield()
      }
    }

    func nextRequest() async throws {
      var iterator = requests.stream.makeAsyncIterator()
      _ = try #require(await iterator.next())
    }

    func nextCancellation() async throws {
      var iterator = cancellations.stream.makeAsyncIterator()
      try #require(await iterator.next() != nil)
    }

    func answer(_ result: Result<AccessToken, any Error>) {
      let continuation = state.withLockedValue { state -> CheckedContinuation<AccessToken, any Error>? in
        guard state.pending.isEmpty else { return state.pending.removeFirst() }
        state.answers.append(result)
        return nil
      }
      continuation?.resume(with: result)
    }
  }

  private struct Broken: Error {}

  private final class TestDate: Sendable {
    private let value = NIOLockedValueBox(Date(timeIntervalSince1970: 1_000_000))
    var now: Date { value.withLockedValue { $0 } }
    func pass(_ seconds: TimeInterval) { value.withLockedValue { $0 += seconds } }
  }

  private let issuer = Issuer()
  private let date = TestDate()

  private var cache: TokenCache {
    TokenCache(now: { [date] in date.now }) { [issuer] in try await issuer.issue() }
  }

  private func token(_ text: String, for seconds: TimeInterval? = 3600) -> AccessToken {
    AccessToken(value: Secret(text), expiresAt: seconds.map { date.now + $0 })
  }

  /// Waits until so many of the tasks stand in line. They are on the cache's executor before they suspend, so that who gets
  /// there after them finds them.
  private func waiters(_ count: Int, on cache: TokenCache) async -> [Task<Secret, any Error>] {
    let tasks = (0..<count).map { _ in Task { try await cache.current() } }
    while await cache.waiterCount < count { await Task.yield() }
    return tasks
  }

  @Test("all who wait at the same time get one token, for which the provider was asked once")
  func singleFlight() async throws {
    let cache = cache
    let tasks = await waiters(50, on: cache)
    try await issuer.nextRequest()
    issuer.answer(.success(token("one")))
    for task in tasks { #expect(try await task.value == "one") }
    #expect(try await cache.current() == "one")
    #expect(issuer.asked == 1)
  }

  @Test("a token is renewed a minute before it expires")
  func expiry() async throws {
    let cache = cache
    let first = await waiters(1, on: cache)
    issuer.answer(.success(token("one", for: 300)))
    #expect(try await first[0].value == "one")
    date.pass(239)
    #expect(try await cache.current() == "one")
    date.pass(1)
    let second = await waiters(1, on: cache)
    issuer.answer(.success(token("two")))
    #expect(try await second[0].value == "two")
    #expect(issuer.asked == 2)
  }

  @Test(
    "one that says nothing of its end, or ends at once, serves those who wait, and is not kept",
    arguments: [nil, 60, 0, -5])
  func unknownEnd(seconds: TimeInterval?) async throws {
    let cache = cache
    for name in ["one", "two"] {
      let tasks = await waiters(2, on: cache)
      issuer.answer(.success(token(name, for: seconds)))
      for task in tasks { #expect(try await task.value == Secret(name)) }
    }
    #expect(issuer.asked == 2)
  }

  @Test("a failure goes to all who wait, and the next asks anew")
  func failure() async throws {
    let cache = cache
    let tasks = await waiters(3, on: cache)
    issuer.answer(.failure(Broken()))
    for task in tasks { await #expect(throws: Broken.self) { try await task.value } }
    let next = await waiters(1, on: cache)
    issuer.answer(.success(token("one")))
    #expect(try await next[0].value == "one")
  }

  @Test("who is cancelled leaves at once, and the others get their token")
  func cancellation() async throws {
    let cache = cache
    let tasks = await waiters(3, on: cache)
    tasks[0].cancel()
    await #expect(throws: CancellationError.self) { try await tasks[0].value }
    issuer.answer(.success(token("one")))
    #expect(try await tasks[1].value == "one")
    #expect(try await tasks[2].value == "one")
    #expect(issuer.asked == 1)
  }

  @Test("when the last leaves, the provider is cancelled, and its late answer is nobody's")
  func lastCancellation() async throws {
    let cache = cache
    let tasks = await waiters(2, on: cache)
    try await issuer.nextRequest()
    for task in tasks { task.cancel() }
    for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
    try await issuer.nextCancellation()
    let next = await waiters(1, on: cache)
    try await issuer.nextRequest()
    issuer.answer(.success(token("late")))
    issuer.answer(.success(token("fresh")))
    #expect(try await next[0].value == "fresh")
    #expect(try await cache.current() == "fresh")
  }

  @Test("a task that is cancelled already asks for nothing")
  func cancelledBefore() async throws {
    let cache = cache
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await cache.current()
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(issuer.asked == 0)
  }

  @Test("a token that was refused is forgotten, and a newer one is not")
  func forgetting() async throws {
    let cache = cache
    let first = await waiters(1, on: cache)
    issuer.answer(.success(token("one")))
    _ = try await first[0].value
    await cache.forget("another")
    #expect(try await cache.current() == "one")
    await cache.forget("one")
    let second = await waiters(1, on: cache)
    issuer.answer(.success(token("two")))
    #expect(try await second[0].value == "two")
    await cache.forget("one")
    #expect(try await cache.current() == "two")
  }
}
