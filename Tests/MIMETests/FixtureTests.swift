import MIME
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Messages that another program has read to the same parts, names, texts and bytes; see Fixtures/MIME/README.md.
@Suite("Composed messages, byte for byte")
struct FixtureTests {
  @Test(
    "a message is composed to the recorded bytes",
    arguments: ["complete", "alternative", "attachment-only", "international", "long-lines"])
  func composed(_ name: String) throws {
    let recorded = try fixture("composed-\(name).eml")
    let written = try bytes(of: try message(name))
    #expect(String(decoding: written.bytes, as: UTF8.self) == String(decoding: recorded, as: UTF8.self))
    #expect(written.bytes == recorded)
  }

  @Test("a recorded message that is sent as it is keeps its bytes", arguments: ["complete", "international"])
  func stored(_ name: String) throws {
    let recorded = try fixture("composed-\(name).eml")
    let stored = try StoredMessage(bytes: recorded)
    #expect(try bytes(of: stored).bytes == recorded)
    let composed = try message(name)
    #expect(stored.messageID == composed.messageID)
    #expect(stored.date == composed.date)
    #expect(stored.from == composed.from)
    #expect(stored.to == composed.to)
    #expect(stored.hasInternationalHeader == composed.hasInternationalHeader)
  }

  private func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures/MIME/\(name)")))
  }

  private func message(_ name: String) throws -> Message {
    switch name {
    case "complete": return try complete()
    case "alternative":
      return try fixedMessage(subject: "Grüße", text: "Grüße = greetings \n", html: "<p>日本語の本文です。</p>\n")
    case "attachment-only":
      let attachment = Attachment(name: "empty.bin", mediaType: .octetStream, bytes: [])
      return try fixedMessage(subject: "", text: nil, attachments: [attachment])
    case "international":
      var message = try fixedMessage(subject: "用户")
      message.to = [try Mailbox("用户 <用户@例え.テスト>"), try Mailbox("\"a@evil b\"@good.example")]
      return message
    default:
      return try fixedMessage(
        subject: String(repeating: "x", count: 1200),
        text: String(repeating: "0123456789", count: 100) + " \n.\nFrom a\n")
    }
  }

  private func complete() throws -> Message {
    var message = try fixedMessage(
      subject: String(repeating: "👩‍👩‍👧‍👦 family 🇩🇪 ", count: 4) + "end", text: "See below\r\n.\n..\n",
      html: "<b>See below</b>",
      attachments: [
        Attachment(
          name: "a \"quoted\" \\ name.txt", mediaType: MediaType(fileName: "a.txt"), bytes: Array("text\n".utf8)),
        Attachment(name: "日本語の添付ファイル.pdf", mediaType: MediaType(fileName: "a.pdf"), bytes: Array(0...255)),
        Attachment(
          name: String(repeating: "long-", count: 59) + "e.txt", mediaType: .octetStream,
          bytes: Array(repeating: 7, count: 57)),
        Attachment(
          name: String(repeating: "ü", count: 296) + ".txt",
          mediaType: try MediaType("application/x-y; title=\"b a\\\"r\"; x=\"übung\""),
          bytes: Array(repeating: 7, count: 58)),
        Attachment(
          name: "gpj\u{202E}exe.png", mediaType: MediaType(fileName: "a.png"), bytes: [0x0D, 0x0A, 0x2E, 0x0D, 0x0A]),
      ])
    message.cc = [Mailbox(name: "Jörg", address: try EmailAddress("joerg@example.org"))]
    message.bcc = [try Mailbox("secret@example.com")]
    message.replyTo = [try Mailbox("reply@example.com")]
    try message.additionalHeaders.append(
      name: "References", value: (1...9).map { "<reference-\($0)@example.com>" }.joined(separator: " "))
    return message
  }
}
