/// Why an address, a header field or a message could not be read or written.
///
/// ``code`` says what kind of failure it is, for programs; ``description`` says what and where in one line, for people.
public struct MIMEError: Error, Sendable, Hashable {
  /// The kind of failure.
  public let code: Code

  /// What is wrong and where, without a line break. Text from outside is shortened and its controls are escaped.
  public let reason: String

  init(code: Code, reason: String) {
    self.code = code
    self.reason = reason
  }
}

extension MIMEError: CustomStringConvertible {
  public var description: String { "\(code): \(reason)" }
}

extension MIMEError {
  /// The kinds of failure. More may be added, so compare with the static members.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: String {
      case invalidAddress = "invalid address"
      case invalidHeader = "invalid header field"
      case invalidMediaType = "invalid media type"
      case invalidMessageID = "invalid Message-ID"
      case invalidDate = "invalid date"
      case invalidBoundary = "invalid boundary"
      case invalidContentID = "invalid Content-ID"
      case invalidCalendar = "invalid calendar"
      case conflictingContent = "conflicting content"
      case invalidFileName = "invalid file name"
      case attachmentNotFound = "attachment not found"
      case unreadableAttachment = "unreadable attachment"
      case messageNotFound = "message file not found"
      case unreadableMessage = "unreadable message file"
      case fileChanged = "file changed while it was sent"
      case noHeader = "no header"
      case headerTooLong = "header too long"
      case lineTooLong = "line too long"
      case noSender = "no sender"
      case noRecipients = "no recipients"
      case invalidSigningKey = "invalid signing key"
      case invalidSignatureSetting = "invalid signature setting"
    }

    private let kind: Kind

    public var description: String { kind.rawValue }

    /// An address is not one by RFC 5321 and RFC 6531.
    public static let invalidAddress = Code(kind: .invalidAddress)
    /// The name or the value of a header field has characters that it must not have, or the field is written elsewhere.
    public static let invalidHeader = Code(kind: .invalidHeader)
    /// A media type or one of its parameters breaks RFC 2045, or cannot stand where it is.
    public static let invalidMediaType = Code(kind: .invalidMediaType)
    /// A message identifier breaks RFC 5322, section 3.6.4.
    public static let invalidMessageID = Code(kind: .invalidMessageID)
    /// A date cannot be written as RFC 5322, section 3.3 asks.
    public static let invalidDate = Code(kind: .invalidDate)
    /// A multipart boundary breaks RFC 2046, section 5.1.1.
    public static let invalidBoundary = Code(kind: .invalidBoundary)
    /// The identifier of a part cannot be written in its header.
    public static let invalidContentID = Code(kind: .invalidContentID)
    /// What is given as a calendar is no whole iCalendar object (RFC 5545, section 3.4).
    public static let invalidCalendar = Code(kind: .invalidCalendar)
    /// Two parts of a message exclude each other: a body and texts beside it, or the same Content-ID or boundary twice.
    public static let conflictingContent = Code(kind: .conflictingContent)
    /// The name of an attachment is empty or has controls.
    public static let invalidFileName = Code(kind: .invalidFileName)
    /// No file is at the path of an attachment.
    public static let attachmentNotFound = Code(kind: .attachmentNotFound)
    /// The path of an attachment is no regular file, or may not be read.
    public static let unreadableAttachment = Code(kind: .unreadableAttachment)
    /// No file is at the path of a stored message.
    public static let messageNotFound = Code(kind: .messageNotFound)
    /// The path of a stored message is no regular file, or may not be read.
    public static let unreadableMessage = Code(kind: .unreadableMessage)
    /// A file vanished, was replaced or was written to after the message was made.
    public static let fileChanged = Code(kind: .fileChanged)
    /// A stored message does not begin with a header, or its header breaks off.
    public static let noHeader = Code(kind: .noHeader)
    /// The header of a stored message is longer than ``StoredMessage/maximumHeaderSize``.
    public static let headerTooLong = Code(kind: .headerTooLong)
    /// A header line would be longer than 998 bytes and cannot be folded (RFC 5322, section 2.1.1).
    public static let lineTooLong = Code(kind: .lineTooLong)
    /// A message has no author.
    public static let noSender = Code(kind: .noSender)
    /// A message has nobody to go to.
    public static let noRecipients = Code(kind: .noRecipients)
    /// A private key to sign with cannot be read, or is not of a kind that may be used.
    public static let invalidSigningKey = Code(kind: .invalidSigningKey)
    /// A domain, selector, field name or time cannot stand in a DKIM signature (RFC 6376, section 3.5).
    public static let invalidSignatureSetting = Code(kind: .invalidSignatureSetting)
  }
}
