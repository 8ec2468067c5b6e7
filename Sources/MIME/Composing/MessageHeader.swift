/// Writes the fields of a message, and those of its parts.
enum MessageHeader {
  /// Fields that are made from the properties of ``Message``, or would reveal what they hide.
  static let reservedFields: Set<String> = [
    "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version", "resent-bcc",
  ]

  /// All fields of a message but those that tell what it holds.
  static func write(_ message: Message) throws(MIMEError) -> [UInt8] {
    guard let author = message.from.first else {
      throw MIMEError(code: .noSender, reason: "the message has no From address")
    }
    var header = HeaderWriter(keepsDomains: message.hasInternationalHeader)
    if let date = message.date {
      try header.write("Date", [.init(text: try MessageDate.format(date, zone: message.dateZone))])
    }
    try header.writeMailboxes("From", message.from)
    // RFC 5322, section 3.6.2: several authors must have a Sender.
    if let sender = message.sender ?? (message.from.count > 1 ? author : nil) {
      try header.writeMailboxes("Sender", [sender])
    }
    try header.writeMailboxes("Reply-To", message.replyTo)
    try header.writeMailboxes("To", message.to, message.toGroups)
    try header.writeMailboxes("Cc", message.cc, message.ccGroups)
    if !message.subject.isEmpty { try header.writeText("Subject", message.subject) }
    let identifiers = [
      ("Message-ID", message.messageID.map { [$0] } ?? []), ("In-Reply-To", message.inReplyTo),
      ("References", message.references),
    ]
    for (name, identifiers) in identifiers where !identifiers.isEmpty {
      try header.write(name, identifiers.map { .init(text: $0.description) })
    }
    try writeAdditional(of: message, to: &header)
    try header.write("MIME-Version", [.init(text: "1.0")])
    return header.bytes
  }

  private static func writeAdditional(of message: Message, to header: inout HeaderWriter) throws(MIMEError) {
    var reserved = reservedFields
    if !message.inReplyTo.isEmpty { reserved.insert("in-reply-to") }
    if !message.references.isEmpty { reserved.insert("references") }
    for field in message.additionalHeaders {
      let name = field.name.asciiLowercased
      guard !reserved.contains(name), !name.hasPrefix("content-") else {
        throw MIMEError(
          code: .invalidHeader,
          reason: "\(field.name) cannot be an additional field: the message writes it or must not have it")
      }
      try header.writeField(field)
    }
  }

  /// The fields of a part.
  static func write(
    _ part: MessagePart, adding parameters: [(name: String, value: String)] = [], encoding: TransferEncoding?
  ) throws(MIMEError) -> [UInt8] {
    var header = HeaderWriter()
    func write(_ name: String, _ tokens: [String]) throws(MIMEError) {
      try header.write(name, tokens.map { .init(text: $0) })
    }
    let type = part.mediaType
    let typeParameters = type.parameters.map { ($0.name, $0.value) } + parameters
    try write("Content-Type", tokens("\(type.type)/\(type.subtype)", typeParameters, quotesWords: false))
    if let fileName = part.fileName { try FileName.check(fileName) }
    if let disposition = part.disposition ?? part.fileName.map({ _ in .attachment }) {
      try write(
        "Content-Disposition", tokens(disposition.rawValue, part.fileName.map { [("filename", $0)] } ?? []))
    }
    if let identifier = part.contentID { try write("Content-ID", [identifier.description]) }
    if let encoding { try write("Content-Transfer-Encoding", [encoding.rawValue]) }
    let own: Set = ["content-type", "content-disposition", "content-id", "content-transfer-encoding"]
    for field in part.additionalHeaders {
      let name = field.name.asciiLowercased
      guard name.hasPrefix("content-"), !own.contains(name) else {
        throw MIMEError(code: .invalidHeader, reason: "\(field.name) cannot be an additional field of a part")
      }
      try header.writeField(field)
    }
    return header.bytes
  }

  private static func tokens(
    _ value: String, _ parameters: [(name: String, value: String)], quotesWords: Bool = true
  ) -> [String] {
    let written = parameters.flatMap {
      ParameterEncoder.encode(name: $0.name, value: $0.value, quotesWords: quotesWords)
    }
    let tokens = [value] + written
    return tokens.enumerated().map { $0.offset == tokens.count - 1 ? $0.element : $0.element + ";" }
  }
}
