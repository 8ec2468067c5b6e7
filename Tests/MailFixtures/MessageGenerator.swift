package import MIME

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes messages of all that a message can have, with the texts that are hard to write.
package struct MessageGenerator {
  var random: SeededGenerator

  package init(seed: Int) { random = SeededGenerator(seed: seed) }

  private static let words = [
    "a", "Test", "Grüße", "日本語", "👩‍👩‍👧‍👦", "e\u{301}", " ", "  ", "=?utf-8?q?a?=", "=?", "?=", "=", "\"", "\\", ",", ";",
    ":", "<", ">", "@",
    "(", ")", "[", "]", ".", "..", "-", "--", "_", "'", "%41", "*0", "From ", "x@evil.example",
    "long-word-that-fills-a-line", "\u{202E}",
    "ключ", "&", "/", "a.b",
  ]

  private static let mediaTypes = ["application/pdf", "image/png", "text/plain", "text/html", "application/x-y+z"]

  package mutating func message() throws -> Message {
    var message = Message(from: try mailbox(), to: try mailboxes(0...4), subject: line(0...30))
    if Bool.random(using: &random) { message.from += try mailboxes(1...2) }
    if chance(4) { message.sender = try otherSender(than: message.from) }
    message.cc = try mailboxes(0...2)
    message.replyTo = try mailboxes(0...2)
    message.text = text()
    if Bool.random(using: &random) { message.html = text() }
    if chance(5) { message.enriched = text() }
    if chance(6) { message.calendar = try calendar() }
    if chance(5) { message.toGroups = [try MailboxGroup(name: line(1...6) + "x", members: try mailboxes(0...3))] }
    if chance(5) { message.ccGroups = [.undisclosedRecipients] }
    for _ in 0..<Int.random(in: 0...3, using: &random) { message.attachments.append(try attachment()) }
    if message.html != nil, chance(3) { message.inlineFiles = try inlineFiles() }
    // A message ends with a line end, so a text that is all of it does.
    if message.attachments.isEmpty, message.html == nil, message.enriched == nil, message.calendar == nil {
      message.text? += "\n"
    }
    message.date =
      chance(10)
      ? nil : Date(timeIntervalSince1970: Double(Int.random(in: -2_000_000_000...9_000_000_000, using: &random)))
    message.dateZone = message.date == nil ? nil : Int.random(in: -1439...1439, using: &random)
    if chance(10) { message.messageID = nil }
    for name in ["X-Text", "Comments", "X-Text"] where chance(3) {
      // What looks encoded and is ASCII is written as it stands, since the caller may have encoded it.
      let value = line(1...12).trimmed
      let isEncoded = value.contains("=?") && value.utf8.allSatisfy { $0 < 0x80 }
      try message.additionalHeaders.append(name: name, value: isEncoded ? "é" + value : value)
    }
    if chance(3) {
      message.references = try (0..<Int.random(in: 1...12, using: &random)).map {
        try MessageID("\($0).reference@example.com")
      }
      message.inReplyTo = message.references.suffix(1)
    }
    if chance(3) {
      // In the caller's own text a quoted name is written as it stands, and what looks encoded there is read as such.
      // So are U-labels, and read as A-labels.
      let list = try mailboxes(1...2).filter { $0.address.domain.utf8.allSatisfy { $0 < 0x80 } }.map {
        $0.name?.contains("=?") == true ? $0.address.description : "\($0)"
      }
      if !list.isEmpty {
        try message.additionalHeaders.append(name: "Resent-To", value: list.joined(separator: ", "))
      }
    }
    return message
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  mutating func line(_ count: ClosedRange<Int>) -> String {
    (0..<Int.random(in: count, using: &random)).map { _ in Self.words.randomElement(using: &random) ?? "" }.joined()
  }

  mutating func text() -> String {
    (0..<Int.random(in: 0...8, using: &random)).map { _ in line(0...25) }.joined(separator: "\n")
  }

  mutating func mailboxes(_ count: ClosedRange<Int>) throws -> [Mailbox] {
    var mailboxes: [Mailbox] = []
    for _ in 0..<Int.random(in: count, using: &random) { mailboxes.append(try mailbox()) }
    return mailboxes
  }

  private mutating func mailbox() throws -> Mailbox {
    let local = String(String.UnicodeScalarView(line(1...4).unicodeScalars.prefix(12)))
    let domain = ["example.com", "例え.テスト", "[192.0.2.1]", "[IPv6:2001:db8::1]"].randomElement(using: &random) ?? ""
    return Mailbox(name: chance(3) ? nil : line(1...12), address: try EmailAddress(localPart: local, domain: domain))
  }

  private mutating func calendar() throws -> CalendarText {
    try CalendarText(
      "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:\(line(0...9))\nEND:VEVENT\nEND:VCALENDAR\n")
  }

  private mutating func inlineFiles() throws -> [MIME.Attachment] {
    try (1...Int.random(in: 1...3, using: &random)).map { index in
      var file = MIME.Attachment(
        name: line(1...9) + ".png", mediaType: try MediaType("image/png"), bytes: Array("picture \(index)".utf8))
      file.contentID = try ContentID(chance(2) ? "picture\(index)" : "\(index).a_b+c@example.com")
      return file
    }
  }

  /// The first author as the sender is the same as none, if there are several.
  private mutating func otherSender(than authors: [Mailbox]) throws -> Mailbox? {
    let sender = try mailbox()
    return sender == authors.first ? nil : sender
  }

  mutating func attachment() throws -> MIME.Attachment {
    let name = line(1...20)
    var type = try MediaType(Self.mediaTypes.randomElement(using: &random) ?? "")
    if chance(3) {
      let parameter = try MediaType.Parameter(name: "X-Title", value: line(0...20))
      type = try MediaType(type: type.type, subtype: type.subtype, parameters: [parameter])
    }
    // Text without a charset is ASCII.
    let values: ClosedRange<UInt8> = type.type == "text" ? 0...0x7F : 0...0xFF
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: values, using: &random) }
    return MIME.Attachment(name: name, mediaType: type, bytes: bytes)
  }
}

extension String {
  fileprivate var trimmed: String {
    let text = self.drop { $0 == " " }
    return text.isEmpty ? "x" : String(text.reversed().drop { $0 == " " }.reversed())
  }
}
