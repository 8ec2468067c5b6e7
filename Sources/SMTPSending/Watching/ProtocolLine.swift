public import Foundation

/// One line of what a client and a server say to each other, for ``SMTPClient/Configuration/protocolLog``.
///
/// It has no secrets in it: what follows AUTH is redacted in both directions, and of a message only the size is told. Names,
/// addresses and what the server says are in it.
public struct ProtocolLine: Sendable, Hashable {
  public enum Speaker: String, Sendable, Hashable {
    case client = "C"
    case server = "S"
    /// Nobody said it: it happened to the connection.
    case connection = "*"
  }

  /// Which of the client's connections: 1 for the first that it opened.
  public let connection: Int
  /// When it was sent or received.
  public let time: Date
  public let speaker: Speaker
  /// Without a line end, and with a space for each control character.
  public let text: String
}

extension ProtocolLine: CustomStringConvertible {
  /// As a file of a log has it, in UTC: `2026-01-31T12:00:00.000Z 1 C: EHLO [127.0.0.1]`.
  public var description: String {
    "\(time.formatted(Self.style)) \(connection) \(speaker.rawValue): \(text)"
  }

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
