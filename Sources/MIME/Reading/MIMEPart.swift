/// One part of a message that was read: a text, a file, a multipart with its parts, or an enclosed message.
///
/// A part is a piece of the message's bytes; nothing is decoded before it is asked for. What the content is made of is in
/// ``decodedContent`` and, for text, in ``text``.
public struct MIMEPart: Sendable {
  /// The header. That of a message's first part is the header of the message.
  public let header: ParsedHeader

  /// What the part is: by its Content-Type, else `text/plain; charset=us-ascii`, or `message/rfc822` in a multipart/digest
  /// (RFC 2045, section 5.2, and RFC 2046, section 5.1.5).
  public let mediaType: MediaType

  /// All of the part as it stands in the message: header and content.
  public let bytes: ArraySlice<UInt8>

  /// The parts of a multipart; for an enclosed message its one first part; else empty.
  public let parts: [MIMEPart]

  /// Where the delimiter lines of a multipart begin and end.
  let divided: Range<Int>?

  init(
    header: ParsedHeader, mediaType: MediaType, bytes: ArraySlice<UInt8>, parts: [MIMEPart] = [],
    divided: Range<Int>? = nil
  ) {
    self.header = header
    self.mediaType = mediaType
    self.bytes = bytes
    self.parts = parts
    self.divided = divided
  }

  /// Where the part begins, in bytes from the beginning of the message.
  public var offset: Int { bytes.startIndex }

  /// The content as it stands in the message, in its transfer encoding. The line end before a delimiter is no part of it.
  public var content: ArraySlice<UInt8> { bytes[header.bytes.endIndex...] }

  /// What stands in a multipart before its first delimiter line; readers do not show it.
  public var preamble: ArraySlice<UInt8> { divided.map { content[..<$0.lowerBound] } ?? content.prefix(0) }

  /// What stands in a multipart after its close delimiter; readers do not show it.
  public var epilogue: ArraySlice<UInt8> { divided.map { content[$0.upperBound...] } ?? content.suffix(0) }
}

extension MIMEPart {
  /// Whether it is a multipart of any kind.
  public var isMultipart: Bool { mediaType.type == "multipart" }

  /// Whether it encloses a message (`message/rfc822`, or `message/global` of RFC 6532).
  public var isEnclosedMessage: Bool { mediaType.isEnclosedMessage }

  /// The message that this part encloses; nil if it encloses none, or one that was left undivided.
  ///
  /// Its bytes keep their places in the message that this part is of. One that is encoded, against RFC 2046, section 5.2.1, is
  /// left undivided; it can be read from ``decodedContent``.
  public var enclosedMessage: ParsedMessage? {
    guard isEnclosedMessage, let root = parts.first else { return nil }
    return ParsedMessage(root: root, bytes: content)
  }

  /// This part, then all that are in it, in the order in which they stand, those of enclosed messages included.
  public var allParts: [MIMEPart] { collect(enteringMessages: true) }

  /// This part, then all that are in it, without those of enclosed messages.
  var ownParts: [MIMEPart] { collect(enteringMessages: false) }

  private func collect(enteringMessages: Bool) -> [MIMEPart] {
    var found: [MIMEPart] = []
    // A stack of its own: the parts may be nested as deep as the limits allow.
    var waiting = [self]
    while let part = waiting.popLast() {
      found.append(part)
      if enteringMessages || !part.isEnclosedMessage { waiting += part.parts.reversed() }
    }
    return found
  }
}
