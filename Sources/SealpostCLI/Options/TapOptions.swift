import ArgumentParser
import MailDiagnosis
import SMTPSending
import TLSWire

/// Where a tap listens, what is behind it, and when it ends.
struct TapOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the program is to connect; port 0 lets the system choose.", valueName: "host:port"))
  var listen = "127.0.0.1:2525"

  @Option(
    help: ArgumentHelp("The server that the program would connect to; port 587 unless given.", valueName: "host[:port]")
  )
  var upstream: String?

  @Option(
    help: ArgumentHelp("How long the server may take to accept a connection, in seconds.", valueName: "seconds"))
  var connectTimeout = 30.0

  @Option(help: ArgumentHelp("End after so many connections.", valueName: "count"))
  var connections: Int?

  @Option(
    help: ArgumentHelp(
      """
      At the end, exit with 76 if any connection agreed on an older version than this, offered nothing better and was \
      refused, or sent mail or credentials in clear.
      """,
      valueName: "version"))
  var failUnder: String?

  @Flag(help: "Show what is said in clear, with credentials redacted.")
  var verbose = false
}

extension TapOptions {
  static let defaultPort = 587

  func configuration() throws(CommandFailure) -> Tap.Configuration {
    guard let upstream else { throw .usage("--upstream: name the server that the program would connect to") }
    let address = try ServerAddress(upstream, in: "--upstream")
    let listening = try ServerAddress(listen, in: "--listen", lowestPort: 0)
    var configuration = Tap.Configuration(
      upstream: SMTPClient.Endpoint(host: address.host, port: address.port ?? Self.defaultPort))
    configuration.listenHost = listening.host
    configuration.listenPort = listening.port ?? 2525
    guard connectTimeout.isFinite, (0.001...86_400).contains(connectTimeout) else {
      throw .usage("--connect-timeout takes 0.001 to 86400 seconds, not \(connectTimeout)")
    }
    configuration.connectTimeOut = .seconds(connectTimeout)
    if let connections {
      guard connections > 0 else { throw .usage("--connections takes 1 or more, not \(connections)") }
      configuration.connectionLimit = connections
    }
    return configuration
  }

  func minimum() throws(CommandFailure) -> TLSVersion? {
    try failUnder.map { text throws(CommandFailure) in try TLSVersion(text, in: "--fail-under") }
  }

  /// Starts the tap that the options describe.
  func start(recognising hellos: HelloTable) async throws -> Tap {
    var configuration = try configuration()
    configuration.hellos = hellos
    do {
      return try await Tap.start(configuration)
    } catch {
      throw CommandFailure(.configuration, "--listen: cannot listen on \(listen.printable): \(error.reason)")
    }
  }
}
