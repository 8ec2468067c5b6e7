import ArgumentParser
import SMTPCore
import SMTPSending

/// Where the server is, and how patient the client.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The server; port 587 unless given, 465 with --security implicit, 25 with --security none.",
      valueName: "host[:port]"))
  var server: String?

  @Option(help: ArgumentHelp("The name to give in EHLO (default: [127.0.0.1]).", valueName: "name"))
  var helo: String?

  @Option(
    help: ArgumentHelp(
      "How long to wait in every phase, in seconds (default: as RFC 5321 has it, by phase).", valueName: "seconds"))
  var timeout: Double?

  @Option(help: ArgumentHelp("How often to try in all where the error is temporary.", valueName: "count"))
  var attempts = 4
}

extension ConnectionOptions {
  /// The client's settings, without credentials.
  /// - Throws: ``CommandFailure`` of usage that names the option.
  func configuration(tls options: TLSOptions) throws(CommandFailure) -> SMTPClient.Configuration {
    guard let server else { throw .usage("--server is missing: where shall the message go?") }
    let address = try ServerAddress(server, in: "--server")
    var configuration = SMTPClient.Configuration(
      host: address.host, port: address.port, tls: try options.policy(port: address.port))
    if let helo {
      do {
        configuration.clientName = try ClientName(helo)
      } catch {
        throw .usage("--helo: \(error)")
      }
    }
    if let timeout {
      guard timeout.isFinite, (0.001...86_400).contains(timeout) else {
        throw .usage("--timeout takes 0.001 to 86400 seconds, not \(timeout)")
      }
      configuration.timeOuts = TimeOuts(all: .seconds(timeout))
    }
    guard (1...1000).contains(attempts) else { throw .usage("--attempts takes 1 to 1000, not \(attempts)") }
    configuration.retryPolicy.maximumAttempts = attempts
    return configuration
  }
}
