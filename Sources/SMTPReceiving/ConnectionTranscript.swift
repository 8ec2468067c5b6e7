public import TLSWire

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What was said on one connection, and how it ended. It holds no password, no token and no message.
public struct ConnectionTranscript: Sendable, Hashable, Codable, Identifiable {
  /// An alert and who sent it.
  public struct Alert: Sendable, Hashable, Codable {
    public let from: TLSEndpoint
    /// The alert's IANA name.
    public let description: String
  }

  /// How a connection ended.
  public struct End: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
      /// The client said QUIT.
      case quit
      /// The client closed the connection.
      case clientClosed
      /// The server closed it after a reply.
      case serverClosed
      /// The handler wanted it closed without a word.
      case dropped
      case timedOut
      /// The client broke the protocol.
      case protocolViolation
      /// There was no handshake, or none that could be trusted.
      case tlsFailed
      /// The server was shut down.
      case shutDown
    }

    public let kind: Kind
    /// One line that says more, where there is more to say.
    public let detail: String?

    public init(_ kind: Kind, _ detail: String? = nil) {
      self.kind = kind
      self.detail = detail
    }
  }

  /// ``ServerConnection/id``.
  public let id: Int
  /// The client's address and port, such as `127.0.0.1:52100`.
  public let client: String
  /// The address and port that the client connected to.
  public let server: String
  public let started: Date
  public let ended: Date
  /// Whether the client said STARTTLS and was answered 220.
  public let startTLS: Bool
  /// What crossed the wire; nil without TLS.
  public let tls: TLSEvidence?
  /// The alerts that crossed the wire in the clear.
  public let alerts: [Alert]
  /// `C: …` for the client's lines and `S: …` for the server's, credentials redacted, a message's data as its size.
  public let lines: [String]
  public let end: End
}
