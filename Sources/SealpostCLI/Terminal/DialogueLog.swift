import MailDiagnosis
import Logging

/// Writes the protocol's dialogue to standard error, as the libraries log it: with secrets redacted.
struct DialogueLog: LogHandler {
  var logLevel = Logger.Level.trace
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  private let console: Console

  private init(console: Console) {
    self.console = console
  }

  static func logger(on console: Console) -> Logger {
    Logger(label: "sealpost") { _ in DialogueLog(console: console) }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    console.writeError(console.errorStyle.apply(.faint, to: "\(event.message)\(details)".printable) + "\n")
  }
}
