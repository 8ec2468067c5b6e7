extension Message {
  /// Fields that belong to one journey of a message, or that vouch for its bytes: a message that is composed anew has others.
  private static let transientFields: Set<String> = [
    "received", "return-path", "delivered-to", "dkim-signature", "authentication-results", "arc-seal",
    "arc-message-signature", "arc-authentication-results",
  ]

  /// Makes a message to be composed of one that was read, to be changed and sent on.
  ///
  /// It takes the texts, the files and the fields, and not the form: encodings, the order of the parts and what is between them
  /// are chosen anew. Fields of the way that the message took, and signatures, are left out. A message that was composed by this type
  /// gives the same value again, but for ``bcc``, which is not written.
  /// - Throws: ``MIMEError/Code/noSender`` if it has no author that can be read. To send a message as it is, broken or not, make a
  ///   ``StoredMessage`` of its bytes.
  public init(_ parsed: ParsedMessage) throws(MIMEError) {
    guard let author = parsed.from.first else {
      throw MIMEError(code: .noSender, reason: "the message has no From address that can be read")
    }
    self.init(from: author, to: parsed.to, subject: parsed.subject ?? "", text: parsed.text, html: parsed.html)
    from = parsed.from
    // Several authors must have a Sender, which is the first of them unless another is given.
    sender = from.count > 1 && parsed.sender == author ? nil : parsed.sender
    cc = parsed.cc
    if let addresses = parsed.header.addresses(in: "To"), !addresses.groups.isEmpty {
      (to, toGroups) = addresses
    }
    if let addresses = parsed.header.addresses(in: "Cc"), !addresses.groups.isEmpty {
      (cc, ccGroups) = addresses
    }
    bcc = parsed.bcc
    replyTo = parsed.replyTo
    enriched = parsed.body("enriched")
    calendar = parsed.body("calendar").flatMap { try? CalendarText($0) }
    inlineFiles = parsed.inlineParts.map(Attachment.init)
    attachments = parsed.attachments.map(Attachment.init)
    let written = parsed.header.first(named: "Date").flatMap { MessageDate.parseWithZone($0.value) }
    date = written?.date
    // A zone that no place has cannot be written; the moment can.
    dateZone = written.map { (-1439...1439).contains($0.zone) ? $0.zone : 0 }
    messageID = parsed.messageID
    inReplyTo = parsed.header.inReplyTo
    references = parsed.header.references
    additionalHeaders = HeaderFields(
      parsed.header.lazy.filter { !Self.isOwn($0.name.asciiLowercased) }.compactMap(HeaderField.init))
    if let seed = Self.boundarySeed(parsed.root.mediaType[parameter: "boundary"]) { boundary = seed }
  }

  private static func isOwn(_ name: String) -> Bool {
    name == "in-reply-to" || name == "references" || MessageHeader.reservedFields.contains(name)
      || name.hasPrefix("content-") || transientFields.contains(name)
  }

  /// What ``boundary`` was in a boundary that ``PartPreparer`` wrote.
  private static func boundarySeed(_ boundary: String?) -> String? {
    guard let boundary, boundary.hasPrefix("=_"), let end = boundary.utf8.lastIndex(of: UInt8(ascii: "_")),
      end > boundary.utf8.index(boundary.startIndex, offsetBy: 2)
    else { return nil }
    let seed = boundary[..<end].dropFirst(2)
    let isPlain = seed.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
    return isPlain && (1...40).contains(seed.utf8.count) ? String(seed) : nil
  }
}

extension Attachment {
  /// The content of a part, under the name that the sender gave it. What may not be written in base64 and is no message loses its
  /// media type.
  fileprivate init(_ part: MIMEPart) {
    let name = part.fileName.flatMap { $0.isEmpty ? nil : $0 }
    if part.isEnclosedMessage, let message = try? StoredMessage(bytes: Array(part.content)) {
      self.init(name: name ?? "message.eml", message: .stored(message))
    } else {
      let isComposite = part.mediaType.isComposite
      self.init(
        name: name ?? (isComposite ? "message.eml" : "attachment"),
        mediaType: isComposite ? .octetStream : part.mediaType, bytes: part.decodedContent.value)
    }
    contentID = part.contentID.flatMap { try? ContentID($0) }
  }
}

extension HeaderField {
  /// A field that was read, as it is given to be written; nil if it cannot be.
  fileprivate init?(_ field: ParsedField) {
    let raw = HeaderField(uncheckedName: field.name, value: field.value)
    let value =
      switch raw.structure {
      case .text: field.text.value
      case .tokens: field.value
      case .mailboxes:
        // Encoded words are only in the names; what has none is kept as it was.
        field.value.contains("=?")
          ? ParsedHeader.mailboxes(of: [field]).value.map(\.description).joined(separator: ", ") : field.value
      }
    guard let field = try? HeaderField(name: field.name, value: value) else { return nil }
    self = field
  }
}
