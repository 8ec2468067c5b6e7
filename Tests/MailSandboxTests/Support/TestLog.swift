import Logging
import NIOConcurrencyHelpers

/// Keeps every line at every level.
final class TestLog: Sendable {
  private let lines = NIOLockedValueBox<[String]>([])

  var text: String { lines.withLockedValue { $0.joined(separator: "\n") } }

  var logger: Logger {
    Logger(label: "test") { [lines] _ in Handler(lines: lines) }
  }

  private struct Handler: LogHandler {
    let lines: NIOLockedValueBox<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      lines.withLockedValue { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:]) \(metadata)") }
    }
  }
}
