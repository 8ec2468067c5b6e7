import ArgumentParser
import SMTPCore
import SMTPSending

/// Where the server is, and how patient the client.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The server; port 587 unless given, 465 with --security implicit, 25 with --security none. Or unix:/PATH, a socket of this machine.",
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
  func configuration(
    tls options: TLSOptions, route: RouteOptions, on console: Console
  ) throws(CommandFailure) -> SMTPClient.Configuration {
    guard let server else { throw .usage("--server is missing: where shall the message go?") }
    var configuration: SMTPClient.Configuration
    if let path = try Self.unixPath(of: server) {
      configuration = SMTPClient.Configuration(
        endpoint: .unix(path: path), tls: try options.policy(port: nil, on: console))
      guard configuration.tls.mode == .dangerouslyPlaintext || configuration.tls.verificationName?.isEmpty == false
      else {
        throw .usage(
          "--server: a Unix socket has no name that a certificate could be for: give --verify-name, or --security none")
      }
    } else {
      let address = try ServerAddress(server, in: "--server")
      configuration = SMTPClient.Configuration(
        host: address.host, port: address.port, tls: try options.policy(port: address.port, on: console))
    }
    try route.apply(to: &configuration, on: console)
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

  /// The path in `unix:/PATH`; nil where the text is none.
  private static func unixPath(of server: String) throws(CommandFailure) -> String? {
    guard server.hasPrefix("unix:") else { return nil }
    let path = String(server.dropFirst("unix:".count))
    guard path.hasPrefix("/") else { throw .usage("--server: unix: takes an absolute path, as in unix:/run/lmtp") }
    return path
  }
}
