import MailDiagnosis
import SMTPSending

/// Tells a person how a message gets on: a bar for a big one, a line for each retry.
struct ProgressReporter: Sendable {
  /// Messages above this size, in bytes, have a bar.
  static let barThreshold = 1_000_000

  private let printer: Printer
  private let attempts: Int
  private let hasBar: Bool

  init(_ printer: Printer, attempts: Int, hasBar: Bool) {
    self.printer = printer
    self.attempts = attempts
    self.hasBar = hasBar
  }

  /// Runs an operation that tells of its progress. Everything it told is shown when this returns.
  func following<Result: Sendable>(
    _ operation: (@escaping @Sendable (SMTPClient.Progress) -> Void) async throws -> Result
  ) async throws -> Result {
    try await ProgressStream.following(buffering: .unbounded, operation) { await show($0) }
  }

  private func show(_ events: AsyncStream<SMTPClient.Progress>) async {
    var bar = ProgressBar()
    var attempt = 1
    for await event in events {
      switch event {
      case .sent(let bytes, let total):
        guard hasBar, let total, total > Self.barThreshold else { continue }
        printer.console.writeError(bar.update(bytes, of: total))
      case .connected, .secured: break
      case .willRetry(let pause, let failure):
        printer.console.writeError(bar.clear())
        printer.tell(
          "Attempt \(attempt) of \(attempts): \(failure). Trying again in \(pause.tenthsOfSeconds).", .warning)
        attempt += 1
      }
    }
    printer.console.writeError(bar.clear())
  }
}
