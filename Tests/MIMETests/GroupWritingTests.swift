import MIME
import Testing

@Suite("Writing groups of recipients")
struct GroupWritingTests {
  @Test(
    "a blank stands between an encoded word and the colon (RFC 2047, section 5)",
    arguments: [("Jörg", "To: =?utf-8?b?SsO2cmc=?= : ada@example.com;"), ("All", "To: All: ada@example.com;")])
  func colon(_ name: String, _ line: String) throws {
    let ada = try Mailbox("ada@example.com")
    var message = Message(from: ada, to: [])
    message.toGroups = [try MailboxGroup(name: name, members: [ada])]
    var stream = try message.makeStream()
    let written = String(decoding: try stream.next() ?? [], as: UTF8.self)
    #expect(written.contains("\r\n\(line)\r\n"))
    #expect(ParsedMessage(Array(written.utf8)).to == [ada])
  }
}
