/// Turns a ``Message`` into the segments of its stream.
struct MessageComposer {
  /// Fields that are made from the properties of ``Message``, or would reveal what they hide.
  static let reservedFields: Set<String> = [
    "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version", "resent-bcc",
  ]

  private var segments: [MessageStream.Segment] = []
  private var pending: [UInt8] = []
  /// Whether the last line end is one of a part's content, so that a boundary needs one of its own.
  private var lineIsContent = false

  mutating func compose(_ message: Message) throws(MIMEError) -> [MessageStream.Segment] {
    try writeHeader(of: message)
    let texts = try textParts(of: message)
    for attachment in message.attachments { try attachment.validate() }
    let outer = try boundary(message.boundary, "mixed")
    if message.attachments.isEmpty {
      try write(texts, boundary: try boundary(message.boundary, "alternative"))
    } else {
      try writeContentType(MediaType(uncheckedType: "multipart", "mixed"), boundary: outer)
      pending += [.carriageReturn, .lineFeed]
      if !texts.isEmpty {
        delimit(outer)
        try write(texts, boundary: try boundary(message.boundary, "alternative"))
      }
      for attachment in message.attachments {
        delimit(outer)
        try write(attachment)
      }
      delimit(outer, isLast: true)
    }
    flush()
    return segments
  }

  private mutating func writeHeader(of message: Message) throws(MIMEError) {
    guard let author = message.from.first else {
      throw MIMEError(code: .noSender, reason: "the message has no From address")
    }
    var header = HeaderWriter()
    if let date = message.date {
      try header.write("Date", [.init(text: try MessageDate.format(date, zone: message.dateZone))])
    }
    try header.writeMailboxes("From", message.from)
    // RFC 5322, section 3.6.2: several authors must have a Sender.
    if let sender = message.sender ?? (message.from.count > 1 ? author : nil) {
      try header.writeMailboxes("Sender", [sender])
    }
    for (name, mailboxes) in [("Reply-To", message.replyTo), ("To", message.to), ("Cc", message.cc)]
    where !mailboxes.isEmpty {
      try header.writeMailboxes(name, mailboxes)
    }
    if !message.subject.isEmpty { try header.writeText("Subject", message.subject) }
    if let messageID = message.messageID { try header.write("Message-ID", [.init(text: messageID.description)]) }
    for field in message.additionalHeaders {
      let name = field.name.asciiLowercased
      guard !Self.reservedFields.contains(name), !name.hasPrefix("content-") else {
        throw MIMEError(
          code: .invalidHeader,
          reason: "\(field.name) cannot be an additional field: the message writes it or must not have it")
      }
      try header.writeField(field)
    }
    try header.write("MIME-Version", [.init(text: "1.0")])
    pending += header.bytes
  }

  private func textParts(of message: Message) throws(MIMEError) -> [TextPart] {
    // The one boundary that a 7bit text could hold; the encodings never write "=_".
    let marker = Array("--=_\(message.boundary)".utf8)
    var parts: [TextPart] = []
    if let text = message.text { parts.append(TextPart(subtype: "plain", text, avoiding: marker)) }
    // From the plainest to the one that is closest to what the author meant (RFC 2046, section 5.1.4).
    if let enriched = message.enriched { parts.append(TextPart(subtype: "enriched", enriched, avoiding: marker)) }
    if let html = message.html { parts.append(TextPart(subtype: "html", html, avoiding: marker)) }
    if parts.isEmpty, message.attachments.isEmpty { parts.append(TextPart(subtype: "plain", "", avoiding: marker)) }
    return parts
  }

  private mutating func write(_ parts: [TextPart], boundary: String) throws(MIMEError) {
    guard parts.count > 1 else {
      for part in parts { try write(part) }
      return
    }
    try writeContentType(MediaType(uncheckedType: "multipart", "alternative"), boundary: boundary)
    pending += [.carriageReturn, .lineFeed]
    for part in parts {
      delimit(boundary)
      try write(part)
    }
    delimit(boundary, isLast: true)
  }

  private mutating func write(_ part: TextPart) throws(MIMEError) {
    try writeFields([
      ("Content-Type", ["text/\(part.subtype); charset=utf-8"]),
      ("Content-Transfer-Encoding", [part.encoding.rawValue]),
    ])
    pending += part.bytes
    lineIsContent = part.encoding != .base64
  }

  private mutating func write(_ attachment: Attachment) throws(MIMEError) {
    let type = attachment.mediaType
    try writeFields([
      ("Content-Type", Self.parameters("\(type.type)/\(type.subtype)", type.parameters.map { ($0.name, $0.value) })),
      ("Content-Disposition", Self.parameters("attachment", [("filename", attachment.name)])),
      ("Content-Transfer-Encoding", ["base64"]),
    ])
    flush()
    switch attachment.content {
    case .bytes(let bytes):
      segments.append(.base64(bytes))
      lineIsContent = bytes.isEmpty
    case .file(let path):
      let identity = try Attachment.open(path).identity
      segments.append(.base64File(path: path, identity))
      lineIsContent = identity.size == 0
    }
  }

  /// The fields of a part and the empty line after them.
  private mutating func writeFields(_ fields: [(name: String, tokens: [String])]) throws(MIMEError) {
    var header = HeaderWriter()
    for field in fields { try header.write(field.name, field.tokens.map { .init(text: $0) }) }
    pending += header.bytes + [.carriageReturn, .lineFeed]
  }

  private mutating func writeContentType(_ type: MediaType, boundary: String) throws(MIMEError) {
    var header = HeaderWriter()
    try header.write(
      "Content-Type", Self.parameters("\(type.type)/\(type.subtype)", [("boundary", boundary)]).map { .init(text: $0) })
    pending += header.bytes
  }

  private static func parameters(_ value: String, _ parameters: [(name: String, value: String)]) -> [String] {
    let tokens = [value] + parameters.flatMap { ParameterEncoder.encode(name: $0.name, value: $0.value) }
    return tokens.enumerated().map { $0.offset == tokens.count - 1 ? $0.element : $0.element + ";" }
  }

  private func boundary(_ seed: String, _ kind: String) throws(MIMEError) -> String {
    let isPlain = seed.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
    guard isPlain, (1...40).contains(seed.utf8.count) else {
      throw MIMEError(
        code: .invalidBoundary, reason: "\(seed.excerpt) is not 1 to 40 letters, digits, \"-\", \"_\" or \".\"")
    }
    return "=_\(seed)_\(kind)"
  }

  /// The CRLF before a boundary belongs to it (RFC 2046, section 5.1.1), so a text keeps whether it ends with one.
  private mutating func delimit(_ boundary: String, isLast: Bool = false) {
    if lineIsContent { pending += [.carriageReturn, .lineFeed] }
    pending += Array("--\(boundary)\(isLast ? "--" : "")\r\n".utf8)
    lineIsContent = false
  }

  private mutating func flush() {
    if !pending.isEmpty { segments.append(.bytes(pending)) }
    pending = []
  }
}
