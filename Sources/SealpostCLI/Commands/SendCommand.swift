import MailDiagnosis
import ArgumentParser
import Logging
import MIME
import SMTPSending

/// `sealpost send`: sends one message and shows the receipt.
struct SendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send a message, and get a receipt that proves which TLS carried it.",
    discussion: """
      Nothing is sent below the policy, and nothing in clear: TLS 1.2 or 1.3 with a certificate that the system trusts, unless \
      told otherwise. Temporary errors are tried again.

      A message file is sent as it is, only its line ends are made CRLF: those in a Bcc field get it too, and everybody sees \
      that field. Take it out first and name them with --to where that is not meant.

      Examples:
        sealpost send --server smtp.example.com --user ada --password-file pw \\
          --from "Ada <ada@example.com>" --to alan@example.net \\
          --subject Notes --text "See note G." --attach engine.pdf
        sealpost send --server smtp.example.com:465 --eml message.eml --json
        sealpost send --server smtp.example.com --from news@example.com --to ada@example.org \\
          --html page.html --inline logo.png --list-unsubscribe https://example.com/leave --one-click \\
          --dkim-key example.pem --dkim-selector mail2026
        sealpost send --dry-run --from ada@example.com --to alan@example.net \\
          --text-file notes.txt > message.eml
      """)

  @Flag(help: "Write the message to standard output, as it would go on the wire, and send nothing.")
  var dryRun = false

  @OptionGroup(title: "Server")
  var connection: ConnectionOptions

  @OptionGroup(title: "Message")
  var message: MessageOptions

  @OptionGroup(title: "Signing")
  var signing: SigningOptions

  @OptionGroup(title: "Requests to the server")
  var requests: DeliveryRequestOptions

  @OptionGroup(title: "Credentials")
  var credentials: CredentialOptions

  @OptionGroup(title: "TLS")
  var tls: TLSOptions

  @OptionGroup(title: "Way to the server")
  var route: RouteOptions

  @Flag(name: .shortAndLong, help: "Show the dialogue with the server on standard error, secrets redacted.")
  var verbose = false

  @OptionGroup
  var protocolLog: ProtocolLogOptions

  @OptionGroup
  var output: OutputOptions

  func run() async throws {
    try await output.perform { printer in
      let login = try credentials.source(on: printer.console)
      try checkReadersOfInput()
      let options = try requests.options(tls: tls)
      if dryRun { return try writeMessage(to: printer) }
      var configuration = try connection.configuration(tls: tls, route: route, on: printer.console)
      if login != nil, configuration.tls.mode == .dangerouslyPlaintext, !tls.authenticatesInClear {
        throw CommandFailure.usage(
          "--user with --security none would send the password in clear: it takes --dangerously-authenticate-in-clear")
      }
      var outgoing = try message.outgoing(signing: signing, on: printer.console)
      outgoing.routing.options = options
      try checkFiles(of: configuration)
      configuration.protocolLog = try protocolLog.log(for: printer)
      if let login {
        configuration.credentials = try await CredentialOptions.credentials(for: login, on: printer.console)
      }
      return try await send(outgoing, configuration, printer)
    }
  }

  private func checkReadersOfInput() throws(CommandFailure) {
    var readers = message.readersOfInput
    if credentials.passwordFile == "-" { readers.append("--password-file") }
    if route.proxyPasswordFile == "-" { readers.append("--proxy-password-file") }
    guard readers.count > 1 else { return }
    throw .usage("\(readers.joined(separator: " and ")) cannot both read standard input")
  }

  /// Finds certificates and keys that cannot be used before a person is asked for a password.
  private func checkFiles(of configuration: SMTPClient.Configuration) throws(CommandFailure) {
    do {
      _ = try SMTPClient(configuration)
    } catch {
      let option = tls.optionAtFault(in: configuration.tls).map { "\($0): " } ?? ""
      throw CommandFailure(CommandStatus(error), option + error.detail)
    }
  }

  private func writeMessage(to printer: Printer) throws -> CommandStatus {
    guard !output.json else {
      throw CommandFailure.usage("--dry-run writes a message, and --json a document: give one")
    }
    var stream = try message.outgoing(signing: signing, on: printer.console).message.makeStream()
    while let chunk = try stream.next() { try printer.write(Array(chunk)) }
    return .done
  }

  private func send(
    _ outgoing: MessageOptions.Outgoing, _ configuration: SMTPClient.Configuration, _ printer: Printer
  ) async throws -> CommandStatus {
    let console = printer.console
    let client =
      verbose
      ? try SMTPClient(configuration, logger: DialogueLog.logger(on: console)) : try SMTPClient(configuration)
    if let warning = outgoing.warning { printer.tell("sealpost: \(warning)", .warning) }
    if let file = configuration.tls.keyLogFile {
      printer.tell(
        "sealpost: the keys of TLS are written to \(file.printable): whoever has it can read what is sent, the password included",
        .warning)
    }
    let reporter = ProgressReporter(
      printer, attempts: configuration.retryPolicy.maximumAttempts, hasBar: console.errorIsTerminal && !verbose)
    do {
      let receipt = try await reporter.following { progress in
        try await console.cancellingOnInterrupt {
          try await client.send(outgoing.message, routing: outgoing.routing, progress: progress)
        }
      }
      // The process ends next, and a server is to hear QUIT, not find the connection gone.
      await client.shutdown()
      return show(receipt, configuration.endpoint, printer)
    } catch let error as SMTPError {
      await client.shutdown()
      return printer.report(error, at: configuration.endpoint)
    }
  }

  private func show(
    _ receipt: DeliveryReceipt, _ server: SMTPClient.Endpoint, _ printer: Printer
  ) -> CommandStatus {
    let status = CommandStatus(receipt)
    let sheet = Sheet(receipt, from: server)
    do {
      if protocolLog.isStandardOutput { printer.tell(sheet) } else { try printer.show(sheet) }
      try printer.document(receipt)
      return status
    } catch {
      // Whoever is told no more than that writing failed sends the message again.
      let queueID = receipt.queueID.map { ", queue ID \($0)" } ?? ""
      printer.tell("sealpost: accepted by \(server)\(queueID); the receipt could not be written: \(error)", .warning)
      if !output.json { printer.tell(sheet) }
      return status == .done ? .cannotWrite : status
    }
  }
}
