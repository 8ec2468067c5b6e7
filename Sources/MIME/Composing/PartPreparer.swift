/// Settles how each part of a message is written: its encoding, its header and the boundaries.
struct PartPreparer {
  private let offered: TransportNeeds
  /// What the boundaries of each message are made of, the outermost first.
  private var seeds: [String] = []
  /// How many multiparts of each subtype the message has so far.
  private var counts: [String: Int] = [:]
  private var depth = 0
  /// How many multiparts the part is in, each of which ends with a delimiter line.
  private var enclosingMultiparts = 0

  init(for offered: TransportNeeds) {
    self.offered = offered
  }

  mutating func prepare(_ message: Message) throws(MIMEError) -> PreparedPart {
    let header = try MessageHeader.write(message)
    try check(seed: message.boundary)
    try message.checkParts()
    let outer = (seeds, counts)
    seeds.append(message.boundary)
    counts = [:]
    var part = try prepare(try message.makePart())
    part.header = header + part.header
    (seeds, counts) = outer
    return part
  }

  private mutating func prepare(_ part: MessagePart) throws(MIMEError) -> PreparedPart {
    depth += 1
    defer { depth -= 1 }
    guard depth <= MessageComposer.maximumDepth else {
      throw MIMEError(
        code: .conflictingContent, reason: "parts are more than \(MessageComposer.maximumDepth) deep in each other")
    }
    switch part.content {
    case .text(let text):
      return try prepare(textPart(LineEndNormalizer.normalize(text)), of: part, adding: [("charset", "utf-8")])
    case .file(let file): return try prepare(file, of: part)
    case .parts(let parts): return try prepare(parts, of: part)
    }
  }

  private mutating func prepare(_ message: EnclosedMessage, of part: MessagePart) throws(MIMEError) -> PreparedPart {
    let content: PreparedPart.Content
    let domain: TransferEncoding
    switch message {
    case .composed(let message):
      let prepared = try prepare(message)
      content = .enclosed(PreparedPart.Enclosed(prepared))
      domain = prepared.domain
    case .stored(let message):
      content = .segment(message.segment)
      domain = message.needsEightBitTransport ? .eightBit : .sevenBit
    }
    let header = try MessageHeader.write(part, encoding: domain)
    return PreparedPart(header: header, content: content, domain: domain, endsWithLine: false)
  }

  private mutating func prepare(_ parts: [MessagePart], of part: MessagePart) throws(MIMEError) -> PreparedPart {
    let boundary = nextBoundary(for: part.mediaType.subtype)
    var prepared: [PreparedPart] = []
    enclosingMultiparts += 1
    for inner in parts { prepared.append(try prepare(inner)) }
    enclosingMultiparts -= 1
    let domain = prepared.reduce(TransferEncoding.sevenBit) { $0.union($1.domain) }
    // 7bit goes without saying, and no encoding is allowed (RFC 2045, section 6.4).
    let header = try MessageHeader.write(
      part, adding: [("boundary", boundary)], encoding: domain == .sevenBit ? nil : domain)
    return PreparedPart(
      header: header, content: .parts(prepared, boundary: boundary), domain: domain, endsWithLine: true)
  }

  private func prepare(
    _ text: TextPart, of part: MessagePart, adding parameters: [(name: String, value: String)] = []
  ) throws(MIMEError) -> PreparedPart {
    PreparedPart(
      header: try MessageHeader.write(part, adding: parameters, encoding: text.encoding), content: .bytes(text.bytes),
      domain: text.encoding.domain, endsWithLine: text.encoding == .base64 && !text.bytes.isEmpty)
  }

  private mutating func prepare(_ file: Attachment.Content, of part: MessagePart) throws(MIMEError) -> PreparedPart {
    switch file {
    case .message(let message):
      return try prepare(message, of: part)
    case .bytes(let bytes):
      if let lines = try prepare(lines: bytes, of: part) { return lines }
      return try prepare(bytesOf: part, isEmpty: bytes.isEmpty) { $0 ? .bytes(bytes) : .base64(bytes) }
    case .stream(let source):
      // Of an unknown size it may be empty; the empty line that it is then ended by is no content in base64.
      return try prepare(bytesOf: part, isEmpty: source.size ?? 0 == 0) { $0 ? .source(source) : .base64Source(source) }
    case .file(let path):
      let identity = try Attachment.open(path).identity
      return try prepare(bytesOf: part, isEmpty: identity.size == 0) {
        $0 ? .file(path: path, identity) : .base64File(path: path, identity)
      }
    }
  }

  /// Text that comes as bytes, if it is in lines; nil for all else.
  private func prepare(lines bytes: [UInt8], of part: MessagePart) throws(MIMEError) -> PreparedPart? {
    let type = part.mediaType
    guard LineEndNormalizer.hasOnlyLines(bytes), !type.isEnclosedMessage else { return nil }
    switch type.type {
    // In a message that is nothing but the file, the line end that a message ends with would be one of it.
    case "text" where enclosingMultiparts > 0 || bytes.last == .lineFeed:
      return try prepare(textPart(bytes), of: part)
    case "message":
      // Another encoding would hide such a part from the programs that it is for (RFC 2046, section 5.2).
      let text = textPart(bytes)
      return try text.encoding.isIdentity ? prepare(text, of: part) : nil
    default: return nil
    }
  }

  /// - Parameter segment: gives what is written, for binary or for base64.
  private func prepare(
    bytesOf part: MessagePart, isEmpty: Bool, _ segment: (_ isBinary: Bool) -> MessageStream.Segment
  ) throws(MIMEError) -> PreparedPart {
    guard !part.mediaType.isComposite else { throw part.mediaType.notInBase64(part.fileName ?? "") }
    let isBinary = offered.contains(.binaryBody) && enclosingMultiparts > 0
    let encoding = isBinary ? TransferEncoding.binary : .base64
    return PreparedPart(
      header: try MessageHeader.write(part, encoding: encoding), content: .segment(segment(isBinary)),
      domain: encoding.domain, endsWithLine: !isBinary && !isEmpty)
  }
}

extension PartPreparer {
  private func textPart(_ content: [UInt8]) -> TextPart { TextPart(content, avoiding: marker, for: offered) }

  /// The one boundary that a text could hold as it is; the encodings never write "=_".
  private var marker: [UInt8] { Array("--=_\(seeds.last ?? "")".utf8) }

  /// Boundaries differ before they end, so that none is the beginning of another.
  private mutating func nextBoundary(for subtype: String) -> String {
    let known: Set = ["mixed", "alternative", "related", "report", "digest"]
    let kind = known.contains(subtype) ? subtype : "part"
    let count = (counts[kind] ?? 0) + 1
    counts[kind] = count
    return "=_\(seeds.last ?? "")_\(count == 1 ? "" : "\(count)_")\(kind)"
  }

  private func check(seed: String) throws(MIMEError) {
    let isPlain = seed.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
    guard isPlain, (1...40).contains(seed.utf8.count) else {
      throw MIMEError(
        code: .invalidBoundary, reason: "\(seed.excerpt) is not 1 to 40 letters, digits, \"-\", \"_\" or \".\"")
    }
    guard !seeds.contains(seed) else {
      throw MIMEError(code: .conflictingContent, reason: "an enclosed message has the boundary \(seed.excerpt) too")
    }
  }
}
