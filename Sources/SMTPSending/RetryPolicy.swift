/// Whether and when a message is tried again after a temporary error that came before its data was sent.
///
/// The pause before the nth retry is drawn evenly from nought to `min(cap, base × 2ⁿ⁻¹)` (exponential back-off with full
/// jitter), so that clients that failed together do not come back together.
public struct RetryPolicy: Sendable, Hashable {
  /// At least 1: the first attempt counts.
  public var maximumAttempts: Int
  public var base: Duration
  public var cap: Duration
  /// No retry begins later than this after the first attempt began.
  public var deadline: Duration

  public init(
    maximumAttempts: Int, base: Duration = .seconds(1), cap: Duration = .seconds(30), deadline: Duration = .seconds(120)
  ) {
    self.maximumAttempts = max(1, maximumAttempts)
    self.base = base
    self.cap = cap
    self.deadline = deadline
  }

  /// Four attempts within two minutes.
  public static let standard = RetryPolicy(maximumAttempts: 4)
  public static let never = RetryPolicy(maximumAttempts: 1)

  /// The longest pause before a retry, `failures` attempts having failed so far.
  func longestDelay(afterFailures failures: Int) -> Duration {
    var delay = base
    var doublings = max(1, failures) - 1
    // Pauses reach their cap after a few doublings, however many attempts have failed.
    while doublings > 0, .zero < delay, delay < cap {
      delay *= 2
      doublings -= 1
    }
    return min(delay, cap)
  }

  /// The pause before the next attempt, or nil where there is to be none.
  /// - Parameter elapsed: the time since the first attempt began.
  func delay(
    afterFailures failures: Int, elapsed: Duration, using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    guard failures < maximumAttempts else { return nil }
    let delay = longestDelay(afterFailures: failures) * Self.share(using: &generator)
    return elapsed + delay <= deadline ? delay : nil
  }

  /// A number from 0 to 1, both included, from one draw: `Double.random(in:using:)` draws until it likes what it gets, which
  /// a generator that repeats itself may never give.
  private static func share(using generator: inout some RandomNumberGenerator) -> Double {
    Double(generator.next() >> 11) / Double((1 << 53) - 1)
  }
}
