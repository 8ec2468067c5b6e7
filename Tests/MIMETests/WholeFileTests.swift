import MIME
import Testing

@Suite("Files that are all of a message")
struct WholeFileTests {
  @Test(
    "the line end that a message ends with is not added to a file",
    arguments: [[], .eightBitBody, [.eightBitBody, .binaryBody]] as [TransportNeeds], ["", "a,b\r\n1,2", "a\r\n", "\0"])
  func lineEnd(_ form: TransportNeeds, _ content: String) throws {
    let ada = try Mailbox("ada@example.com")
    for type in ["text/csv", "application/x-own"] {
      var message = Message(from: ada, to: [ada])
      message.body = .file(MIME.Attachment(name: "a", mediaType: try MediaType(type), bytes: Array(content.utf8)))
      var stream = try message.makeStream(of: form)
      var written: [UInt8] = []
      while let chunk = try stream.next() { written += chunk }
      #expect(ParsedMessage(written).root.decodedContent.value == Array(content.utf8), "\(type)")
    }
  }
}
