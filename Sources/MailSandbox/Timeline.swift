/// A clock of any kind, with times as durations since the beginning.
struct Timeline: Sendable {
  private let elapsedTime: @Sendable () -> Duration
  private let pause: @Sendable (Duration) async throws -> Void

  init(_ clock: any Clock<Duration>) {
    self = Self.make(clock)
  }

  private init(
    elapsedTime: @escaping @Sendable () -> Duration, pause: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.elapsedTime = elapsedTime
    self.pause = pause
  }

  private static func make<C: Clock>(_ clock: C) -> Timeline where C.Duration == Duration {
    let start = clock.now
    return Timeline(
      elapsedTime: { start.duration(to: clock.now) },
      pause: { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) })
  }

  var now: Duration { elapsedTime() }

  /// - Throws: `CancellationError` when the task is cancelled.
  func sleep(for duration: Duration) async throws {
    guard duration > .zero else { return }
    try await pause(duration)
  }
}
