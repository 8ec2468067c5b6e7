import Logging
import NIOCore
import SMTPCore

extension SMTPClient {
  /// Opens a connection as for a message, through TLS and authentication, and keeps it until the task is cancelled; then
  /// takes leave and returns.
  ///
  /// It shows whether the server can be reached and what TLS it agrees to, before there is mail. Nothing is tried again.
  /// - Parameter progress: hears of ``Progress/connected(_:)`` and ``Progress/secured(_:)``, and is awaited.
  /// - Throws: ``SMTPError`` where there is no such connection, or the server ends it.
  public func holdConnection(progress: (@Sendable (Progress) async -> Void)? = nil) async throws(SMTPError) {
    do {
      try await SMTPConnection.open(
        configuration, tls: tls, group: group, logger: logger, progress: progress
      ).hold()
    } catch let error as SMTPError {
      throw error
    } catch {
      throw SMTPError(.connectionLost, in: .connect, "\(error)")
    }
  }
}

extension SMTPConnection {
  static func open(
    _ configuration: SMTPClient.Configuration, tls: TLSContext?, group: any EventLoopGroup, logger: Logger,
    progress: (@Sendable (SMTPClient.Progress) async -> Void)?
  ) async throws -> SMTPConnection {
    let security: ClientSession.Security =
      switch configuration.tls.mode {
      case .startTLS: .startTLS
      case .implicit: .implicitTLS
      case .dangerouslyPlaintext: .plaintext
      }
    let login = try await configuration.credentials?.login(for: configuration)
    let session = ClientSession.Configuration(
      clientName: configuration.clientName, security: security, mechanisms: login?.mechanisms ?? [])
    do {
      let connection = try await open(
        to: configuration.endpoint, tls: tls, session: session, timeOuts: configuration.timeOuts, group: group,
        logger: logger, progress: progress)
      configuration.credentials?.noteSuccess()
      return connection
    } catch let error as SMTPError {
      if let login { await configuration.credentials?.note(error, of: login) }
      throw error
    }
  }
}
