import MailDiagnosis
import SASL

/// Everything through which a command meets the outside: output, errors, input, a person at a terminal, signals.
///
/// Commands use ``current``, so that a test can run them in its own process and see what they write.
struct Console: Sendable {
  var writeOutput: @Sendable ([UInt8]) throws -> Void
  var writeError: @Sendable (String) -> Void
  /// Standard input to its end, or so many bytes of it.
  var readInput: @Sendable (_ limit: Int) throws -> [UInt8]
  /// Asks a person for a secret, which is not shown; nil where there is no terminal.
  var askSecret: (@Sendable (_ prompt: String) throws -> Secret)?
  /// Begins to catch SIGINT and SIGTERM, until the stream is let go.
  var interrupts: @Sendable () -> AsyncStream<Int32>
  var outputStyle: TextStyle
  var errorStyle: TextStyle
  /// Whether a progress bar can be drawn on standard error.
  var errorIsTerminal: Bool
  var environment: [String: String] = [:]

  @TaskLocal static var current = Console.standard
}

extension Console {
  /// Runs an operation and cancels it at the first SIGINT or SIGTERM, or with the task. A second signal ends the process.
  func cancellingOnInterrupt<Result: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let work = Task(operation: operation)
    let signals = interrupts()
    let watch = Task {
      for await _ in signals { work.cancel() }
    }
    let result = await withTaskCancellationHandler {
      await work.result
    } onCancel: {
      work.cancel()
    }
    watch.cancel()
    // The signals have their usual meaning again before anything else can want to catch them.
    await watch.value
    return try result.get()
  }
}
