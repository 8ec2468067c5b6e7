/// One part of a message to be composed: a text, a file, an enclosed message, or several parts in one.
///
/// ``Message`` makes its own parts of its texts and attachments, which is enough for nearly all mail. For another structure set
/// ``Message/body``:
///
/// ```swift
/// message.body = .multipart(
///   "alternative",
///   [.text("See the page."), .text(markdown, subtype: "markdown"), .html("<p>See the page.</p>")])
/// ```
public struct MessagePart: Sendable, Hashable {
  /// What a part holds.
  public indirect enum Content: Sendable, Hashable {
    /// Text, with any line ends, which is written in UTF-8.
    case text(String)
    /// Bytes, or an enclosed message.
    case file(Attachment.Content)
    case parts([MessagePart])
  }

  /// How a part is meant to be shown (RFC 2183).
  public enum Disposition: String, Sendable, Hashable {
    case inline, attachment
  }

  /// What the part is. Charset and boundary are added when it is written.
  public let mediaType: MediaType
  public let content: Content
  /// Nil leaves the field out.
  public var disposition: Disposition?
  /// The file name that the reader sees; any text without controls, and not empty.
  public var fileName: String?
  public var contentID: ContentID?
  /// Other fields of the part, such as Content-Description, Content-Language or Content-Location. They begin with `Content-`.
  public var additionalHeaders: HeaderFields

  init(
    _ mediaType: MediaType, _ content: Content, _ disposition: Disposition? = nil, fileName: String? = nil,
    contentID: ContentID? = nil
  ) {
    self.mediaType = mediaType
    self.content = content
    self.disposition = disposition
    self.fileName = fileName
    self.contentID = contentID
    additionalHeaders = HeaderFields()
  }
}

extension MessagePart {
  /// Text of a subtype of `text`, with any line ends; it is written in UTF-8.
  /// - Throws: ``MIMEError/Code/invalidMediaType`` for a subtype that is no token, and for a parameter `charset`.
  public static func text(
    _ text: String, subtype: String, parameters: [MediaType.Parameter] = []
  ) throws(MIMEError) -> MessagePart {
    guard !parameters.contains(where: { $0.name == "charset" }) else {
      throw MIMEError(code: .invalidMediaType, reason: "text is written in UTF-8: its charset cannot be given")
    }
    return MessagePart(try MediaType(type: "text", subtype: subtype, parameters: parameters), .text(text))
  }

  /// Plain text, with any line ends.
  public static func text(_ text: String) -> MessagePart {
    MessagePart(MediaType(uncheckedType: "text", "plain"), .text(text))
  }

  /// HTML, with any line ends.
  public static func html(_ text: String) -> MessagePart {
    MessagePart(MediaType(uncheckedType: "text", "html"), .text(text))
  }

  /// A calendar object, as one of the alternatives of a text.
  public static func calendar(_ calendar: CalendarText) -> MessagePart {
    MessagePart(calendar.mediaType, .text(calendar.text))
  }

  /// A file, to be shown when the reader asks for it, or where it is referred to.
  public static func file(_ file: Attachment, disposition: Disposition = .attachment) -> MessagePart {
    MessagePart(file.mediaType, .file(file.content), disposition, fileName: file.name, contentID: file.contentID)
  }

  /// An enclosed message without a file name, as in a digest or a report.
  public static func message(_ message: EnclosedMessage) -> MessagePart {
    MessagePart(message.mediaType, .file(.message(message)))
  }

  /// Several parts in one. The boundary is chosen when it is written.
  /// - Throws: ``MIMEError/Code/invalidMediaType`` for a subtype that is no token, no part at all, and a parameter `boundary`.
  public static func multipart(
    _ subtype: String, parameters: [MediaType.Parameter] = [], _ parts: [MessagePart]
  ) throws(MIMEError) -> MessagePart {
    guard !parts.isEmpty else { throw MIMEError(code: .invalidMediaType, reason: "a multipart needs a part") }
    guard !parameters.contains(where: { $0.name == "boundary" }) else {
      throw MIMEError(code: .invalidMediaType, reason: "the boundary is chosen when the message is written")
    }
    return MessagePart(try MediaType(type: "multipart", subtype: subtype, parameters: parameters), .parts(parts))
  }

  /// HTML, or another root, with the parts that it refers to by their Content-ID (RFC 2387).
  public static func related(_ root: MessagePart, _ others: [MessagePart]) -> MessagePart {
    let type = MediaType.Parameter(
      uncheckedName: "type", value: "\(root.mediaType.type)/\(root.mediaType.subtype)")
    return MessagePart(MediaType(uncheckedType: "multipart", "related", [type]), .parts([root] + others))
  }

  /// A report for programs and for people (RFC 6522): a text, groups of fields such as those of RFC 3464 or RFC 8098, and what it is
  /// about.
  /// - Parameters:
  ///   - kind: such as `delivery-status`, `disposition-notification` or `feedback-report`.
  ///   - text: for people.
  ///   - groups: for programs; an empty line stands between them.
  ///   - original: the message that is reported on, or its header alone.
  /// - Throws: ``MIMEError/Code/invalidMediaType`` for a kind that is no token; ``MIMEError/Code/invalidHeader`` for a field with
  ///   text beyond ASCII.
  public static func report(
    _ kind: String, text: String, fields groups: [HeaderFields], original: EnclosedMessage? = nil
  ) throws(MIMEError) -> MessagePart {
    var written = HeaderWriter()
    var lines: [UInt8] = []
    for (index, group) in groups.enumerated() {
      for field in group {
        guard field.value.isASCII else {
          throw MIMEError(code: .invalidHeader, reason: "\(field.name) of a report has text beyond ASCII")
        }
        try written.writeField(field)
      }
      lines = written.bytes
      if index + 1 < groups.count { written.endBlock() }
    }
    let type = try MediaType(type: "message", subtype: kind)
    let fields = MessagePart(type, .file(.bytes(lines)))
    let parameter = try MediaType.Parameter(name: "report-type", value: kind)
    return try multipart(
      "report", parameters: [parameter], [.text(text), fields] + (original.map { [.message($0)] } ?? []))
  }
}
