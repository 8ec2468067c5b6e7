import NIOCore
import SASL
import SMTPCore
import Testing

@Suite("Command")
struct CommandTests {
  private func wire(_ command: Command) -> String {
    var buffer = ByteBuffer()
    command.encode(into: &buffer)
    return String(buffer: buffer)
  }

  @Test("every command has its form on the wire")
  func encoding() throws {
    let address = try EnvelopeAddress("ada@example.org")
    let name = try ClientName("client.example")
    #expect(wire(.ehlo(name)) == "EHLO client.example\r\n")
    #expect(wire(.helo(.loopbackLiteral)) == "HELO [127.0.0.1]\r\n")
    #expect(wire(.startTLS) == "STARTTLS\r\n")
    #expect(wire(.mail(.null, [])) == "MAIL FROM:<>\r\n")
    #expect(
      wire(.mail(.address(address), [.size(1024), .body8BitMIME, .smtpUTF8]))
        == "MAIL FROM:<ada@example.org> SIZE=1024 BODY=8BITMIME SMTPUTF8\r\n")
    #expect(
      wire(.rcpt(address, [try ESMTPParameter("notify", "SUCCESS,FAILURE")]))
        == "RCPT TO:<ada@example.org> NOTIFY=SUCCESS,FAILURE\r\n")
    #expect(wire(.data) == "DATA\r\n")
    #expect(wire(.bdat(size: 10, isLast: false)) == "BDAT 10\r\n")
    #expect(wire(.bdat(size: 0, isLast: true)) == "BDAT 0 LAST\r\n")
    #expect(wire(.rset) + wire(.noop) + wire(.quit) + wire(.help) == "RSET\r\nNOOP\r\nQUIT\r\nHELP\r\n")
    #expect(wire(.vrfy("ada")) + wire(.expn("list")) == "VRFY ada\r\nEXPN list\r\n")
  }

  @Test("AUTH: no initial response, an empty one as an equals sign, and one in base64")
  func authentication() {
    #expect(wire(.auth(mechanism: "LOGIN", initialResponse: nil)) == "AUTH LOGIN\r\n")
    #expect(wire(.auth(mechanism: "EXTERNAL", initialResponse: "")) == "AUTH EXTERNAL =\r\n")
    #expect(wire(.auth(mechanism: "PLAIN", initialResponse: "\u{0}ada\u{0}pw")) == "AUTH PLAIN AGFkYQBwdw==\r\n")
  }

  @Test("AUTH shows its response neither in clear nor in base64")
  func redaction() {
    let command = Command.auth(mechanism: "PLAIN", initialResponse: "\u{0}ada\u{0}canary")
    var dumped = ""
    dump(command, to: &dumped)
    for text in ["\(command)", String(describing: command), String(reflecting: command), dumped] {
      #expect(!text.contains("canary") && !text.contains("AGFk"))
    }
    #expect(command.description == "AUTH PLAIN [redacted]")
  }

  @Test(
    "a free text cannot become a second command",
    arguments: [
      Command.vrfy("a\r\nMAIL FROM:<>"), .expn("a\nQUIT"), .auth(mechanism: "PLAIN\r\nQUIT", initialResponse: nil),
      .auth(mechanism: "PLAIN\nQUIT", initialResponse: "x"), .auth(mechanism: "P\u{0}", initialResponse: ""),
    ])
  func injection(_ command: Command) {
    let text = wire(command)
    #expect(text.utf8.suffix(2).elementsEqual([13, 10]))
    #expect(!text.utf8.dropLast(2).contains { $0 < 0x20 })
    #expect(!command.description.utf8.contains { $0 < 0x20 })
  }

  @Test("MAIL, RCPT, RSET and BDAT may be followed in a group, the others end it (RFC 2920)")
  func groups() throws {
    let address = try EnvelopeAddress("a@b")
    for command in [Command.mail(.null, []), .rcpt(address, []), .rset, .bdat(size: 1, isLast: true)] {
      #expect(!command.endsPipelinedGroup, "\(command)")
    }
    for command in [
      Command.ehlo(.loopbackLiteral), .helo(.loopbackLiteral), .startTLS, .auth(mechanism: "X", initialResponse: nil),
      .data, .noop, .quit, .help, .vrfy("a"), .expn("a"),
    ] {
      #expect(command.endsPipelinedGroup, "\(command)")
    }
  }

  @Test(
    "a client's name is a domain or an address literal in ASCII",
    arguments: ["client.example", "localhost", "[192.0.2.1]", "[IPv6:2001:db8::1]", "a_b.example"])
  func clientName(_ name: String) throws {
    #expect(try ClientName(name).description == name)
  }

  @Test(
    "nothing else can be a client's name",
    arguments: [
      "", "a b", "a\r\nMAIL FROM:<x@y>", "a\nb", "a\u{0}", "b\u{FC}cher.example", "[127.0.0.1", "127.0.0.1]", "a@b",
      "a..b",
      "-a", "a>", "\u{010A}", "a SIZE=1", String(repeating: "a.", count: 200) + "a",
    ])
  func badClientName(_ name: String) {
    #expect(throws: EnvelopeSyntaxError.self) { try ClientName(name) }
  }

  @Test("a parameter's keyword is written in upper case, its value as it is")
  func parameter() throws {
    #expect(try ESMTPParameter("envid", "QQ+2D1").description == "ENVID=QQ+2D1")
    #expect(try ESMTPParameter("X-1").description == "X-1")
    #expect(ESMTPParameter.size(5).description == "SIZE=5")
  }

  @Test(
    "a parameter that would become two, or another command, is refused",
    arguments: [
      ("", nil), ("-A", nil), ("A B", nil), ("A=B", nil), ("A\r\n", nil), ("\u{C4}", nil), ("A", ""), ("A", "a b"),
      ("A", "a=b"), ("A", "a\r\nQUIT"), ("A", "a\n"), ("A", "\u{0}"), ("A", "\u{7F}"), ("A", "\u{2028}"), ("A", "\t"),
    ] as [(String, String?)])
  func badParameter(_ keyword: String, _ value: String?) {
    #expect(throws: EnvelopeSyntaxError.self) { try ESMTPParameter(keyword, value) }
  }
}
