import ArgumentParser
import Foundation
import MailDiagnosis

/// The program `sealpost`: a verb, its options, and an exit status of sysexits.h.
@main
struct SealpostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sealpost",
    abstract: "Sends mail over exactly the TLS that was asked for, and proves it with what crossed the wire.",
    discussion: """
      Every verb has --help with an example, and --json for programs.

      Exit codes: 0 done, 64 usage, 65 unusable message, 66 no such file, 68 unknown host, 69 refused for good, \
      74 output not written, 75 temporary (try again), 76 TLS or protocol broke the policy, 77 authentication failed, \
      78 configuration, 130 interrupted.
      """,
    version: Product.version,
    subcommands: [
      DemoCommand.self, SendCommand.self, TapCommand.self, CaptureCommand.self, HeadersCommand.self,
      SandboxCommand.self,
      ExplainCommand.self,
    ])

  static func main() async {
    Foundation.exit(await execute(Array(CommandLine.arguments.dropFirst()), on: .standard))
  }

  /// Runs one command line and gives its exit status. Everything it reads and writes goes through `console`.
  static func execute(_ arguments: [String], on console: Console) async -> Int32 {
    let command: any ParsableCommand
    do {
      command = try await asyncParseAsRoot(arguments)
    } catch {
      let status = end(with: error, on: console)
      if status != CommandStatus.done.rawValue, arguments.prefix(while: { $0 != "--" }).contains("--json") {
        let failure = CommandFailure.usage(self.message(for: error))
        try? Printer(console: console, isJSON: true).document(FailureDocument(failure))
      }
      return status
    }
    do {
      try await Console.$current.withValue(console) {
        if var command = command as? any AsyncParsableCommand {
          try await command.run()
        } else {
          var command = command
          try command.run()
        }
      }
      return CommandStatus.done.rawValue
    } catch {
      return end(with: error, on: console)
    }
  }

  /// Tells what is to be told of an error, or of the help that was asked for, and gives the exit status.
  private static func end(with error: any Error, on console: Console) -> Int32 {
    let message = fullMessage(for: error)
    let code = exitCode(for: error)
    if !message.isEmpty {
      if code.isSuccess {
        try? console.writeOutput(Array("\(message)\n".utf8))
      } else {
        console.writeError("\(message)\n")
      }
    }
    return code.rawValue
  }
}
