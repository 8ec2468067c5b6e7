import MIME
import Testing

@Suite("The structure of composed messages")
struct StructureTests {
  /// The media types of all parts, each with its parts in parentheses.
  private static func outline(_ part: MIMEPart) -> String {
    let type = "\(part.mediaType.type)/\(part.mediaType.subtype)"
    guard !part.parts.isEmpty else { return type }
    return "\(type)(\(part.parts.map(outline).joined(separator: " ")))"
  }

  private static func parsed(_ message: Message) throws -> ParsedMessage {
    let parsed = ParsedMessage(try bytes(of: message).bytes)
    #expect(parsed.allDefects().isEmpty)
    return parsed
  }

  private static let picture = Attachment(
    name: "logo.png", mediaType: MediaType(fileName: "logo.png"), bytes: [1, 2, 3])
  private static let invitation =
    "BEGIN:VCALENDAR\r\nMETHOD:request\r\nBEGIN:VEVENT\r\nMETHOD:X\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

  @Test("texts are alternatives, what the HTML shows is related to it, and files go with all of it")
  func everything() throws {
    var message = try fixedMessage()
    message.text = "See the logo"
    message.html = "<img src=\"logo.png\">"
    message.calendar = try CalendarText(Self.invitation)
    message.inlineFiles = [Self.picture]
    message.attachments = [Attachment(name: "a.bin", mediaType: .octetStream, bytes: [9])]
    let parsed = try Self.parsed(message)
    #expect(
      Self.outline(parsed.root)
        == "multipart/mixed(multipart/alternative(text/plain multipart/related(text/html image/png) text/calendar) application/octet-stream)"
    )
    let picture = try #require(parsed.inlineParts.first)
    #expect(picture.decodedContent.value == [1, 2, 3])
    #expect(picture.disposition?.type == "inline")
    #expect(parsed.html == "<img src=\"cid:\(try #require(picture.contentID))\">")
    #expect(parsed.part(contentID: picture.contentID ?? "")?.fileName == "logo.png")
    let calendar = try #require(parsed.root.allParts.first { $0.mediaType.subtype == "calendar" })
    #expect(calendar.mediaType[parameter: "method"] == "REQUEST")
    #expect(try bytes(of: message).bytes == parsed.bytes.map { $0 })
  }

  @Test("inline files without HTML go along, and say that they may be shown")
  func inlineWithoutHTML() throws {
    var message = try fixedMessage()
    message.inlineFiles = [Self.picture]
    let parsed = try Self.parsed(message)
    #expect(Self.outline(parsed.root) == "multipart/mixed(text/plain image/png)")
    #expect(parsed.root.parts.last?.disposition?.type == "inline")
  }

  @Test("a body of the caller's own structure is written as it is given, with the attachments")
  func ownBody() throws {
    var message = try fixedMessage()
    message.text = nil
    var note = MessagePart.text("Grüße")
    try note.additionalHeaders.append(name: "Content-Language", value: "de")
    try note.additionalHeaders.append(name: "Content-Description", value: "Ein Gruß")
    let inner = try MessagePart.multipart("digest", [.text("a"), try .text("*a*", subtype: "markdown")])
    message.body = try .multipart("parallel", [note, inner, inner])
    message.attachments = [Self.picture]
    let parsed = try Self.parsed(message)
    #expect(
      Self.outline(parsed.root)
        == "multipart/mixed(multipart/parallel(text/plain multipart/digest(text/plain text/markdown) "
        + "multipart/digest(text/plain text/markdown)) image/png)")
    let first = try #require(parsed.root.parts.first?.parts.first)
    #expect(first.header["Content-Language"] == "de" && first.contentDescription == "Ein Gruß")
    let boundaries = parsed.root.allParts.compactMap { $0.mediaType[parameter: "boundary"] }
    #expect(Set(boundaries).count == 4)
    for one in boundaries { #expect(!boundaries.contains { $0 != one && $0.hasPrefix(one) }) }
  }

  @Test("a report is read as what it reports")
  func report() throws {
    let fields = [
      HeaderFields([try HeaderField(name: "Reporting-MTA", value: "dns; mx.example.com")]),
      HeaderFields([
        try HeaderField(name: "Final-Recipient", value: "rfc822; ada@example.com"),
        try HeaderField(name: "Action", value: "failed"), try HeaderField(name: "Status", value: "5.1.1"),
      ]),
    ]
    let original = try StoredMessage(bytes: Array("Subject: engine\r\n\r\nIt runs.\r\n".utf8))
    var message = try fixedMessage()
    message.text = nil
    message.body = try .report(
      "delivery-status", text: "It was returned.", fields: fields, original: .stored(original))
    let parsed = try Self.parsed(message)
    #expect(parsed.root.mediaType[parameter: "report-type"] == "delivery-status")
    let recipient = try #require(parsed.deliveryStatus?.recipients.first)
    #expect(recipient.action == .failed && recipient.status == "5.1.1")
    #expect(parsed.root.parts.last?.enclosedMessage?.subject == "engine")
  }

  @Test("a body excludes texts beside it, and one Content-ID is for one part")
  func conflicts() throws {
    var message = try fixedMessage()
    message.text = "a"
    message.body = .text("b")
    #expect(try failure { _ = try message.makeStream() }.code == .conflictingContent)
    message.body = nil
    var file = Self.picture
    file.contentID = try ContentID("logo")
    message.inlineFiles = [file, file]
    #expect(try failure { _ = try message.makeStream() }.code == .conflictingContent)
  }

  @Test("parts may be a hundred deep and no deeper")
  func depth() throws {
    var message = try fixedMessage()
    message.text = nil
    func nested(_ depth: Int) throws -> MessagePart {
      try (1..<depth).reduce(.text("x")) { part, _ in try .multipart("mixed", [part]) }
    }
    message.body = try nested(100)
    #expect(try Self.parsed(message).text == "x")
    message.body = try nested(101)
    #expect(try failure { _ = try message.makeStream() }.code == .conflictingContent)
  }

  @Test(
    "what a multipart or a text must not be given is refused",
    arguments: ["boundary", "charset", "no part", "subtype"])
  func refused(_ what: String) throws {
    let error = try failure {
      switch what {
      case "boundary":
        _ = try MessagePart.multipart("x", parameters: [.init(name: "boundary", value: "b")], [.text("")])
      case "charset": _ = try MessagePart.text("a", subtype: "x", parameters: [.init(name: "charset", value: "b")])
      case "no part": _ = try MessagePart.multipart("mixed", [])
      default: _ = try MessagePart.text("a", subtype: "x\r\nBcc: b")
      }
    }
    #expect(error.code == .invalidMediaType)
  }

  @Test(
    "fields of a part that it writes itself, or that are none of a part, are refused",
    arguments: [
      "Content-Type", "content-id", "Content-Transfer-Encoding", "Subject",
    ])
  func partFields(_ name: String) throws {
    var message = try fixedMessage()
    message.text = nil
    var part = MessagePart.text("a")
    try part.additionalHeaders.append(name: name, value: "x")
    message.body = part
    #expect(try failure { _ = try message.makeStream() }.code == .invalidHeader)
  }
}
