import SMTPCore
import Testing

@Suite("Commands as a server reads them")
struct ServerCommandTests {
  private func parse(_ line: String) throws(ServerCommandError) -> Command {
    try Command.parse(line.utf8, postmasterDomain: "mx.test")
  }

  @Test(
    "a command is read into its parts",
    arguments: [
      ("EHLO client.test", "EHLO client.test"),
      ("ehlo [127.0.0.1]", "EHLO [127.0.0.1]"),
      ("HELO x", "HELO x"),
      ("MAIL FROM:<>", "MAIL FROM:<>"),
      ("mail from:<A@b.test> size=5", "MAIL FROM:<A@b.test> SIZE=5"),
      ("MAIL FROM: <a@b.test>", "MAIL FROM:<a@b.test>"),
      ("MAIL FROM:<@r1.test,@r2.test:a@b.test>", "MAIL FROM:<a@b.test>"),
      (#"MAIL FROM:<"a > b\" c"@d.test> SMTPUTF8"#, #"MAIL FROM:<"a > b\" c"@d.test> SMTPUTF8"#),
      (#"RCPT TO:<"foo@x.test> ORCPT=admin@x.test"@d.test>"#, #"RCPT TO:<"foo@x.test> ORCPT=admin@x.test"@d.test>"#),
      ("RCPT TO:<\u{E9}t\u{E9}@b\u{FC}cher.test>", "RCPT TO:<\u{E9}t\u{E9}@b\u{FC}cher.test>"),
      ("RCPT TO:<postmaster>", "RCPT TO:<postmaster@mx.test>"),
      ("RCPT TO:<a@[IPv6:::1]>  NOTIFY=NEVER ", "RCPT TO:<a@[IPv6:::1]> NOTIFY=NEVER"),
      ("BDAT 10 last", "BDAT 10 LAST"),
      ("AUTH PLAIN AHUAcA==", "AUTH PLAIN [redacted]"),
      ("DATA  ", "DATA"),
      ("VRFY someone", "VRFY someone"),
    ])
  func wellFormed(line: String, description: String) throws {
    #expect(try parse(line).description == description)
  }

  @Test(
    "a line that is not of the grammar is refused",
    arguments: [
      ("MAIL", 501), ("MAIL FROM", 501), ("MAIL FROM:", 501), ("MAIL FROM:a@b.test", 501), ("MAIL FROM:<a@b.test", 501),
      ("MAIL FROM:<a@b.test>SIZE=1", 501), ("MAIL FROM:<a>", 501), ("MAIL FROM:<a b@c.test>", 501),
      ("MAIL FROM:<@r.test>", 501), ("MAIL FROM:<a@b.test> =1", 501), ("MAIL FROM:<a@b.test> X=", 501),
      ("MAIL FROM:<a@b.test> X=a=b", 501), ("RCPT TO:<>", 501), ("RCPT TO:<a@-b.test>", 501),
      ("RCPT FROM:<a@b.test>", 501),
      ("MAIL FROM:<a\u{0}@b.test>", 500), ("MAIL FROM:<a@b.test\u{1B}>", 500), ("MAIL FROM:<a\u{2028}@b.test>", 501),
      ("RCPT TO:<\"a@b.test>", 501), ("HELO <x>", 501), ("DATA x", 501), (" NOOP", 500), ("NOOPS", 500),
      ("\u{17F}TARTTLS", 500), ("R\u{17F}ET", 500), ("BDAT 1 LA\u{17F}T", 501),
    ])
  func malformed(line: String, code: Int) {
    let error = #expect(throws: ServerCommandError.self) { try parse(line) }
    #expect(error?.reply.code == code)
  }

  @Test("bytes that are not UTF-8 are refused")
  func notUTF8() {
    #expect(throws: ServerCommandError.notText) {
      try Command.parse(Array("MAIL FROM:<".utf8) + [0xC3, 0x28] + Array("@b.test>".utf8), postmasterDomain: "mx.test")
    }
  }

  @Test(
    "parameters are held against what is offered",
    arguments: [
      ("MAIL FROM:<a@b.test> RET=HDRS ENVID=a+3Db", 250), ("MAIL FROM:<a@b.test> RET=SOME", 501),
      ("MAIL FROM:<a@b.test> RET=HDR\u{17F}", 501), ("MAIL FROM:<a@b.test> ENVID=a+zz", 501),
      ("MAIL FROM:<a@b.test> ENVID=a+3d", 501),
      ("MAIL FROM:<a@b.test> SMTPUTF8", 250), ("MAIL FROM:<a@b.test> SMTPUTF8=1", 501),
      ("MAIL FROM:<\u{E9}@b.test> SMTPUTF8", 250), ("MAIL FROM:<\u{E9}@b.test>", 553),
      ("MAIL FROM:<a@b.test> BODY=7bit", 250), ("MAIL FROM:<a@b.test> BODY=BINARYMIME", 501),
      ("MAIL FROM:<a@b.test> BODY=9BIT", 501), ("MAIL FROM:<a@b.test> SIZE=x", 501), ("MAIL FROM:<a@b.test> SIZE", 501),
      ("MAIL FROM:<a@b.test> SIZE=1 SIZE=1", 501), ("MAIL FROM:<a@b.test> AUTH=<>", 555),
      ("MAIL FROM:<a@b.test> MT-PRIORITY=3", 555), ("MAIL FROM:<a@b.test> NOTIFY=NEVER", 555),
    ])
  func mailParameters(line: String, code: Int) {
    var dialogue = ServerDialogue()
    dialogue.say("EHLO x.test\r\n\(line)\r\n")
    #expect(dialogue.codes == [250, code])
  }

  @Test(
    "the parameters of recipients are held against what is offered",
    arguments: [
      ("NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+2B@b.test", 250), ("NOTIFY=NEVER,DELAY", 501), ("NOTIFY=", 501),
      ("NOTIFY=success,", 501), ("ORCPT=a@b.test", 501), ("ORCPT=;a", 501), ("SIZE=1", 555), ("X", 555),
    ])
  func rcptParameters(parameters: String, code: Int) {
    var dialogue = ServerDialogue()
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test> \(parameters)\r\n")
    #expect(dialogue.codes.last == code)
  }

  @Test("extensions that are switched off are neither offered nor taken")
  func switchedOff() {
    var configuration = ServerSession.Configuration.test
    configuration.extensions.size = false
    configuration.extensions.smtpUTF8 = false
    configuration.extensions.eightBitMIME = false
    configuration.extensions.pipelining = false
    configuration.extensions.deliveryStatusNotifications = false
    configuration.extensions.chunking = false
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\n")
    for parameter in ["SIZE=1", "SMTPUTF8", "BODY=8BITMIME", "RET=FULL"] {
      dialogue.say("MAIL FROM:<> \(parameter)\r\n")
    }
    #expect(dialogue.record.replies.first == "250-mx.test|250 ENHANCEDSTATUSCODES|")
    #expect(dialogue.codes.dropFirst() == [555, 555, 555, 555])
  }

  @Test("an address in UTF-8 needs SMTPUTF8 on MAIL")
  func unicodeRecipient() {
    var dialogue = ServerDialogue()
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<\u{E9}@b.test>\r\nRSET\r\n")
    dialogue.say("MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<\u{E9}@b.test>\r\n")
    #expect(dialogue.codes == [250, 250, 553, 250, 250, 250])
  }
}
