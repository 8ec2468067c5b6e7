#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A message to be composed: its authors, its recipients, its texts and its attachments.
///
/// ```swift
/// var message = Message(
///   from: try Mailbox("Ada Lovelace <ada@example.com>"),
///   to: [try Mailbox("alan@example.net")],
///   subject: "The engine",
///   text: "It runs.\n")
/// message.attachments.append(try Attachment(file: "engine.pdf"))
/// var stream = try message.makeStream()
/// while let chunk = try stream.next() { print(chunk.count) }
/// ```
///
/// The bytes depend on this value alone: Date, Message-ID and boundary are chosen when it is made, and may be set.
public struct Message: Sendable, Hashable {
  /// The authors. With more than one, the message has a Sender too: ``sender``, else the first of them.
  public var from: [Mailbox]
  /// Who submits the message, if that is not the author.
  public var sender: Mailbox?
  public var to: [Mailbox]
  public var cc: [Mailbox]
  /// Recipients that are in the envelope only, never in the header.
  public var bcc: [Mailbox]
  public var replyTo: [Mailbox]
  /// Recipients under a common name, after those of ``to``. ``MailboxGroup/undisclosedRecipients`` stands for those of ``bcc``.
  public var toGroups: [MailboxGroup]
  /// Recipients under a common name, after those of ``cc``.
  public var ccGroups: [MailboxGroup]
  /// One line of any text; a control in it is an error when the message is written.
  public var subject: String
  /// The plain text, with any line ends.
  public var text: String?
  /// The same as HTML, with any line ends. With ``text`` the reader's program has the choice (multipart/alternative).
  public var html: String?
  /// The same as text/enriched (RFC 1896), with any line ends.
  public var enriched: String?
  /// An invitation or the like, as one more alternative of the text.
  public var calendar: CalendarText?
  /// Images and other files that ``html`` shows. It may name them as it names files, `<img src="logo.png">`, in which case that
  /// becomes the Content-ID of the part, or by a `cid:` URL with the ``Attachment/contentID`` that was given.
  public var inlineFiles: [Attachment]
  public var attachments: [Attachment]
  /// What is written in the place of the texts above, for messages of another structure: a report, or alternatives of the caller's
  /// choice. ``attachments`` go with it. It excludes the texts, ``calendar`` and ``inlineFiles``.
  public var body: MessagePart?
  /// When it was written, from the year 1900 to 9999; nil leaves the field to the server (RFC 6409, section 8.2).
  public var date: Date?
  /// The zone of the Date field in minutes east of UTC, from -1439 to 1439; nil for the zone of this machine.
  public var dateZone: Int?
  /// Nil leaves the field to the server (RFC 6409, section 8.3).
  public var messageID: MessageID?
  /// The messages that this one answers.
  public var inReplyTo: [MessageID]
  /// The messages of the conversation, the oldest first.
  public var references: [MessageID]
  /// Fields beside those that this type writes, after them. ASCII values are written as they are. Others become encoded
  /// words; in fields of addresses, such as Resent-To, only the names do.
  public var additionalHeaders: HeaderFields
  /// What the multipart boundaries are made of: 1 to 40 letters, digits, `-`, `_` or `.`. 128 random bits unless set.
  public var boundary: String

  /// Makes a message of now, with a Message-ID of its own.
  public init(
    from: Mailbox, to: [Mailbox], subject: String = "", text: String? = nil, html: String? = nil,
    attachments: [Attachment] = []
  ) {
    self.from = [from]
    sender = nil
    self.to = to
    cc = []
    bcc = []
    replyTo = []
    toGroups = []
    ccGroups = []
    self.subject = subject
    self.text = text
    self.html = html
    enriched = nil
    calendar = nil
    inlineFiles = []
    body = nil
    self.attachments = attachments
    date = Date()
    dateZone = nil
    messageID = MessageID(uniqueFor: from.address)
    inReplyTo = []
    references = []
    additionalHeaders = HeaderFields()
    boundary = RandomName.make()
  }
}

extension Message: MessageContent {
  public var envelopeSender: EmailAddress? { (sender ?? from.first)?.address }

  public var envelopeRecipients: [EmailAddress] { (allTo + allCc + bcc).map(\.address).withoutDuplicates }

  /// Whether an enclosed message has bytes above 127, which cannot be encoded (RFC 2046, section 5.2.1). All else is written in 7
  /// bits, unless the server takes more: see ``makeStream(of:)``.
  public var needsEightBitTransport: Bool { enclosedMessages.contains { $0.content.needsEightBitTransport } }

  /// Whether an address that is written has a local part beyond ASCII, or a domain without an A-label, or an identifier has text
  /// beyond ASCII. Names, subject and domains never ask for it: a domain is written as A-labels (RFC 5891) if it is all that would.
  ///
  /// An enclosed message with such a header asks for it too.
  public var hasInternationalHeader: Bool {
    let mailboxes = from + [sender].compactMap { $0 } + replyTo + allTo + allCc
    let additional = additionalHeaders.lazy.filter { $0.structure == .mailboxes && !$0.value.isASCII }
      .flatMap { (try? $0.mailboxes()) ?? [] }
    return !mailboxes.allSatisfy { $0.address.withASCIIDomain != nil }
      || !additional.allSatisfy { $0.address.withASCIIDomain != nil }
      || !([messageID].compactMap { $0 } + inReplyTo + references).allSatisfy(\.content.isASCII)
      || enclosedMessages.contains { $0.content.hasInternationalHeader }
  }

  private var allTo: [Mailbox] { to + toGroups.flatMap(\.members) }

  private var allCc: [Mailbox] { cc + ccGroups.flatMap(\.members) }

  /// Whether its header says `TLS-Required: No` (RFC 8689 section 5): servers are to pass it on even where the recipient's
  /// domain insists on TLS and it cannot be had. For mail about broken TLS; it excludes asking for REQUIRETLS.
  public var declinesTLS: Bool {
    get { additionalHeaders.declineTLS }
    set {
      additionalHeaders.remove(named: HeaderFields.tlsRequired)
      if newValue { additionalHeaders.append(HeaderField(uncheckedName: HeaderFields.tlsRequired, value: "No")) }
    }
  }

  /// Begins to write the message in 7 bits, as every server takes it. Files are sized now and read while the stream is.
  ///
  /// A message without recipients can be written, as a draft; ``validateEnvelope()`` tells.
  /// - Throws: ``MIMEError/Code/noSender`` without an author; ``MIMEError/Code/invalidHeader`` for controls in the
  ///   subject, and for an additional field that this type writes itself, has controls, or has text beyond ASCII where
  ///   it may not; ``MIMEError/Code/conflictingContent``, ``MIMEError/Code/invalidDate``,
  ///   ``MIMEError/Code/invalidBoundary``, ``MIMEError/Code/lineTooLong``, or what is wrong with an attachment.
  public func makeStream() throws(MIMEError) -> MessageStream { try makeStream(of: []) }

  /// Begins to write the message as small as it may be: text as it is with ``TransportNeeds/eightBitBody``, and files too with
  /// ``TransportNeeds/binaryBody``.
  /// - Throws: What ``makeStream()`` does.
  public func makeStream(of offered: TransportNeeds) throws(MIMEError) -> MessageStream {
    var composer = MessageComposer(for: offered)
    return try composer.compose(self)
  }
}
