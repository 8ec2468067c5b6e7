import Logging
import NIOConcurrencyHelpers
import NIOCore
import SMTPCore

/// All that it takes to open a connection as a client's configuration asks for it.
struct ConnectionOpener: Sendable {
  let configuration: SMTPClient.Configuration
  let connector: Connector
  let tls: TLSContext?
  let logger: Logger
  private let metrics: ClientMetrics?
  private let count = NIOLockedValueBox(0)

  init(
    configuration: SMTPClient.Configuration, connector: Connector, tls: TLSContext?, logger: Logger,
    metrics: ClientMetrics?
  ) {
    self.configuration = configuration
    self.connector = connector
    self.tls = tls
    self.logger = logger
    self.metrics = metrics
  }

  /// Connects and goes through greeting, TLS and authentication, until mail can be sent.
  /// - Throws: ``SMTPError``.
  func open(
    on eventLoop: any EventLoop, progress: (@Sendable (SMTPClient.Progress) async -> Void)?
  ) async throws -> SMTPConnection {
    let login = try await configuration.credentials?.login(for: configuration)
    let session = ClientSession.Configuration(
      clientName: configuration.clientName, security: security, dialect: configuration.dialect,
      mechanisms: login?.mechanisms ?? [])
    let number = count.withLockedValue { count in
      count += 1
      return count
    }
    var transcript = Transcript(logger: logger, log: configuration.protocolLog, connection: number)
    do {
      let connection = try await SMTPConnection.open(
        by: connector, tls: tls, session: session, timeOuts: configuration.timeOuts, on: eventLoop, logger: logger,
        transcript: transcript, metrics: metrics, progress: progress)
      configuration.credentials?.noteSuccess()
      return connection
    } catch let error as SMTPError {
      if error.phase == .connect { transcript.note("given up: \(error)") }
      if let login { await configuration.credentials?.note(error, of: login) }
      throw error
    }
  }

  private var security: ClientSession.Security {
    switch configuration.tls.mode {
    case .startTLS: .startTLS
    case .implicit: .implicitTLS
    case .dangerouslyPlaintext: .plaintext
    }
  }
}
