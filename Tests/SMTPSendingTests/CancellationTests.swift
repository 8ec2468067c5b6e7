import CoreMetrics
import MIME
import MailSandbox
import SASL
import SMTPCore
import SMTPSending
import Testing

@Suite("Cancelling", .timeLimit(.minutes(1)))
struct CancellationTests {
  /// Sends in a task that is cancelled once the server has come to a point at which it would stay for ever.
  private func cancel(
    _ configuration: SMTPClient.Configuration, when isReached: @escaping @Sendable () async throws -> Void
  ) async throws -> SMTPError {
    let task = Task { try await configuration.failure() }
    try await isReached()
    task.cancel()
    return try await task.value
  }

  @Test(
    "in any phase it ends the connection, and is ambiguous only where the whole message was sent",
    arguments: [
      ("greeting", [SMTPPhase.greeting]), ("ehlo", [.hello]), ("tls", [.tls]), ("auth", [.authentication]),
      ("rcpt", [.envelope]),
      // The replies to the commands before may still be under way.
      ("data", [.envelope, .data]), ("message", [.acceptance]),
    ])
  func phases(stage: String, phases: [SMTPPhase]) async throws {
    let clock = StoppedClock()
    try await withSandbox(script: "\(stage): delay=10m drop", clock: clock) { sandbox in
      let configuration = sandbox.configuration.with {
        $0.credentials = .sandbox
        $0.retryPolicy = .standard
      }
      let connection = ConnectSignal()
      let task = Task {
        try await #require(throws: SMTPError.self) {
          try await SMTPClient(configuration, metricsFactory: connection).send(try Message.sample())
        }
      }
      _ = try await clock.nextPause()
      // The server may have taken a connection that the client does not know of yet.
      for await _ in connection.isMade {}
      task.cancel()
      let error = try await task.value
      #expect(error.code == .cancelled)
      #expect(phases.contains(error.phase))
      #expect(error.isAmbiguous == (stage == "message"))
      #expect(error.receipt?.outcome == (stage == "message" ? .ambiguous : .deferred))
      #expect(error.receipt?.attempts.count == 1)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("a task that is cancelled beforehand sends nothing")
  func beforehand() async throws {
    try await withSandbox { sandbox in
      let configuration = sandbox.configuration
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await configuration.failure()
      }
      let error = try await task.value
      #expect(error.code == .cancelled)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("while a token is fetched it is a cancellation, not a token that cannot be had")
  func token() async throws {
    try await withSandbox { sandbox in
      let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
      let configuration = sandbox.configuration.with {
        $0.credentials = .oauth2("ada") {
          continuation.finish()
          throw await cancellation()
        }
      }
      let error = try await cancel(configuration) { for await _ in asked {} }
      #expect(error.code == .cancelled)
      #expect(error.receipt?.outcome == .deferred)
      #expect(sandbox.transcripts.isEmpty)
    }
  }
}

/// Tells when the client has measured how long it took to connect, after which it awaits the greeting.
private struct ConnectSignal: MetricsFactory {
  private final class ConnectTimer: TimerHandler {
    private let signal: AsyncStream<Void>.Continuation

    init(_ signal: AsyncStream<Void>.Continuation) {
      self.signal = signal
    }

    func recordNanoseconds(_ duration: Int64) { signal.finish() }
  }

  private let others = NOOPMetricsHandler.instance
  private let signal: AsyncStream<Void>.Continuation
  /// Ends when the connection is made.
  let isMade: AsyncStream<Void>

  init() {
    (isMade, signal) = AsyncStream.makeStream(of: Void.self)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let isOfConnecting = dimensions.contains { $0.1 == "connect" }
    return isOfConnecting ? ConnectTimer(signal) : others.makeTimer(label: label, dimensions: dimensions)
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    others.makeCounter(label: label, dimensions: dimensions)
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    others.makeMeter(label: label, dimensions: dimensions)
  }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    others.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate)
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}
