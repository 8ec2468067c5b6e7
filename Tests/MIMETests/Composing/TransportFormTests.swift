import MIME
import Testing

@Suite("What is written for which server")
struct TransportFormTests {
  private static func body(_ text: String, of offered: TransportNeeds) throws -> (TransferEncoding, String) {
    var message = try fixedMessage()
    message.text = text
    let written = try collect(try message.makeStream(of: offered))
    let parsed = ParsedMessage(written)
    #expect(parsed.allDefects().isEmpty && parsed.text == text)
    #expect(written.contains { $0 > 0x7F } == !parsed.root.transferEncoding.domainIsSevenBit)
    return (parsed.root.transferEncoding, String(decoding: parsed.root.content, as: UTF8.self))
  }

  @Test("text beyond ASCII is as it is where 8 bits are taken, and encoded elsewhere")
  func eightBit() throws {
    #expect(try Self.body("Grüße\n", of: .eightBitBody) == (.eightBit, "Grüße\r\n"))
    #expect(try Self.body("Grüße an alle, die das hier lesen\n", of: []).0 == .quotedPrintable)
    #expect(try Self.body("ключ\n", of: []).0 == .base64)
    #expect(try Self.body("plain\n", of: .eightBitBody).0 == .sevenBit)
    let long = String(repeating: "ü", count: 500) + "\n"
    #expect(try Self.body(long, of: .eightBitBody).0 != .eightBit)
  }

  @Test("a message asks for what it is written with")
  func needs() throws {
    var message = try fixedMessage()
    message.text = "plain"
    message.attachments = [Attachment(name: "a", mediaType: .octetStream, bytes: [0xFF])]
    #expect(try message.makeStream(of: [.eightBitBody]).bodyNeeds == [])
    message.attachments = []
    #expect((try message.makeStream(of: [.eightBitBody, .binaryBody]).bodyNeeds) == [])
    message.html = "Grüße"
    #expect((try message.makeStream(of: [.eightBitBody]).bodyNeeds) == .eightBitBody)
    #expect((try message.makeStream(of: []).bodyNeeds) == [])
  }

  @Test("text files in CRLF lines are written as text, others in base64")
  func textFiles() throws {
    let contents: [(String, TransferEncoding)] = [
      ("a,b\r\nc,d\r\n", .sevenBit), ("a,b\nc,d\n", .base64), ("Grüße aus Köln und von anderswo\r\n", .quotedPrintable),
      ("a\u{0}b", .quotedPrintable), ("", .sevenBit), ("no end", .sevenBit),
    ]
    for (content, encoding) in contents {
      let file = Attachment(name: "a.csv", mediaType: try MediaType("text/csv"), bytes: Array(content.utf8))
      let parsed = ParsedMessage(try bytes(of: try fixedMessage(attachments: [file])).bytes)
      let part = try #require(parsed.attachments.first)
      #expect(part.transferEncoding == encoding)
      #expect(part.decodedContent.value == Array(content.utf8))
    }
  }

  @Test("domains are A-labels unless a local part asks for SMTPUTF8 anyway")
  func domains() throws {
    var message = try fixedMessage()
    message.to = [try Mailbox("Jörg <j@bücher.example>")]
    message.messageID = MessageID(uniqueFor: try EmailAddress("j@bücher.example"))
    #expect(!message.hasInternationalHeader)
    #expect(try headerField("To", of: message).hasSuffix("<j@xn--bcher-kva.example>"))
    message.cc = [try Mailbox("jörg@bücher.example")]
    #expect(message.hasInternationalHeader)
    #expect(try headerField("To", of: message).hasSuffix("<j@bücher.example>"))
    #expect(try headerField("Cc", of: message) == "Cc: jörg@bücher.example")
  }

  private func headerField(_ name: String, of message: Message) throws -> String {
    String(decoding: try bytes(of: message).bytes, as: UTF8.self).split(separator: "\r\n")
      .first { $0.hasPrefix("\(name): ") }.map(String.init) ?? ""
  }
}

extension TransferEncoding {
  fileprivate var domainIsSevenBit: Bool { self != .eightBit && self != .binary }
}
