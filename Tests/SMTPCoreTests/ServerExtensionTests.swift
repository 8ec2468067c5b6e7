import SASL
import SMTPCore
import Testing

@Suite("Extensions at the server")
struct ServerExtensionTests {
  private static var everything: ServerSession.Configuration {
    var configuration = ServerSession.Configuration.test
    configuration.extensions.requireTLS = true
    configuration.extensions.shortestDeliverBy = 60
    configuration.extensions.futureRelease = .init(longest: 3600, latest: UTCTime("2027-01-01T00:00:00Z"))
    configuration.extensions.priorities = true
    configuration.extensions.limits = .init(mailMax: 3, rcptMax: 2, rcptDomainMax: 2)
    configuration.authenticationMechanisms = [.plain]
    return configuration
  }

  @Test("what is switched on is offered, REQUIRETLS over TLS only")
  func offer() {
    let lines = ["DELIVERBY 60", "FUTURERELEASE 3600 2027-01-01T00:00:00Z", "MT-PRIORITY"]
    for isSecure in [true, false] {
      var dialogue = ServerDialogue(Self.everything, isSecure: isSecure)
      dialogue.say("EHLO x.test\r\n")
      let reply = dialogue.record.replies.first ?? ""
      for line in lines { #expect(reply.contains("|250-\(line)|")) }
      #expect(reply.hasSuffix("|250 LIMITS MAILMAX=3 RCPTMAX=2 RCPTDOMAINMAX=2|"))
      #expect(reply.contains("|250-REQUIRETLS|") == isSecure)
      dialogue.say("MAIL FROM:<> REQUIRETLS\r\n")
      #expect(dialogue.codes.last == (isSecure ? 250 : 555))
    }
  }

  @Test(
    "parameters are held against their grammar and what is offered",
    arguments: [
      ("REQUIRETLS=1", 501), ("BY=60;R", 250), ("BY=59;R", 501), ("BY=59;N", 250), ("BY=-5;NT", 250),
      ("BY=+60;rt", 250),
      ("BY=0;R", 501), ("BY=60", 501), ("BY=60;X", 501), ("BY=60;RTT", 501), ("BY=;R", 501), ("BY=-;N", 501),
      ("BY=1234567890;N", 501), ("BY", 501), ("BY=60;R;T", 501), ("BY=6\u{661};N", 501),
      ("HOLDFOR=3600", 250), ("HOLDFOR=3601", 501), ("HOLDFOR=0", 501), ("HOLDFOR=-1", 501), ("HOLDFOR", 501),
      ("HOLDUNTIL=2027-01-01T00:00:00Z", 250), ("HOLDUNTIL=2027-01-01T00:30:00+01:00", 250),
      ("HOLDUNTIL=2027-01-01T00:00:01Z", 501), ("HOLDUNTIL=tomorrow", 501),
      ("HOLDFOR=1 HOLDUNTIL=2026-01-01T00:00:00Z", 501),
      ("MT-PRIORITY=9", 250), ("MT-PRIORITY=-9", 250), ("MT-PRIORITY=+1", 501), ("MT-PRIORITY=10", 501),
      ("MT-PRIORITY=-0", 501), ("MT-PRIORITY=01", 501), ("MT-PRIORITY", 501),
      ("AUTH=<>", 250), ("AUTH=e+3Dmc2@b.test", 250), ("AUTH=e+3Dmc2", 501), ("AUTH=a@b.test+0D+0AQUIT", 501),
      ("ENVID=a+0D+0AQUIT", 501), ("ENVID=a+00", 501), ("ENVID=\u{E9}", 501), ("RET=full", 250), ("RET", 501),
    ])
  func mail(parameters: String, code: Int) {
    var dialogue = ServerDialogue(Self.everything, isSecure: true)
    dialogue.say("EHLO x.test\r\nMAIL FROM:<a@b.test> \(parameters)\r\n")
    #expect(dialogue.codes.last == code)
  }

  @Test(
    "none of them is taken where it is not offered", arguments: ["REQUIRETLS", "BY=60;R", "HOLDFOR=1", "MT-PRIORITY=1"])
  func notOffered(parameter: String) {
    var dialogue = ServerDialogue(isSecure: true)
    dialogue.say("EHLO x.test\r\nMAIL FROM:<a@b.test> \(parameter)\r\n")
    #expect(dialogue.codes.last == 555)
  }

  @Test(
    "an original recipient may be in any form of RFC 6533, and hides no control",
    arguments: [
      (#"utf-8;\x{E9}@b.test"#, 250), ("utf-8;\u{E9}@b.test", 250), (#"UTF-8;\x{10FFFF}"#, 250), ("x400;c+3Dus", 250),
      (#"utf-8;\x{0D}\x{0A}QUIT"#, 501), (#"utf-8;\x{2028}"#, 501), (#"utf-8;\x{D800}"#, 501), (#"utf-8;\x{E9"#, 501),
      (#"utf-8;\xE9"#, 501), (#"utf-8;\x{1234567}"#, 501), ("rfc822;\u{E9}@b.test", 501), ("rfc822;a+0Ab", 501),
      ("rfc+822;a", 501), ("rfc822;", 501),
    ])
  func originalRecipient(value: String, code: Int) {
    var dialogue = ServerDialogue()
    dialogue.say("EHLO x.test\r\nMAIL FROM:<> SMTPUTF8\r\nRCPT TO:<a@b.test> ORCPT=\(value)\r\n")
    #expect(dialogue.codes.last == code)
  }

  @Test("the limits that are told are held to: messages, recipients of one, domains of all")
  func limits() {
    var dialogue = ServerDialogue(Self.everything)
    dialogue.say(
      "EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@one.test>\r\nRCPT TO:<b@ONE.test>\r\nRCPT TO:<c@one.test>\r\n")
    #expect(dialogue.codes.suffix(3) == [250, 250, 452])
    dialogue.say("RSET\r\nMAIL FROM:<>\r\nRCPT TO:<a@two.test>\r\nRCPT TO:<a@three.test>\r\nRCPT TO:<a@one.test>\r\n")
    #expect(dialogue.codes.suffix(3) == [250, 452, 250], "a third domain is refused, the first two are not")
    dialogue.say("RSET\r\nMAIL FROM:<>\r\nRSET\r\nEHLO x.test\r\nMAIL FROM:<>\r\n")
    #expect(dialogue.codes.suffix(5) == [250, 250, 250, 250, 452], "a new EHLO makes no new connection")
  }

  @Test("what a client asked for is in the envelope")
  func envelope() {
    var dialogue = ServerDialogue(Self.everything, isSecure: true)
    dialogue.say("EHLO x.test\r\nMAIL FROM:<> REQUIRETLS BY=60;R MT-PRIORITY=2\r\nRCPT TO:<a@b.test> NOTIFY=NEVER\r\n")
    dialogue.say("DATA\r\n.\r\n")
    let envelope = dialogue.record.messages.first?.envelope
    #expect(envelope?.parameters.map(\.description) == ["REQUIRETLS", "BY=60;R", "MT-PRIORITY=2"])
    #expect(envelope?.recipients.first?.parameters.map(\.description) == ["NOTIFY=NEVER"])
  }
}
