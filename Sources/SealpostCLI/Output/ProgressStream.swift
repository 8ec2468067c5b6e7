/// The way from an operation that tells of its progress to whoever shows it.
///
/// Operations tell from threads that must not wait for a terminal.
enum ProgressStream {
  /// Runs an operation, and shows beside it what it tells. All that it told is shown when this returns.
  static func following<Event: Sendable, Result: Sendable>(
    buffering policy: AsyncStream<Event>.Continuation.BufferingPolicy,
    _ operation: (@escaping @Sendable (Event) -> Void) async throws -> Result,
    show: @escaping @Sendable (AsyncStream<Event>) async -> Void
  ) async throws -> Result {
    let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: policy)
    let follower = Task { await show(events) }
    let outcome: Swift.Result<Result, any Error>
    do {
      outcome = .success(try await operation { continuation.yield($0) })
    } catch {
      outcome = .failure(error)
    }
    continuation.finish()
    await follower.value
    return try outcome.get()
  }
}
