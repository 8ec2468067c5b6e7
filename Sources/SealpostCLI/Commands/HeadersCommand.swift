import ArgumentParser
import Foundation
import MIME
import MailDiagnosis

/// `sealpost headers`: what the Received fields of a message claim.
struct HeadersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "headers",
    abstract: "Say what the Received headers of a message claim about TLS, and what that proves.",
    discussion: """
      Give a message as a file, or its header alone, as a mail program shows it; - reads standard input. A header proves only \
      what its writer saw, and only if its writer is trusted: the server that wrote the topmost field is, and others of \
      its domain, unless --trusted names some.

      Examples:
        sealpost headers message.eml
        sealpost headers --trusted outlook.com --json message.eml
      """)

  @Argument(help: ArgumentHelp("The message or its header; - is standard input.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "A server or a domain whose fields are believed; may be repeated.", valueName: "host"))
  var trusted: [String] = []

  @OptionGroup
  var page: PageOptions

  @OptionGroup
  var output: OutputOptions

  func run() async throws {
    try await output.perform { printer in
      try page.check(for: printer)
      guard !file.isEmpty else {
        throw CommandFailure.usage("the name of the message is empty: give a file, or - for standard input")
      }
      guard !trusted.contains("") else { throw CommandFailure.usage("--trusted: a server or a domain is needed") }
      let trace = MailTrace(try input(printer.console), trusted: trusted)
      guard trace.fieldCount > 0 else {
        throw CommandFailure(
          .unusableMessage, "there is no header in \(name): give a message as it is stored, or its header")
      }
      try page.present(Report(trace: trace, title: "headers of \(name)"), on: printer)
      return .done
    }
  }

  private var name: String { file == "-" ? "standard input" : file.printable }

  private func input(_ console: Console) throws(CommandFailure) -> [UInt8] {
    do {
      if file == "-" { return try console.readInput(MailTrace.maximumSize + 1) }
      guard let handle = FileHandle(forReadingAtPath: file) else {
        throw CommandFailure(.noInput, "\(name): no such file, or not one that can be read")
      }
      defer { try? handle.close() }
      return Array(try handle.read(upToCount: MailTrace.maximumSize + 1) ?? Data())
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.noInput, "\(name) cannot be read: \(error.reason)")
    }
  }
}
