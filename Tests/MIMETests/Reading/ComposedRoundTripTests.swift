import MIME
import MailFixtures
import Testing

@Suite("Composed messages, read again")
struct ComposedRoundTripTests {
  @Test("a message that was composed is read to the same value, without a defect", arguments: 0..<500)
  func roundTrip(_ seed: Int) throws {
    var generator = MessageGenerator(seed: seed)
    let message = try generator.message()
    let written = try bytes(of: message).bytes
    let parsed = ParsedMessage(written)
    #expect(parsed.allDefects().isEmpty)
    #expect(Array(parsed.bytes) == written)
    var read = try Message(parsed)
    // Nothing in a message of one part tells what the boundary would have been.
    if !parsed.root.isMultipart { read.boundary = message.boundary }
    #expect([read.from, read.to, read.cc, read.replyTo] == [message.from, message.to, message.cc, message.replyTo])
    #expect(read.attachments.map(\.name) == message.attachments.map(\.name))
    #expect(read.attachments.map(\.mediaType) == message.attachments.map(\.mediaType))
    #expect(read.additionalHeaders == message.additionalHeaders)
    #expect([read.text, read.html, read.enriched] == [message.text, message.html, message.enriched])
    #expect(read == message)
    #expect(try bytes(of: read).bytes == written)
  }

  @Test("a message without an author is none to be sent")
  func noAuthor() throws {
    let error = try failure { _ = try Message(ParsedMessage(Array("Subject: x\r\n\r\ny".utf8))) }
    #expect(error.code == .noSender)
  }

  @Test("what belongs to one journey is left out")
  func transientFields() throws {
    let text =
      "Received: by x.example; now\r\nDKIM-Signature: v=1\r\nX-Own: =?utf-8?q?=C3=BC?=\r\nFrom: a@x.example\r\n\r\ny"
    let message = try Message(ParsedMessage(Array(text.utf8)))
    #expect(message.additionalHeaders.map(\.description) == ["X-Own: ü"])
    #expect(message.date == nil)
    #expect(message.text == "y")
  }
}
