import MailDiagnosis

/// Tells a person at a terminal how the reading of a capture gets on, once it has taken a second.
struct CaptureProgress: Sendable {
  private static let patience = Duration.seconds(1)
  private static let interval = Duration.milliseconds(100)

  private let printer: Printer
  private let isLive: Bool

  init(_ printer: Printer, isLive: Bool) {
    self.printer = printer
    self.isLive = isLive
  }

  /// Runs an operation that tells of its progress. What it told is off the terminal when this returns.
  func following<Result: Sendable>(
    _ operation: ((@Sendable (Capture.Progress) -> Void)?) async throws -> Result
  ) async throws -> Result {
    guard printer.console.errorIsTerminal else { return try await operation(nil) }
    // Only the newest state matters.
    return try await ProgressStream.following(buffering: .bufferingNewest(1), operation) { await show($0) }
  }

  private func show(_ events: AsyncStream<Capture.Progress>) async {
    var bar = ProgressBar()
    var isShown = false
    let clock = ContinuousClock()
    var next = clock.now + Self.patience
    for await event in events where clock.now >= next {
      next = clock.now + Self.interval
      let text = event.size.map { bar.update(event.bytesRead, of: $0) } ?? line(event)
      isShown = isShown || !text.isEmpty
      printer.console.writeError(text)
    }
    if isShown { printer.console.writeError("\r\u{1B}[K") }
  }

  private func line(_ progress: Capture.Progress) -> String {
    let packets = "\(progress.packets) packets"
    let text = isLive ? "\(packets); Ctrl-C ends the capture" : "\(packets), \(ByteCount.text(progress.bytesRead))"
    return "\r\u{1B}[K\(text)"
  }
}
