import ArgumentParser
import Foundation
import MailDiagnosis
import SMTPSending

/// Where the dialogue with the server is kept.
struct ProtocolLogOptions: ParsableArguments {
  @Option(
    name: .customLong("log-protocol"),
    help: ArgumentHelp(
      "Add the dialogue with the server to a file, with times and secrets redacted; - is standard output, with the text on standard error.",
      valueName: "file"))
  var file: String?

  var isStandardOutput: Bool { file == "-" }

  /// Opens the file: what keeps it from being written is to be known before a message is on its way.
  func log(for printer: Printer) throws(CommandFailure) -> (@Sendable (ProtocolLine) -> Void)? {
    guard let file else { return nil }
    guard !file.isEmpty else { throw .usage("--log-protocol: a file is needed, or -") }
    if isStandardOutput {
      guard !printer.isJSON else {
        throw .usage("--log-protocol - and --json both want standard output: give --log-protocol a file")
      }
      let console = printer.console
      // Whoever stops reading loses the log, not the message.
      return { try? console.writeOutput(Array("\($0)\n".utf8)) }
    }
    let opened = try LineFile(path: file)
    return { opened.append("\($0)") }
  }
}

/// A file to which lines are added, whole, whoever else adds to it.
private final class LineFile: Sendable {
  private let descriptor: CInt

  /// Makes the file, for its owner alone, where there is none: who writes to whom is in it.
  init(path: String) throws(CommandFailure) {
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode_t(0o600))
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw CommandFailure(.cannotWrite, "--log-protocol: \(path.printable) cannot be written: \(reason)")
    }
  }

  deinit {
    _ = close(descriptor)
  }

  /// A disk that is full costs the line, not the message.
  func append(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    while write(descriptor, bytes, bytes.count) < 0 && errno == EINTR {}
  }
}
