/// What a recipient's program did with a message, as a message disposition notification tells it (RFC 8098).
public struct DispositionNotification: Sendable, Hashable {
  /// What was done with the message (RFC 8098, section 3.2.6.2).
  public enum Outcome: String, Sendable, Hashable {
    case displayed, deleted, dispatched, processed
  }

  /// The program that reports.
  public let reportingUA: String?
  /// The gateway that translated the report, if one did.
  public let gateway: DeliveryStatus.Typed?
  /// The address that the sender gave.
  public let originalRecipient: DeliveryStatus.Typed?
  /// Whose program reports. Nil only in a broken report.
  public let finalRecipient: DeliveryStatus.Typed?
  /// The message that is reported on.
  public let originalMessageID: MessageID?
  /// Nil if the report has another word for it, or none.
  public let outcome: Outcome?
  /// Whether a person did it; nil if the report does not say.
  public let isManual: Bool?
  /// Whether a person agreed to send the report; nil if it does not say.
  public let isSentManually: Bool?
  /// What qualifies the outcome, such as `error`, in lower case.
  public let modifiers: [String]
  /// The texts of the Error fields.
  public let errors: [String]
  /// All fields, extensions too.
  public let fields: ParsedHeader

  /// What `part` reports; nil if it is no `message/disposition-notification`.
  public init?(_ part: MIMEPart) {
    guard let notification = Self.reading(part)?.value else { return nil }
    self = notification
  }
}

extension DispositionNotification {
  /// What `part` reports and what is wrong with that; nil if it is no `message/disposition-notification`.
  public static func reading(_ part: MIMEPart) -> Reading<DispositionNotification>? {
    let subtypes: Set = ["disposition-notification", "global-disposition-notification"]
    guard part.mediaType.type == "message", subtypes.contains(part.mediaType.subtype) else { return nil }
    var blocks = ReportBlocks(part)
    let fields = blocks.next() ?? ParsedHeader(bytes: part.content.suffix(0), fields: [])
    let notification = DispositionNotification(fields)
    var defects = blocks.defects
    if notification.finalRecipient == nil {
      defects.append(.malformedReport, at: part.offset, "the report lacks Final-Recipient")
    }
    if notification.outcome == nil {
      defects.append(.malformedReport, at: part.offset, "the report lacks a known Disposition")
    }
    return Reading(notification, defects.defects)
  }

  /// `Disposition: manual-action/MDN-sent-manually; displayed/error` (RFC 8098, section 3.2.6).
  private init(_ fields: ParsedHeader) {
    reportingUA = fields.token("Reporting-UA")
    gateway = fields.typed("MDN-Gateway")
    originalRecipient = fields.typed("Original-Recipient")
    finalRecipient = fields.typed("Final-Recipient")
    originalMessageID = fields.messageIDs(in: "Original-Message-ID").value.first
    let disposition = fields.typed("Disposition")
    let modes = (disposition?.type ?? "").split(separator: "/").map(\.trimmingBlanks)
    isManual = modes.first.flatMap { ["manual-action": true, "automatic-action": false][$0] }
    isSentManually = modes.dropFirst().first.flatMap {
      ["mdn-sent-manually": true, "mdn-sent-automatically": false][$0]
    }
    let words = (disposition?.value ?? "").asciiLowercased.split { "/,".contains($0) }.map(\.trimmingBlanks)
    outcome = words.first.flatMap(Outcome.init(rawValue:))
    modifiers = Array(words.dropFirst())
    errors = fields.all(named: "Error").map { $0.value.replacingControls }
    self.fields = fields
  }
}
