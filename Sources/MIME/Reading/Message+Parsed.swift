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
    bcc = parsed.bcc
    replyTo = parsed.replyTo
    enriched = parsed.body("enriched")
    attachments = (parsed.inlineParts + parsed.attachments).map(Attachment.init)
    let written = parsed.header.first(named: "Date").flatMap { MessageDate.parseWithZone($0.value) }
    date = written?.date
    // A zone that no place has cannot be written; the moment can.
    dateZone = written.map { (-1439...1439).contains($0.zone) ? $0.zone : 0 }
    messageID = parsed.messageID
    additionalHeaders = HeaderFields(
      parsed.header.lazy.filter { !Self.isOwn($0.name.asciiLowercased) }.compactMap(HeaderField.init))
    if let seed = Self.boundarySeed(parsed.root.mediaType[parameter: "boundary"]) { boundary = seed }
  }

  private static func isOwn(_ name: String) -> Bool {
    MessageComposer.reservedFields.contains(name) || name.hasPrefix("content-") || transientFields.contains(name)
  }

  /// What ``boundary`` was in a boundary that ``MessageComposer`` wrote.
  private static func boundarySeed(_ boundary: String?) -> String? {
    guard let boundary, boundary.hasPrefix("=_"),
      let ending = ["_mixed", "_alternative"].first(where: boundary.hasSuffix)
    else { return nil }
    let seed = boundary.dropFirst(2).dropLast(ending.count)
    let isPlain = seed.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
    return isPlain && (1...40).contains(seed.utf8.count) ? String(seed) : nil
  }
}

extension Attachment {
  /// The content of a part, under the name that the sender gave it. What may not be written in base64 loses its media type.
  fileprivate init(_ part: MIMEPart) {
    let isComposite = part.mediaType.type == "multipart" || part.mediaType.type == "message"
    let name = part.fileName ?? ""
    self.init(
      name: name.isEmpty ? (isComposite ? "message.eml" : "attachment") : name,
      mediaType: isComposite ? .octetStream : part.mediaType, bytes: part.decodedContent.value)
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
