public import TLSWire

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What was seen of one connection between a mail program and a server.
public struct ObservedConnection: Sendable, Hashable {
  /// What the connection began as.
  public enum Opening: String, Sendable, Hashable, Codable {
    /// Nothing was seen that tells.
    case unknown
    /// SMTP in clear, and no TLS after it.
    case plaintext
    /// SMTP in clear, then TLS on the same connection (RFC 3207).
    case startTLS
    /// TLS from the first byte (RFC 8314).
    case implicitTLS
    /// Neither SMTP nor TLS.
    case other
  }

  /// How the connection ended.
  public enum Ending: Sendable, Hashable {
    /// The side that closed it first.
    case closed(by: TLSEndpoint)
    /// The side that cut it off with a reset.
    case reset(by: TLSEndpoint)
  }

  /// How much of the connection was there to be seen.
  public struct Coverage: Sendable, Hashable {
    /// The connection existed before the first byte was seen.
    public var beginsInTheMiddle: Bool
    /// Bytes are missing.
    public var hasGaps: Bool

    public init(beginsInTheMiddle: Bool = false, hasGaps: Bool = false) {
      self.beginsInTheMiddle = beginsInTheMiddle
      self.hasGaps = hasGaps
    }

    public static let whole = Coverage()
    public var isWhole: Bool { self == .whole }
  }

  /// Address and port, such as `127.0.0.1:52100` or `[::1]:52100`.
  public let client: String
  public let server: String
  /// When it began, where that is known.
  public var began: Date?
  /// From its first to its last byte, in seconds.
  public var duration: Double?
  /// How many bytes each side sent.
  public var bytesFromClient = 0
  public var bytesFromServer = 0
  public var opening = Opening.unknown
  public var coverage: Coverage
  /// How it ended; `nil` while it is open, or where its end was not seen.
  public var ending: Ending?
  /// What was said in clear, no more than ``ConnectionAnalyzer/maximumDialogue`` lines.
  public var dialogue: [DialogueLine] = []
  /// How many lines more there were.
  public var omittedLines = 0
  /// What STARTTLS was answered with, on one line.
  public var startTLSReply: String?
  /// Whether the client sent STARTTLS.
  public var didAskForTLS = false
  /// Whether the server's reply to EHLO named STARTTLS; `nil` where no such reply was seen.
  public var serverOffersTLS: Bool?
  /// Whether credentials crossed the wire in clear.
  public var hasClearCredentials = false
  /// Whether a message crossed the wire in clear.
  public var hasClearMessage = false
  /// What crossed the wire; `nil` without a hello.
  public var tls: TLSEvidence?
  /// The hellos that were read.
  public var clientHello: ClientHello?
  public var serverHello: ServerHello?
  /// The library that the client's hello comes from, as ``identify(with:)`` found out.
  public var library: LibraryGuess?
  /// The records with which each side began TLS, as they crossed the wire, no more than their hellos; empty without one.
  public var clientHelloRecords: [UInt8] = []
  public var serverHelloRecords: [UInt8] = []
  /// Whether the server asked for a second ClientHello (RFC 8446, section 4.1.4).
  public var hasHelloRetryRequest = false
  /// The versions that the record layer claimed, which decide nothing, each once, in the order in which they came.
  public var recordVersions: [TLSVersion] = []
  /// The alerts that crossed the wire in clear.
  public var alerts: [ObservedAlert] = []
  /// The side that ended the handshake with an alert that is encrypted, as TLS 1.3 has it once the server has answered.
  public var encryptedAlertFrom: TLSEndpoint?
  /// Whether both sides finished the handshake.
  public var isHandshakeComplete = false
  /// Why the bytes are no handshake that can be right.
  public var failure: TLSWireError?
  /// Of all the above, what matters to a person, the gravest first.
  public var findings: [Finding] = []

  public init(client: String, server: String, began: Date? = nil, coverage: Coverage = .whole) {
    self.client = client
    self.server = server
    self.began = began
    self.coverage = coverage
  }
}

extension ObservedConnection {
  /// The version that was agreed; `nil` where none was.
  public var version: TLSVersion? { tls?.version }
  public var startTLS: Bool { opening == .startTLS }
}
