import Logging
import NIOCore
import SMTPCore

/// All that it takes to open a connection as a client's configuration asks for it.
struct ConnectionOpener: Sendable {
  let configuration: SMTPClient.Configuration
  let connector: Connector
  let tls: TLSContext?
  let group: any EventLoopGroup
  let logger: Logger

  /// Connects and goes through greeting, TLS and authentication, until mail can be sent.
  /// - Throws: ``SMTPError``.
  func open(progress: (@Sendable (SMTPClient.Progress) async -> Void)?) async throws -> SMTPConnection {
    let login = try await configuration.credentials?.login(for: configuration)
    let session = ClientSession.Configuration(
      clientName: configuration.clientName, security: security, dialect: configuration.dialect,
      mechanisms: login?.mechanisms ?? [])
    do {
      let connection = try await SMTPConnection.open(
        by: connector, tls: tls, session: session, timeOuts: configuration.timeOuts, group: group, logger: logger,
        progress: progress)
      configuration.credentials?.noteSuccess()
      return connection
    } catch let error as SMTPError {
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
