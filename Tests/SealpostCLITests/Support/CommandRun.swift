import MailDiagnosis
import Foundation

@testable import SealpostCLI

/// What came of a command line that was run in this process.
struct CommandRun: Sendable {
  let status: Int32
  let output: String
  let errors: String

  /// Runs a command line with a console of its own.
  static func of(
    _ arguments: [String], input: String = "", interrupts: AsyncStream<Int32>? = nil, errorIsTerminal: Bool = false,
    outputError: POSIXError? = nil, environment: [String: String] = [:], onOutput: (@Sendable (String) -> Void)? = nil
  ) async -> CommandRun {
    let output = TextLog()
    let errors = TextLog()
    let console = Console(
      writeOutput: { bytes in
        if let outputError { throw outputError }
        let text = String(decoding: bytes, as: UTF8.self)
        output.append(text)
        onOutput?(text)
      },
      writeError: { errors.append($0) },
      readInput: { Array(input.utf8.prefix($0)) },
      askSecret: nil,
      interrupts: { interrupts ?? AsyncStream { _ in } },
      outputStyle: .plain, errorStyle: .plain, errorIsTerminal: errorIsTerminal,
      environment: environment)
    let status = await SealpostCommand.execute(arguments, on: console)
    return CommandRun(status: status, output: output.text, errors: errors.text)
  }

  /// The one JSON document on standard output.
  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }
}
