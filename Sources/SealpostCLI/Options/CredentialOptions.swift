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

  @Option(
    help: ArgumentHelp(
      """
      Log in by this mechanism only; repeat it for more, the preferred first. \
      \(MechanismName.allCases.map(\.rawValue).joined(separator: ", ")). EXTERNAL alone needs --client-cert and no password.
      """,
      valueName: "name"))
  var authMechanism: [String] = []

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
    /// The client's certificate says who it is.
    case certificate

    /// The mechanisms that go with it.
    fileprivate var mechanisms: Set<MechanismName> {
      switch self {
      case .tokenCommand: [.oauthBearer, .xoauth2]
      case .certificate: [.external]
      case .passwordFile, .passwordCommand, .person:
        [.scramSHA256Plus, .scramSHA256, .scramSHA1Plus, .scramSHA1, .cramMD5, .plain, .login]
      }
    }
  }

  /// The mechanisms that may be used, nil for all.
  /// - Throws: ``CommandFailure`` of usage for a name that is unknown.
  private func mechanisms() throws(CommandFailure) -> [MechanismName]? {
    guard !authMechanism.isEmpty else { return nil }
    return try authMechanism.map { name throws(CommandFailure) in try MechanismName(name, in: "--auth-mechanism") }
  }

  /// The user and the one source of the secret; nil where nobody logs in.
  /// - Throws: ``CommandFailure`` of usage for a password among the arguments, for more or less than one source, and for
  ///   mechanisms that do not go with it.
  func source(on console: Console) throws(CommandFailure) -> Login? {
    let mechanisms = try mechanisms()
    guard let (user, source) = try userAndSource(on: console, isExternal: mechanisms == [.external]) else {
      guard mechanisms == nil else { throw .usage("--auth-mechanism needs --user") }
      return nil
    }
    if let mechanisms, let stray = mechanisms.first(where: { !source.mechanisms.contains($0) }) {
      let what = if case .tokenCommand = source { "a token" } else { "a password" }
      throw .usage("--auth-mechanism: \(stray) does not go with \(what)")
    }
    return Login(user: user, source: source, mechanisms: mechanisms)
  }

  /// Who logs in, by what, and by which mechanisms if not by all.
  struct Login {
    let user: String
    let source: Source
    let mechanisms: [MechanismName]?
  }

  private func userAndSource(
    on console: Console, isExternal: Bool
  ) throws(CommandFailure) -> (user: String, source: Source)? {
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
    if isExternal {
      if let option = given.first?.option { throw .usage("\(option): EXTERNAL takes no password and no token") }
      return (user ?? "", .certificate)
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
  static func credentials(for login: Login, on console: Console) async throws -> Credentials {
    let credentials = try await credentials(user: login.user, from: login.source, on: console)
    return login.mechanisms.map { credentials.restricted(to: $0) } ?? credentials
  }

  private static func credentials(
    user: String, from source: Source, on console: Console
  ) async throws -> Credentials {
    switch source {
    case .certificate: return .external(as: user)
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

extension MechanismName {
  /// - Throws: ``CommandFailure`` of usage for a name that is unknown.
  init(_ name: String, in option: String) throws(CommandFailure) {
    guard let known = MechanismName(rawValue: name.uppercased()) else {
      let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw .usage("\(option): there is no mechanism \"\(name.printable)\"; there are \(names)")
    }
    self = known
  }
}
