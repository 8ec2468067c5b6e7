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
  /// One line of any text; a control in it is an error when the message is written.
  public var subject: String
  /// The plain text, with any line ends.
  public var text: String?
  /// The same as HTML, with any line ends. With ``text`` the reader's program has the choice (multipart/alternative).
  public var html: String?
  /// The same as text/enriched (RFC 1896), with any line ends.
  public var enriched: String?
  public var attachments: [Attachment]
  /// When it was written, from the year 1900 to 9999; nil leaves the field to the server (RFC 6409, section 8.2).
  public var date: Date?
  /// The zone of the Date field in minutes east of UTC, from -1439 to 1439; nil for the zone of this machine.
  public var dateZone: Int?
  /// Nil leaves the field to the server (RFC 6409, section 8.3).
  public var messageID: MessageID?
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
    self.subject = subject
    self.text = text
    self.html = html
    enriched = nil
    self.attachments = attachments
    date = Date()
    dateZone = nil
    messageID = MessageID(uniqueFor: from.address)
    additionalHeaders = HeaderFields()
    boundary = RandomName.make()
  }
}

extension Message: MessageContent {
  public var envelopeSender: EmailAddress? { (sender ?? from.first)?.address }

  public var envelopeRecipients: [EmailAddress] { (to + cc + bcc).map(\.address).withoutDuplicates }

  /// Always false: all texts and attachments are written in 7 bits.
  public var needsEightBitTransport: Bool { false }

  /// Whether an address that is written, or the Message-ID, has text beyond ASCII. Names and subject never ask for it.
  public var hasInternationalHeader: Bool {
    let mailboxes = from + [sender].compactMap { $0 } + replyTo + to + cc
    let additional = additionalHeaders.lazy.filter { $0.structure == .mailboxes && !$0.value.isASCII }
      .flatMap { (try? $0.mailboxes()) ?? [] }
    return !mailboxes.allSatisfy(\.address.isASCII) || !additional.allSatisfy(\.address.isASCII)
      || messageID?.content.isASCII == false
  }

  /// Whether its header says `TLS-Required: No` (RFC 8689 section 5): servers are to pass it on even where the recipient's
  /// domain insists on TLS and it cannot be had. For mail about broken TLS; it excludes asking for REQUIRETLS.
  public var declinesTLS: Bool {
    get { additionalHeaders.declineTLS }
    set {
      additionalHeaders.remove(named: HeaderFields.tlsRequired)
      if newValue { additionalHeaders.append(HeaderField(uncheckedName: HeaderFields.tlsRequired, value: "No")) }
    }
  }

  /// Begins to write the message. Files are sized now and read while the stream is.
  ///
  /// A message without recipients can be written, as a draft; ``validateEnvelope()`` tells.
  /// - Throws: ``MIMEError/Code/noSender`` without an author; ``MIMEError/Code/invalidHeader`` for controls in the
  ///   subject, and for an additional field that this type writes itself, has controls, or has text beyond ASCII where
  ///   it may not; ``MIMEError/Code/invalidDate``,
  ///   ``MIMEError/Code/invalidBoundary``, ``MIMEError/Code/lineTooLong``, or what is wrong with an attachment.
  public func makeStream() throws(MIMEError) -> MessageStream {
    var composer = MessageComposer()
    return MessageStream(try composer.compose(self))
  }
}
