import SASL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// A shell command that writes a secret. What it writes to its standard output is never shown, on no way.
struct SecretCommand: Sendable {
  private let command: ShellCommand
  private let option: String

  init(_ command: String, option: String) {
    self.command = ShellCommand(command)
    self.option = option
  }

  /// - Throws: ``CommandFailure`` of configuration where the command cannot be run, fails, or writes nothing or too much;
  ///   `CancellationError` when the task is cancelled.
  func run() async throws -> Secret {
    let result: ShellCommand.Result
    do {
      result = try await command.run()
    } catch is ShellCommand.NotStarted {
      throw failure("cannot be run")
    }
    switch result.ending {
    case .exit(0): break
    // Ctrl-C goes to the command as well, whose end may be seen before the signal to this process is.
    case .signal(SIGINT), .exit(128 + SIGINT): throw CancellationError()
    case .exit(let status): throw failure("failed with status \(status)")
    case .signal(let number): throw failure("was ended by signal \(number)")
    case .tooLong: throw failure("wrote more than \(ShellCommand.outputLimit) bytes, which is no secret")
    }
    guard let secret = Secret(firstLineOf: result.output) else { throw failure("wrote nothing on its first line") }
    return secret
  }

  private func failure(_ what: String) -> CommandFailure {
    CommandFailure(.configuration, "\(option): the command \(what)")
  }
}
