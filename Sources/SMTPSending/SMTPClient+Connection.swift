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
      try await opener.open(on: eventLoopGroup.next(), progress: progress).hold()
    } catch let error as SMTPError {
      throw error
    } catch {
      throw SMTPError(.connectionLost, in: .connect, "\(error)")
    }
  }
}
