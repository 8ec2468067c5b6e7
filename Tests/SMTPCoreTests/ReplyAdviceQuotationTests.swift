import SMTPCore
import TestSupport
import Testing

@Suite("A reply as it is pasted")
struct ReplyAdviceQuotationTests {
  @Test(
    "the numbers and the text are found",
    arguments: [
      ("421 4.7.66 TLS 1.0 and 1.1", "421 4.7.66 TLS 1.0 and 1.1"),
      ("  \"421 4.7.66 TLS 1.0 and 1.1\"  ", "421 4.7.66 TLS 1.0 and 1.1"),
      ("\u{201C}421 4.7.66 TLS\u{201D}", "421 4.7.66 TLS"),
      ("'421 4.7.66 TLS'", "421 4.7.66 TLS"),
      ("SMTP error: 421 4.7.66 TLS 1.0", "421 4.7.66 TLS 1.0"),
      ("SMTP Error (535): Authentication failed", "535 Authentication failed"),
      ("SMTP error 535: Authentication failed", "535 Authentication failed"),
      ("smtp; 550 5.7.30 Basic authentication", "550 5.7.30 Basic authentication"),
      ("Diagnostic-Code: smtp;550 5.7.30 Basic", "550 5.7.30 Basic"),
      ("Status: 5.7.30\nDiagnostic-Code: smtp; 550 5.7.30 Basic", "550 5.7.30 Basic"),
      ("Status: 5.1.1", "5.1.1"),
      ("550-5.7.1 first\n550 5.7.1 second", "550 5.7.1 first second"),
      ("550-5.7.1 first\r\n550-5.7.1 second\r\n550 5.7.1 third\r\n", "550 5.7.1 first second third"),
      ("550-first\n550 second", "550 first second"),
      ("4.7.66", "4.7.66"),
      ("4.7.66.", "4.7.66"),
      ("(4.7.66)", "4.7.66"),
      ("550 #5.1.0 Address rejected.", "550 5.1.0 Address rejected."),
      ("451 5.7.3 Must issue a STARTTLS", "451 5.7.3 Must issue a STARTTLS"),
      ("(535, b'5.7.139 Authentication unsuccessful')", "535 5.7.139 Authentication unsuccessful')"),
      ("The server response was: 5.7.57 Client not authenticated", "5.7.57 Client not authenticated"),
      ("550 refused by policy (5.7.1)", "550 5.7.1 refused by policy (5.7.1)"),
      ("250 2.0.0 Ok", "250 2.0.0 Ok"),
      ("354", "354"),
      ("host smtp.example.org[192.0.2.7]:587 said: 421 4.7.66 TLS", "421 4.7.66 TLS"),
      ("sent to 5.7.8.9 port 587 and got 454 later", "454 later"),
      ("421 4.7.66 TLS 1.0 and 1.1 are\nnot supported", "421 4.7.66 TLS 1.0 and 1.1 are not supported"),
    ])
  func parsing(_ pasted: String, _ understood: String) throws {
    #expect(try #require(ReplyAdvice.Quotation(pasted)).description == understood)
  }

  @Test(
    "a text without a code is no reply",
    arguments: [
      "", "   ", "\"\"", "hello", "TLS 1.2 is required", "connect to smtp.example.org:587", "port 587", "4.7", "42",
      "1234", "6.7.66", "3.7.66", "5.7.8.9", "10.5.7.8", "999 x", "199 x", "x421y", "4.7.6666", "421st", "\u{FF14}21 x",
    ])
  func noReply(_ pasted: String) {
    #expect(ReplyAdvice.Quotation(pasted) == nil)
    #expect(ReplyAdvice.advice(quoted: pasted) == nil)
  }

  @Test("every row of a wrapped, quoted or prefixed paste of 4.7.66 leads to the same advice")
  func samples() throws {
    let plain = try #require(ReplyAdvice.advice(quoted: "421 4.7.66 TLS 1.0 and 1.1 are not supported."))
    for pasted in [
      "4.7.66", "\"421 4.7.66\"", "SMTP error: 421 4.7.66", "421-4.7.66 TLS 1.0\n421 4.7.66 and 1.1",
      "> 421 4.7.66 TLS 1.0 and 1.1 are not supported", "[421] 4.7.66 TLS", "TLS 1.0 rejected: 421 4.7.66",
    ] {
      #expect(ReplyAdvice.advice(quoted: pasted) == plain, "\(pasted)")
    }
  }

  @Test("controls in what is pasted do not get into the text")
  func controls() throws {
    let quotation = try #require(ReplyAdvice.Quotation("550 5.1.1 a\u{1B}[31mb\u{7}c\u{2028}d"))
    #expect(!quotation.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x2028 })
  }

  @Test("a reply from the wire whose class does not fit its code keeps its status")
  func mismatchedClass() throws {
    let quotation = ReplyAdvice.Quotation(Reply(451, "5.7.3 Must issue a STARTTLS command first"))
    #expect(quotation.enhanced == EnhancedStatusCode(5, 7, 3))
    #expect(quotation.text == "Must issue a STARTTLS command first")
  }

  @Test("whatever is pasted, the answer comes without a trap and in time")
  func randomText() {
    var generator = SeededGenerator(seed: 11)
    let alphabet = Array("0123456789.... -\"'\n\r:;()#bsmtp \u{301}\u{E9}\u{2028}\u{1F600}")
    for _ in 0..<2000 {
      let text = String(
        (0..<Int.random(in: 0..<40, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? " " })
      guard let quotation = ReplyAdvice.Quotation(text) else { continue }
      #expect(quotation.code != nil || quotation.enhanced != nil)
      #expect(ReplyAdvice.advice(for: quotation) != nil)
    }
    #expect(ReplyAdvice.Quotation(String(repeating: "x ", count: 1_000_000)) == nil)
    #expect(
      ReplyAdvice.advice(quoted: "550 5.1.1 " + String(repeating: "tls 1.0 ", count: 1_000_000))?.isKnown == false)
  }
}
