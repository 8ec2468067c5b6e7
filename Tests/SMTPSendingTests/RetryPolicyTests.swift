import Testing

@testable import SMTPSending

@Suite("The arithmetic of retries")
struct RetryPolicyTests {
  /// Gives the same bits again and again: all zero draws nought, all one the whole pause.
  private struct Constant: RandomNumberGenerator {
    let bits: UInt64

    func next() -> UInt64 { bits }
  }

  @Test("the longest pause doubles with each failure, up to the cap")
  func doubling() {
    let policy = RetryPolicy(maximumAttempts: 99, base: .seconds(2), cap: .seconds(15))
    #expect((1...6).map { policy.longestDelay(afterFailures: $0) } == [2, 4, 8, 15, 15, 15].map { .seconds($0) })
    #expect(policy.longestDelay(afterFailures: .max) == .seconds(15))
    #expect(policy.longestDelay(afterFailures: 0) == .seconds(2))
    let odd = RetryPolicy(maximumAttempts: 9, base: .seconds(60), cap: .seconds(15))
    #expect(odd.longestDelay(afterFailures: 1) == .seconds(15), "the cap holds for the first pause too")
  }

  @Test("the pause is drawn from nought to the longest", arguments: 1...6)
  func jitter(failures: Int) throws {
    let policy = RetryPolicy(maximumAttempts: 99, base: .seconds(2), cap: .seconds(15), deadline: .seconds(1000))
    var least = Constant(bits: 0)
    #expect(policy.delay(afterFailures: failures, elapsed: .zero, using: &least) == .zero)
    var most = Constant(bits: .max)
    let longest = policy.longestDelay(afterFailures: failures)
    let delay = try #require(policy.delay(afterFailures: failures, elapsed: .zero, using: &most))
    #expect(delay > longest * 0.99 && delay <= longest)
    var generator = SystemRandomNumberGenerator()
    let draws = (0..<200).compactMap { _ in
      policy.delay(afterFailures: failures, elapsed: .zero, using: &generator)
    }
    #expect(draws.allSatisfy { $0 >= .zero && $0 <= longest })
    #expect(draws.contains { $0 < longest * 0.25 } && draws.contains { $0 > longest * 0.75 })
  }

  @Test("there are no more attempts than allowed")
  func attempts() {
    var generator = Constant(bits: 0)
    let policy = RetryPolicy(maximumAttempts: 3)
    #expect(
      (1...5).map { policy.delay(afterFailures: $0, elapsed: .zero, using: &generator) != nil } == [
        true, true, false, false, false,
      ])
    #expect(RetryPolicy.never.delay(afterFailures: 1, elapsed: .zero, using: &generator) == nil)
    #expect(RetryPolicy(maximumAttempts: 0).maximumAttempts == 1)
    #expect(RetryPolicy(maximumAttempts: -4).maximumAttempts == 1)
    #expect(RetryPolicy.standard.maximumAttempts == 4)
  }

  @Test("no retry begins after the deadline")
  func deadline() {
    let policy = RetryPolicy(maximumAttempts: 99, base: .seconds(10), cap: .seconds(10), deadline: .seconds(60))
    var most = Constant(bits: .max)
    #expect(policy.delay(afterFailures: 1, elapsed: .seconds(50), using: &most) != nil)
    #expect(policy.delay(afterFailures: 1, elapsed: .seconds(51), using: &most) == nil)
    var least = Constant(bits: 0)
    #expect(policy.delay(afterFailures: 1, elapsed: .seconds(60), using: &least) == .zero)
    #expect(policy.delay(afterFailures: 1, elapsed: .seconds(61), using: &least) == nil)
  }
}
