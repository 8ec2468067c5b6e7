public import SMTPCore
public import TLSWire

/// What became of a message.
public enum DeliveryOutcome: String, Sendable, Hashable, Codable {
  /// A server has taken responsibility for it (RFC 5321 section 4.2.5).
  case accepted
  /// Refused for good. To try again unchanged is of no use.
  case rejected
  /// Not taken for now. It may be tried again: no server has it.
  case deferred
  /// The whole message was sent and no verdict came. It may have been delivered; to try again may deliver it twice.
  case ambiguous
}

/// What a server did with a message, for each recipient, and the TLS that carried it, read off the wire.
public struct DeliveryReceipt: Sendable, Hashable {
  public struct Recipient: Sendable, Hashable {
    public let address: String
    public let outcome: DeliveryOutcome
    /// The reply that decided, nil where none came.
    public let reply: Reply?
  }

  /// One try to deliver the message.
  public struct Attempt: Sendable, Hashable {
    /// The pause before it.
    public let delay: Duration
    public let outcome: DeliveryOutcome
    /// In which phase it failed, nil where it did not.
    public let failedPhase: SMTPPhase?
    public let reply: Reply?
    /// What went wrong, as one line; nil where nothing did.
    public let failure: String?
    public let tls: TLSEvidence?
  }

  /// Accepted where at least one recipient was.
  public let outcome: DeliveryOutcome
  /// The reply that decided: the server's verdict on the message, or the first refusal.
  public let reply: Reply?
  /// The server's name for the message, where its reply has one in a known form.
  public var queueID: String? { attempts.last?.outcome == .accepted ? reply?.queueID : nil }
  public let recipients: [Recipient]
  /// The evidence of the last attempt's TLS, nil for none.
  public let tls: TLSEvidence?
  public let timings: Timings
  /// The size of the message as sent, dot-stuffing not counted.
  public let bytes: Int
  /// At least one. The last one is the one this receipt is about.
  public let attempts: [Attempt]
  /// Whether the last attempt's connection had carried other messages before, so that ``timings`` has no part for opening it.
  public let isConnectionReused: Bool
  /// What was out of the ordinary although it did no harm, in words: an extension that the server offers and refuses, a
  /// connection that the server had closed while it was idle.
  public let notes: [String]
}

/// How long the parts of the last attempt took. Nil for a part that was not reached.
public struct Timings: Sendable, Hashable {
  /// From the look-up of the name until the TCP connection stood.
  public internal(set) var connect: Duration?
  /// The TLS handshake with its checks.
  public internal(set) var tls: Duration?
  public internal(set) var authentication: Duration?
  /// From MAIL until the verdict.
  public internal(set) var transfer: Duration?

  public init() {}
}
