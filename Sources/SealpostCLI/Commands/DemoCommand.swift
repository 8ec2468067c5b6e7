import MailDiagnosis
import ArgumentParser
import MailSandbox

/// `sealpost demo`: a message sent and proven, and an old client turned away, all on this machine.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Send a message to an embedded server, see the proof, then see an old client turned away.",
    discussion: """
      Nothing leaves this machine, and nothing needs to be set up.

      Example:
        sealpost demo
      """)

  @OptionGroup
  var output: OutputOptions

  func run() async throws {
    try await output.perform { printer in
      var sheet = Sheet()
      sheet.line("A server that behaves like Office 365, on this machine", .strong)
      let demonstration = try await Demonstration.start()
      sheet.row("Listens on", "\(demonstration.endpoint), with a certificate authority of its own")
      sheet.gap()
      try printer.show(sheet)
      let result: Demonstration.Result
      do {
        result = try await printer.console.cancellingOnInterrupt {
          try await demonstration.run { try printer.show($0) }
        }
      } catch {
        await demonstration.end()
        throw error
      }
      await demonstration.end()
      try printer.document(result)
      return result.isAsExpected ? .done : .software
    }
  }
}
