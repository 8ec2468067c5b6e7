#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What became of a message at a server, as a delivery status notification tells it (RFC 3464, and RFC 6533 for addresses beyond
/// ASCII).
///
/// Values are as the server wrote them. A field that is not there, or empty, is nil.
public struct DeliveryStatus: Sendable, Hashable {
  /// A value with the type of system that it comes from, such as `dns; mx.example.com` or `rfc822; ada@example.com`.
  public struct Typed: Sendable, Hashable {
    /// The type in lower case, such as `dns`, `rfc822`, `utf-8` or `smtp`; empty if the server left it out.
    public let type: String
    /// What stands after the type, unfolded.
    public let value: String

    /// The address, where this is one that can be read.
    public var address: EmailAddress? {
      guard ["rfc822", "utf-8", ""].contains(type) else { return nil }
      return LooseAddress.read(Array(value.withoutAngleBrackets.unicodeScalars)[...])
    }
  }

  /// What the server did for a recipient (RFC 3464, section 2.3.3).
  public enum Action: String, Sendable, Hashable {
    case failed, delayed, delivered, relayed, expanded
  }

  /// What became of the message for one recipient.
  public struct Recipient: Sendable, Hashable {
    /// The address that the sender gave.
    public let originalRecipient: Typed?
    /// The address that the server tried. Nil only in a broken report.
    public let finalRecipient: Typed?
    /// Nil if the report has another word for it, or none.
    public let action: Action?
    /// An enhanced status code such as `5.1.1` (RFC 3463).
    public let status: String?
    /// The server that this one spoke to.
    public let remoteMTA: Typed?
    /// The reply of the remote server, such as `smtp; 550 5.1.1 no such user`.
    public let diagnosticCode: Typed?
    /// When the server last tried.
    public let lastAttempt: Date?
    /// What the server's own log calls the last attempt.
    public let finalLogID: String?
    /// When the server gives up, if it still tries.
    public let willRetryUntil: Date?
    /// All fields, extensions too.
    public let fields: ParsedHeader
  }

  /// The server that reports.
  public let reportingMTA: Typed?
  /// The gateway that translated the report, if one did.
  public let gateway: Typed?
  /// The server that the reporting one had the message from.
  public let receivedFrom: Typed?
  /// The ENVID with which the message was sent.
  public let originalEnvelopeID: String?
  /// When the message came to the reporting server.
  public let arrival: Date?
  /// In the order in which they are told.
  public let recipients: [Recipient]
  /// All fields about the message as a whole, extensions too.
  public let fields: ParsedHeader

  /// What `part` reports; nil if it is no `message/delivery-status`.
  public init?(_ part: MIMEPart) {
    guard let status = Self.reading(part)?.value else { return nil }
    self = status
  }
}

extension DeliveryStatus {
  /// How many recipients are read: more than any server takes at once.
  static let maximumRecipients = 10_000

  /// What `part` reports and what is wrong with that; nil if it is no `message/delivery-status`.
  public static func reading(_ part: MIMEPart) -> Reading<DeliveryStatus>? {
    let type = part.mediaType
    guard type.type == "message", type.subtype == "delivery-status" || type.subtype == "global-delivery-status" else {
      return nil
    }
    var blocks = ReportBlocks(part)
    let message = blocks.next()
    var recipients: [Recipient] = []
    while recipients.count < maximumRecipients, let fields = blocks.next() { recipients.append(Recipient(fields)) }
    let status = DeliveryStatus(message ?? ParsedHeader(bytes: part.content.suffix(0), fields: []), recipients)
    var defects = blocks.defects
    func require(_ isThere: Bool, _ what: String) {
      if !isThere { defects.append(.malformedReport, at: part.offset, "the report lacks \(what)") }
    }
    require(status.reportingMTA != nil, "Reporting-MTA")
    require(!recipients.isEmpty, "any recipient")
    if recipients.count == maximumRecipients, blocks.next() != nil {
      defects.append(.malformedReport, at: part.offset, "recipients after the first \(maximumRecipients) are not read")
    }
    for recipient in recipients {
      require(recipient.finalRecipient != nil, "Final-Recipient")
      require(recipient.action != nil, "a known Action")
      require(recipient.status != nil, "Status")
    }
    return Reading(status, defects.defects)
  }

  private init(_ fields: ParsedHeader, _ recipients: [Recipient]) {
    reportingMTA = fields.typed("Reporting-MTA")
    gateway = fields.typed("DSN-Gateway")
    receivedFrom = fields.typed("Received-From-MTA")
    originalEnvelopeID = fields.token("Original-Envelope-Id")
    arrival = fields.date("Arrival-Date")
    self.recipients = recipients
    self.fields = fields
  }
}

extension DeliveryStatus.Recipient {
  fileprivate init(_ fields: ParsedHeader) {
    originalRecipient = fields.typed("Original-Recipient")
    finalRecipient = fields.typed("Final-Recipient")
    action = fields.token("Action").flatMap { DeliveryStatus.Action(rawValue: $0.asciiLowercased) }
    // A comment may follow the code.
    status = fields.token("Status").map { String($0.prefix { !" \t(".contains($0) }) }
    remoteMTA = fields.typed("Remote-MTA")
    diagnosticCode = fields.typed("Diagnostic-Code")
    lastAttempt = fields.date("Last-Attempt-Date")
    finalLogID = fields.token("Final-Log-Id")
    willRetryUntil = fields.date("Will-Retry-Until")
    self.fields = fields
  }
}
