import MailDiagnosis
import Foundation
import SASL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

extension Console {
  /// The process's own streams, terminal and signals.
  static var standard: Console {
    let environment = ProcessInfo.processInfo.environment
    let errorIsTerminal = isatty(STDERR_FILENO) == 1
    var askSecret: (@Sendable (String) throws -> Secret)?
    if errorIsTerminal { askSecret = { try SecretPrompt.ask($0) } }
    return Console(
      writeOutput: { try FileHandle.standardOutput.write(contentsOf: Data($0)) },
      writeError: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
      readInput: { limit in
        let input = FileHandle.standardInput
        return Array(try (limit == .max ? input.readToEnd() : input.read(upToCount: limit)) ?? Data())
      },
      askSecret: askSecret,
      interrupts: { SignalStream.make([SIGINT, SIGTERM]) },
      outputStyle: TextStyle(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment),
      errorStyle: TextStyle(isTerminal: errorIsTerminal, environment: environment),
      errorIsTerminal: errorIsTerminal, environment: environment)
  }
}
