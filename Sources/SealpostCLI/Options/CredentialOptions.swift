import MailDiagnosis
import ArgumentParser
import SASL
import SMTPSending

/// Who logs in, and where the secret comes from: never from an argument.
struct CredentialOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The user to log in as. On a terminal the password is asked for unless it comes from elsewhere.",
      valueName: "name"))
  var user: String?

  @Option(help: ArgumentHelp("The first line of this file is the password; - is standard input.", valueName: "file"))
  var passwordFile: String?

  @Option(help: ArgumentHelp("The first line that this shell command writes is the password.", valueName: "command"))
  var passwordCommand: String?

  @Option(
    help: ArgumentHelp(
      "The first line that this shell command writes is an OAuth 2.0 access token.", valueName: "command"))
  var tokenCommand: String?

  @Option(help: .hidden)
  var password: String?
}

extension CredentialOptions {
  /// Where a secret comes from.
  enum Source: Sendable, Hashable {
    case passwordFile(String)
    case passwordCommand(String)
    case tokenCommand(String)
    case person
  }

  /// The user and the one source of the secret; nil where nobody logs in.
  /// - Throws: ``CommandFailure`` of usage for a password among the arguments, and for more or less than one source.
  func source(on console: Console) throws(CommandFailure) -> (user: String, source: Source)? {
    guard password == nil else {
      throw .usage(
        "--password is refused: everybody on this machine can read the arguments of a program, and the shell keeps them in "
          + "its history. Use --password-file FILE (- for standard input) or --password-command COMMAND, or leave them out to be asked"
      )
    }
    let candidates: [(option: String, source: Source?)] = [
      ("--password-file", passwordFile.map { .passwordFile($0) }),
      ("--password-command", passwordCommand.map { .passwordCommand($0) }),
      ("--token-command", tokenCommand.map { .tokenCommand($0) }),
    ]
    let given = candidates.compactMap { option, source in source.map { (option: option, source: $0) } }
    guard given.count <= 1 else {
      throw .usage("\(given.map(\.option).joined(separator: " and ")) exclude each other: give one")
    }
    guard let user else {
      guard let option = given.first?.option else { return nil }
      throw .usage("\(option) needs --user")
    }
    guard !user.isEmpty, user.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw .usage("--user: \"\(user.printable)\" is no user name: it is empty or holds a control")
    }
    if let source = given.first?.source { return (user, source) }
    guard console.askSecret != nil else {
      throw .usage(
        "--user needs --password-file, --password-command or --token-command where there is no terminal to ask on")
    }
    return (user, .person)
  }

  /// Gets the secret, or, for a token, the means to get one before each connection.
  /// - Throws: ``CommandFailure`` of configuration where it cannot be had. No error shows what a file or command holds.
  static func credentials(user: String, from source: Source, on console: Console) async throws -> Credentials {
    switch source {
    case .passwordFile(let path):
      return .password(user, try SecretFile.read(path, option: "--password-file", on: console))
    case .passwordCommand(let command):
      let command = SecretCommand(command, option: "--password-command")
      return .password(user, try await console.cancellingOnInterrupt { try await command.run() })
    case .tokenCommand(let command):
      let command = SecretCommand(command, option: "--token-command")
      return .oauth2(user) { try await command.run() }
    case .person:
      guard let askSecret = console.askSecret else { throw CommandFailure.usage("there is no terminal to ask on") }
      return .password(user, try askSecret("Password of \(user.printable): "))
    }
  }
}
