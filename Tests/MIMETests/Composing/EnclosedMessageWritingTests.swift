import MIME
import Testing

@Suite("Messages in messages")
struct EnclosedMessageWritingTests {
  private static func forward(_ enclosed: EnclosedMessage) throws -> Message {
    var message = try fixedMessage(attachments: [Attachment(name: "engine.eml", message: enclosed)])
    message.text = "See below"
    return message
  }

  @Test("a message that was composed keeps its parts in another")
  func composed() throws {
    var inner = try fixedMessage(attachments: [Attachment(name: "a", mediaType: .octetStream, bytes: [1])])
    inner.text = "Grüße"
    inner.boundary = "other"
    let parsed = ParsedMessage(try bytes(of: Self.forward(.composed(inner))).bytes)
    #expect(parsed.allDefects().isEmpty)
    let part = try #require(parsed.attachments.first)
    #expect(part.fileName == "engine.eml" && "\(part.mediaType)" == "message/rfc822")
    let enclosed = try #require(part.enclosedMessage)
    #expect(enclosed.text == "Grüße" && enclosed.attachments.first?.decodedContent.value == [1])
    #expect(Array(enclosed.bytes) == (try bytes(of: inner).bytes))
  }

  @Test("two messages with one boundary do not go together")
  func sameBoundary() throws {
    let message = try Self.forward(.composed(try fixedMessage()))
    #expect(try failure { _ = try message.makeStream() }.code == .conflictingContent)
  }

  @Test(
    "a message that is given is written as it is, from memory and from a file, and ended",
    arguments: [
      "Subject: x\n\nline\n\nend", "Subject: x\r\n\r\nend\r\n",
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\n",
    ], [false, true])
  func stored(_ text: String, _ isFile: Bool) throws {
    try withTemporaryFile(named: "a.eml", Array(text.utf8)) { path in
      let stored = isFile ? try StoredMessage(file: path) : try StoredMessage(bytes: Array(text.utf8))
      let message = try Self.forward(.stored(stored))
      let stream = try message.makeStream()
      let written = try collect(stream)
      #expect(stream.size == written.count)
      let parsed = ParsedMessage(written)
      #expect(parsed.allDefects().isEmpty)
      let enclosed = try #require(parsed.attachments.first?.enclosedMessage)
      #expect(Array(enclosed.bytes) == (try bytes(of: stored).bytes))
      // RFC 2045, section 6.4: what holds 8 bits says so, up to the whole message.
      let isEightBit = text.utf8.contains { $0 > 0x7F }
      #expect(message.needsEightBitTransport == isEightBit)
      let encodings = [parsed.root.transferEncoding, try #require(parsed.attachments.first).transferEncoding]
      #expect(encodings == (isEightBit ? [.eightBit, .eightBit] : [.sevenBit, .sevenBit]))
    }
  }

  @Test("a header beyond ASCII makes it a global message, which asks for SMTPUTF8")
  func global() throws {
    let message = try Self.forward(.stored(try StoredMessage(bytes: Array("Subject: Grüße\r\n\r\n".utf8))))
    #expect(message.hasInternationalHeader)
    let parsed = ParsedMessage(try bytes(of: message).bytes)
    #expect(parsed.attachments.first.map { "\($0.mediaType)" } == "message/global")
    #expect(parsed.attachments.first?.enclosedMessage?.subject == "Grüße")
  }

  @Test("what was read with a message in it is written with it again")
  func readAgain() throws {
    let stored = try StoredMessage(bytes: Array("Subject: x\r\n\r\nend\r\n".utf8))
    let message = try Self.forward(.stored(stored))
    #expect(try Message(ParsedMessage(try bytes(of: message).bytes)) == message)
  }
}
