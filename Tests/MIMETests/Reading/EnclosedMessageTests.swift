import MIME
import Testing

@Suite("Enclosed messages")
struct EnclosedMessageTests {
  private let outer = "Subject: out\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n"

  @Test("an enclosed message is a message, whose bytes keep their places")
  func enclosed() throws {
    let inner = "Subject: in\r\nTo: a@x.example\r\n\r\nHello\r\n"
    let bytes = Array((outer + "\r\n" + inner).utf8)
    let message = ParsedMessage(bytes)
    let enclosed = try #require(message.root.enclosedMessage)
    #expect(Array(enclosed.bytes) == Array(inner.utf8))
    #expect(enclosed.bytes.startIndex == bytes.count - inner.utf8.count)
    #expect(enclosed.header.first?.offset == enclosed.bytes.startIndex)
    #expect((message.subject, enclosed.subject) == ("out", "in"))
    // The text of one that is enclosed is not that of the message.
    #expect((message.text, enclosed.text) == (nil, "Hello\n"))
    #expect(message.attachments.count == 1)
    #expect(ParsedMessage(Array(enclosed.bytes)).root.header.map(\.value) == enclosed.header.map(\.value))
  }

  @Test("one that is encoded can be read from its decoded content")
  func encoded() throws {
    let text = outer + "Content-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogaW4NCg0KSGVsbG8=\r\n"
    let message = ParsedMessage(Array(text.utf8))
    #expect(message.root.enclosedMessage == nil)
    #expect(message.defects.map(\.kind) == [.encodedComposite])
    #expect(ParsedMessage(message.root.decodedContent.value).text == "Hello")
  }
}
