import ArgumentParser
import SMTPCore

/// `sealpost explain`: what a server's reply means.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a server's reply means, and what to do about it.",
    discussion: """
      Give the reply as it was shown, in quotes, with whatever stands around it; - reads standard input.

      Examples:
        sealpost explain "421 4.7.66 TLS 1.0 and 1.1 are not supported."
        tail -n 1 mail.log | sealpost explain -
      """)

  @Argument(help: ArgumentHelp("The reply; - is standard input.", valueName: "reply"))
  var words: [String]

  @OptionGroup
  var output: OutputOptions

  func run() async throws {
    try await output.perform { printer in
      let text = words == ["-"] ? try input(printer.console) : words.joined(separator: " ")
      guard let quotation = ReplyAdvice.Quotation(text) else {
        throw CommandFailure(
          .unusableMessage, "there is no reply in this text: a reply has a code such as 421, or a status such as 4.7.66"
        )
      }
      let explanation = Explanation(quotation)
      try printer.show(explanation.sheet)
      try printer.document(explanation)
      return .done
    }
  }

  private func input(_ console: Console) throws(CommandFailure) -> String {
    do {
      return String(decoding: try console.readInput(.max), as: UTF8.self)
    } catch {
      throw CommandFailure(.noInput, "standard input cannot be read")
    }
  }
}
