extension ParsedMessage {
  /// The plain text that a reader is to see first: the first part of text/plain that is no attachment, with LF as line end; nil
  /// if there is none.
  public var text: String? { body("plain") }

  /// The HTML that a reader is to see first, with LF as line end; nil if there is none.
  public var html: String? { body("html") }

  /// The files that go with the message, enclosed messages among them.
  ///
  /// These are the parts that are called attachments, that have a file name, or that are no text; without those that the HTML
  /// shows by their Content-ID (``inlineParts``).
  public var attachments: [MIMEPart] {
    leaves.filter { $0.isAttachment && !$0.isInline }.map(\.part)
  }

  /// The parts that the HTML shows by their Content-ID, such as images (RFC 2387, RFC 2392).
  public var inlineParts: [MIMEPart] { leaves.filter(\.isInline).map(\.part) }

  /// The part that `identifier` names: a `cid:` URL, or a Content-ID with or without its angle brackets.
  public func part(contentID identifier: String) -> MIMEPart? {
    let wanted = ContentReference.content(of: identifier)
    return root.ownParts.first { $0.contentID == wanted }
  }

  /// The first text of this subtype that is no attachment.
  func body(_ subtype: String) -> String? {
    let part = leaves.first {
      !$0.isAttachment && $0.part.mediaType.type == "text" && $0.part.mediaType.subtype == subtype
    }
    return part?.part.text?.value
  }

  /// The parts that hold content, in their order.
  private var leaves: [Leaf] {
    var leaves: [Leaf] = []
    var waiting = [Leaf(part: root, isRelated: false)]
    while let next = waiting.popLast() {
      guard next.part.isMultipart else {
        leaves.append(next)
        continue
      }
      let isRelated = next.isRelated || next.part.mediaType.subtype == "related"
      waiting += next.part.parts.reversed().map { Leaf(part: $0, isRelated: isRelated) }
    }
    return leaves
  }
}

/// A part that holds content, and where it was found.
private struct Leaf {
  let part: MIMEPart
  /// It is in a multipart/related, however deep.
  let isRelated: Bool

  var isAttachment: Bool {
    let disposition = part.disposition
    let isText = part.mediaType.type == "text"
    return disposition?.isAttachment == true || !isText || part.fileName != nil
  }

  /// Programs call inline images attachments too, so in a multipart/related the Content-ID decides.
  var isInline: Bool {
    guard part.contentID != nil, part.mediaType.type != "text", !part.isEnclosedMessage else { return false }
    return isRelated || part.disposition.map { !$0.isAttachment } == true
  }
}

/// References to a part by its Content-ID (RFC 2392).
enum ContentReference {
  /// The Content-ID, without angle brackets, that `reference` means.
  static func content(of reference: String) -> String {
    guard reference.prefix(4).asciiLowercased == "cid:" else { return reference.withoutAngleBrackets }
    var bytes: [UInt8] = []
    var rest = reference.utf8.dropFirst(4)
    while let byte = rest.popFirst() {
      let digits = byte == UInt8(ascii: "%") ? rest.prefix(2).compactMap(\.hexadecimalValue) : []
      if digits.count == 2 {
        bytes.append(digits[0] << 4 | digits[1])
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
