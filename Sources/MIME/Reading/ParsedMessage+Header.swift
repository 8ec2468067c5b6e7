#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

// What the header says, for those who do not ask where a field stands.
extension ParsedMessage {
  /// See ``ParsedHeader/subject``.
  public var subject: String? { header.subject }
  /// See ``ParsedHeader/from``.
  public var from: [Mailbox] { header.from }
  /// See ``ParsedHeader/sender``.
  public var sender: Mailbox? { header.sender }
  /// See ``ParsedHeader/replyTo``.
  public var replyTo: [Mailbox] { header.replyTo }
  /// See ``ParsedHeader/to``.
  public var to: [Mailbox] { header.to }
  /// See ``ParsedHeader/cc``.
  public var cc: [Mailbox] { header.cc }
  /// See ``ParsedHeader/bcc``.
  public var bcc: [Mailbox] { header.bcc }
  /// See ``ParsedHeader/date``.
  public var date: Date? { header.date }
  /// See ``ParsedHeader/messageID``.
  public var messageID: MessageID? { header.messageID }
  /// See ``ParsedHeader/inReplyTo``.
  public var inReplyTo: [MessageID] { header.inReplyTo }
  /// See ``ParsedHeader/references``.
  public var references: [MessageID] { header.references }
}
