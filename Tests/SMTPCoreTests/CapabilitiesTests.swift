import SMTPCore
import Testing

@Suite("Capabilities")
struct CapabilitiesTests {
  private func capabilities(_ lines: String...) -> Capabilities {
    Capabilities(ehloReply: Reply(250, nil, lines: ["mx.example.org Hello [192.0.2.1]"] + lines))
  }

  @Test("keywords and parameters are read without regard to case")
  func reading() {
    let offered = capabilities(
      "size 36700160", "Pipelining", "8bitmime", "STARTTLS", "chunking", "SmtpUTF8", "auth plain Login")
    #expect(offered.serverName == "mx.example.org")
    #expect(offered.keywords == ["SIZE", "PIPELINING", "8BITMIME", "STARTTLS", "CHUNKING", "SMTPUTF8", "AUTH"])
    #expect(offered.offersSize && offered.offersPipelining && offered.offers8BitMIME && offered.offersStartTLS)
    #expect(offered.offersChunking && offered.offersSMTPUTF8 && offered.offers("pipelining"))
    #expect(offered.maximumMessageSize == 36_700_160)
    #expect(offered.authenticationMechanisms == ["PLAIN", "LOGIN"])
    #expect(offered.parameters(of: "auth") == ["PLAIN", "LOGIN"])
    #expect(!offered.offers("DSN") && offered.parameters(of: "DSN").isEmpty)
  }

  @Test(
    "the old form with an equals sign is understood, and mechanisms named twice count once",
    arguments: [
      (["AUTH=LOGIN PLAIN"], ["LOGIN", "PLAIN"]), (["AUTH LOGIN", "AUTH=LOGIN"], ["LOGIN"]),
      (["AUTH PLAIN LOGIN", "AUTH=PLAIN XOAUTH2"], ["PLAIN", "LOGIN", "XOAUTH2"]), (["auth=login"], ["LOGIN"]),
      (["AUTH="], []), (["AUTH= PLAIN"], ["PLAIN"]), (["AUTH"], []), (["AUTHX PLAIN"], []), (["XAUTH=PLAIN"], []),
    ])
  func authentication(_ lines: [String], _ mechanisms: [String]) {
    let offered = Capabilities(ehloReply: Reply(250, nil, lines: ["mx"] + lines))
    #expect(offered.authenticationMechanisms == mechanisms)
  }

  @Test("a keyword given twice is listed once, with the parameters of both")
  func duplicates() {
    let offered = capabilities("SIZE 10", "size 20", "DSN", "DSN")
    #expect(offered.keywords == ["SIZE", "DSN"])
    #expect(offered.parameters(of: "SIZE") == ["10", "20"])
    #expect(offered.maximumMessageSize == 10)
  }

  @Test(
    "a size that is no limit is none",
    arguments: ["SIZE", "SIZE 0", "SIZE -1", "SIZE x", "SIZE 99999999999999999999999", "SIZE 1.5"])
  func noSizeLimit(_ line: String) {
    let offered = capabilities(line)
    #expect(offered.offersSize && offered.maximumMessageSize == nil)
  }

  @Test("the first line is a greeting, never a capability")
  func greetingLine() {
    #expect(!Capabilities(ehloReply: Reply(250, "STARTTLS")).offersStartTLS)
    #expect(Capabilities(ehloReply: Reply(250, "")).serverName == "")
    #expect(Capabilities.none.keywords.isEmpty)
  }

  @Test("empty lines and runs of spaces do no harm")
  func sloppyLines() {
    let offered = capabilities("", "   ", "  AUTH   PLAIN  ")
    #expect(offered.keywords == ["AUTH"])
    #expect(offered.authenticationMechanisms == ["PLAIN"])
  }
}
