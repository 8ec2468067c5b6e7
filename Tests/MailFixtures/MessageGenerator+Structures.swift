package import MIME

extension MessageGenerator {
  /// A message of any structure: with HTML that names what it shows, other messages in it, or a body of its own.
  package mutating func structuredMessage() throws -> Message {
    var message = try message()
    if chance(3) { message.attachments.append(MIME.Attachment(name: line(1...9), message: .composed(try enclosed()))) }
    if chance(4) { message.attachments.append(try textFile()) }
    if chance(3) {
      (message.text, message.html, message.enriched) = (nil, nil, nil)
      (message.calendar, message.inlineFiles) = (nil, [])
      message.body = try body(depth: 0)
    } else {
      if chance(2) { try showFiles(in: &message) }
      // Without a text there is the more reason to look at the files.
      if chance(6) { message.text = nil }
    }
    // A message ends with a line end, so a text that is all of it does.
    if case .text(let text) = message.body?.content { message.body = .text(text + "\n") }
    if message.html?.hasSuffix("\n") == false { message.html? += "\n" }
    return message
  }

  /// Files by their Content-ID, some of them named in the HTML.
  private mutating func showFiles(in message: inout Message) throws {
    message.inlineFiles = []
    for (index, name) in ["logo.png", "Grüße & Küsse.png", "a b.png"].enumerated() where chance(2) {
      let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      var file = MIME.Attachment(name: name, mediaType: try MediaType("image/png"), bytes: bytes)
      file.contentID = try ContentID(chance(2) ? "picture\(index)" : "\(index).a%b+c@example.com")
      message.inlineFiles.append(file)
      if let html = message.html, chance(2) { message.html = "<p><img src=\"\(name)\"></p>\n" + html }
    }
  }

  /// Text in lines is written as text, also if it is a file.
  private mutating func textFile() throws -> MIME.Attachment {
    let text = text().split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    return MIME.Attachment(name: "notes.txt", mediaType: try MediaType("text/plain"), bytes: Array(text.utf8))
  }

  /// A message without what readers are known to fail at; see those of `InteropTests`.
  private mutating func enclosed() throws -> Message {
    var message = try chance(4) ? structuredMessage() : message()
    let address = try EmailAddress("ada@example.com")
    func plain(_ mailbox: Mailbox) -> Mailbox {
      Mailbox(name: mailbox.name.map(Self.withSingleBlanks), address: address)
    }
    message.subject = Self.withSingleBlanks(message.subject)
    message.from = message.from.map(plain)
    message.sender = message.sender.map(plain)
    (message.to, message.cc) = (message.to.map(plain), message.cc.map(plain))
    message.replyTo = message.replyTo.map(plain)
    (message.toGroups, message.ccGroups) = ([], [])
    message.additionalHeaders.remove(named: "Resent-To")
    message.messageID = MessageID(uniqueFor: address)
    return message
  }

  private static func withSingleBlanks(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  private mutating func body(depth: Int) throws -> MessagePart {
    switch Int.random(in: depth < 4 ? 0...9 : 6...9, using: &random) {
    case 0...3:
      let subtype = ["alternative", "mixed", "parallel", "x-own"].randomElement(using: &random) ?? ""
      var parts: [MessagePart] = []
      for _ in 0..<Int.random(in: 1...3, using: &random) { parts.append(try body(depth: depth + 1)) }
      return try .multipart(subtype, parts)
    case 4:
      let picture = MessagePart.file(
        MIME.Attachment(name: "logo.png", mediaType: try MediaType("image/png"), bytes: [1, 2, 3]), disposition: .inline
      )
      return .related(.html(text()), [picture])
    case 5:
      let fields = [
        try HeaderFields([HeaderField(name: "Reporting-MTA", value: "dns; mx.example.com")]),
        try HeaderFields([
          HeaderField(name: "Final-Recipient", value: "rfc822; alan@example.net"),
          HeaderField(name: "Action", value: "failed"), HeaderField(name: "Status", value: "5.1.1"),
        ]),
      ]
      return try .report("delivery-status", text: text(), fields: fields, original: .composed(try enclosed()))
    case 6: return .message(.composed(try enclosed()))
    case 7: return .file(try attachment())
    case 8: return try .text(text(), subtype: "markdown", parameters: [.init(name: "variant", value: line(0...9))])
    default:
      var part = MessagePart.text(text())
      if chance(3) { part.fileName = line(1...9) }
      if chance(3) { part.contentID = try ContentID("text@example.com") }
      if chance(3) { part.disposition = .inline }
      return part
    }
  }
}
