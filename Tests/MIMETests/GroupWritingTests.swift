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

  @Test("a line end that hides in the name of a group that is read begins no field of a message composed anew")
  func injection() throws {
    let field = "To: =?utf-8?q?a=0D=0ABcc=3A_eve=40evil.example?= : ada@example.com;"
    let message = try Message(ParsedMessage(Array("From: ada@example.com\r\n\(field)\r\n\r\nx\r\n".utf8)))
    #expect(message.toGroups.map(\.name) == ["a  Bcc: eve@evil.example"])
    var stream = try message.makeStream()
    let written = ParsedMessage(Array(try stream.next() ?? []))
    #expect(written.toGroupNames == ["a  Bcc: eve@evil.example"] && written.bcc.isEmpty)
  }
}

extension ParsedMessage {
  fileprivate var toGroupNames: [String] { header.groups(in: "To").map(\.name) }
}
