import MailDiagnosis
import MIME
import SMTPCore

/// Why a command cannot do what it was asked: one line for people, and an exit status.
struct CommandFailure: Error, Sendable, Hashable, CustomStringConvertible {
  let status: CommandStatus
  let description: String

  init(_ status: CommandStatus, _ description: String) {
    self.status = status
    self.description = description
  }

  static func usage(_ description: String) -> CommandFailure { CommandFailure(.usage, description) }
}

extension CommandFailure {
  /// What the message library objects to, with the option it came from, if one did.
  init(_ error: MIMEError, in option: String? = nil) {
    self.init(CommandStatus(error.code), option.map { "\($0): \(error)" } ?? "\(error)")
  }

  /// The same for a file: what is wrong in it is no fault of the command line. Its whole path is told, of which the
  /// library shows the beginning only.
  init(_ error: MIMEError, in option: String, file path: String) {
    let isMissing = error.code == .attachmentNotFound || error.code == .messageNotFound
    let status = CommandStatus(error.code)
    self.init(
      status == .usage ? .unusableMessage : status,
      "\(option) \(path.printable): \(isMissing ? "no such file" : error.description)")
  }
}

extension CommandFailure {
  /// Gives what `body` does, or what the message library objects to, with the option it came from, if one did.
  static func catching<Value>(
    in option: String? = nil, _ body: () throws(MIMEError) -> Value
  ) throws(CommandFailure) -> Value {
    do {
      return try body()
    } catch {
      throw CommandFailure(error, in: option)
    }
  }
}
