#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension ParsedHeader {
  /// The subject, its encoded words decoded; nil if there is none.
  public var subject: String? { self["Subject"] }

  /// The authors. A message from elsewhere may have none.
  public var from: [Mailbox] { Self.mailboxes(of: all(named: "From").prefix(1)).value }

  /// Who submitted the message, if it says so.
  public var sender: Mailbox? { Self.mailboxes(of: all(named: "Sender").prefix(1)).value.first }

  /// Where answers are to go, if not to the authors.
  public var replyTo: [Mailbox] { Self.mailboxes(of: all(named: "Reply-To").prefix(1)).value }

  /// The recipients of all To fields; the members of a group are in its place.
  public var to: [Mailbox] { mailboxes(in: "To").value }

  /// The recipients of all Cc fields; the members of a group are in its place.
  public var cc: [Mailbox] { mailboxes(in: "Cc").value }

  /// The recipients of all Bcc fields, which a message that was sent should not have.
  public var bcc: [Mailbox] { mailboxes(in: "Bcc").value }

  /// When the message was written; nil if there is no date, or none that can be read.
  public var date: Date? { first(named: "Date").flatMap { MessageDate.parse($0.value) } }

  /// The identifier of the message.
  public var messageID: MessageID? { messageIDs(in: "Message-ID").value.first }

  /// The messages that this one answers.
  public var inReplyTo: [MessageID] { messageIDs(in: "In-Reply-To").value }

  /// The messages of the conversation, the oldest first.
  public var references: [MessageID] { messageIDs(in: "References").value }

  /// What the servers on the way wrote, the last of them first (RFC 5321, section 4.4).
  public var trace: [TraceField] { all(named: "Received").map { TraceField($0.value) } }

  /// The mailboxes of all fields with this name, such as `Resent-To`, and what is wrong with them.
  ///
  /// Broken addresses are repaired where that leaves no doubt; others are left out, as are those after the first 100,000. Each is
  /// a defect.
  public func mailboxes(in name: String) -> Reading<[Mailbox]> { Self.mailboxes(of: all(named: name)) }

  /// The groups of all fields with this name, such as `Team: ada@example.com;`. Those of a field that has a defect are left out.
  public func groups(in name: String) -> [MailboxGroup] { addresses(in: name)?.groups ?? [] }

  /// The mailboxes of all fields with this name that are in no group, and the groups; nil if there is a defect.
  func addresses(in name: String) -> (mailboxes: [Mailbox], groups: [MailboxGroup])? {
    var found: (mailboxes: [Mailbox], groups: [MailboxGroup]) = ([], [])
    for field in all(named: name) {
      let unfolded = field.unfolded
      var parser = AddressParser(unfolded.value)
      guard unfolded.defects.isEmpty, let read = try? parser.addressList() else { return nil }
      found.mailboxes += read.mailboxes
      found.groups += read.groups
    }
    return found
  }

  /// The message identifiers of the first field with this name, at most 10,000 of them, and what is wrong with them.
  public func messageIDs(in name: String) -> Reading<[MessageID]> {
    guard let field = first(named: name) else { return Reading([]) }
    return MessageID.list(in: field.value, at: field.offset)
  }

  static func mailboxes(of fields: some Sequence<ParsedField>) -> Reading<[Mailbox]> {
    var mailboxes: [Mailbox] = []
    var defects = DefectList()
    for field in fields {
      let unfolded = field.unfolded
      let room = AddressReader.maximumCount - mailboxes.count
      let read = AddressReader.read(unfolded.value, at: field.offset, room: room)
      mailboxes += read.value
      defects.append(contentsOf: unfolded.defects + read.defects)
    }
    return Reading(mailboxes, defects.defects)
  }
}
