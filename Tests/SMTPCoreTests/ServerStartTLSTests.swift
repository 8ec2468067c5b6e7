import NIOCore
import SASL
import SMTPCore
import Testing

@Suite("The server's STARTTLS")
struct ServerStartTLSTests {
  @Test("STARTTLS is offered before TLS, AUTH only after it")
  func offers() throws {
    var dialogue = ServerDialogue(.authenticating)
    dialogue.say("EHLO x.test\r\n")
    #expect(try #require(dialogue.record.replies.last).contains("STARTTLS|"))
    #expect(try !#require(dialogue.record.replies.last).contains("AUTH"))
    dialogue.say("STARTTLS\r\n")
    #expect(dialogue.codes.last == 220)
    #expect(dialogue.record.startedTLS)
    dialogue.session.tlsEstablished()
    dialogue.say("EHLO x.test\r\n")
    #expect(try !#require(dialogue.record.replies.last).contains("STARTTLS"))
    #expect(try #require(dialogue.record.replies.last).contains("AUTH PLAIN LOGIN XOAUTH2|"))
    dialogue.say("STARTTLS\r\n")
    #expect(dialogue.codes.last == 503)
  }

  @Test("nothing learnt before TLS is kept after it")
  func forgets() {
    var configuration = ServerSession.Configuration.authenticating
    configuration.requiresTLSForAuthentication = false
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\nAUTH PLAIN AHUAcA==\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\n")
    #expect(dialogue.session.authenticatedUser == "u")
    dialogue.say("STARTTLS\r\n")
    dialogue.session.tlsEstablished()
    #expect(dialogue.session.authenticatedUser == nil)
    #expect(dialogue.session.clientName == nil)
    #expect(dialogue.session.isSecure)
    dialogue.say("MAIL FROM:<>\r\nEHLO x.test\r\nDATA\r\nRCPT TO:<a@b.test>\r\n")
    #expect(dialogue.codes.suffix(4) == [503, 250, 503, 503])
  }

  @Test(
    "bytes behind STARTTLS in the same segment end the session and are not carried out",
    arguments: ["RSET\r\n", "N", "EHLO evil.test\r\nMAIL FROM:<evil@x.test>\r\n", "\r\n", "\0"])
  func injectionInSegment(injected: String) {
    var dialogue = ServerDialogue(.authenticating)
    dialogue.say("EHLO x.test\r\n")
    let asked = dialogue.record.questions.count
    dialogue.say("STARTTLS\r\n\(injected)")
    #expect(dialogue.codes == [250, 554])
    #expect(dialogue.record.end == .violation(.commandInjection(byteCount: injected.utf8.count)))
    #expect(dialogue.record.questions.count == asked)
    #expect(!dialogue.record.startedTLS)
  }

  @Test("bytes that come while the policy decides end the session")
  func injectionWhileDeciding() {
    var session = ServerSession(configuration: .authenticating, isSecure: false)
    _ = session.nextAction()
    session.answer(.proceed)
    session.receive(ByteBuffer(string: "EHLO x.test\r\n"))
    while let action = session.nextAction() {
      if case .ask = action { session.answer(.proceed) }
    }
    session.receive(ByteBuffer(string: "STARTTLS\r\n"))
    #expect(session.nextAction() == .received("STARTTLS"))
    #expect(session.nextAction() == .ask(.command(.startTLS)))
    session.receive(ByteBuffer(string: "RSET\r\n"))
    session.answer(.proceed)
    #expect(session.nextAction() == .send(Reply(554, "5.5.1", "Nothing may follow STARTTLS before the handshake")))
    #expect(session.nextAction() == .close(.violation(.commandInjection(byteCount: 6))))
    #expect(session.nextAction() == nil)
  }

  @Test("bytes that come while the 220 is being sent end the session")
  func injectionBeforeHandshake() {
    var session = ServerSession(configuration: .authenticating, isSecure: false)
    _ = session.nextAction()
    session.answer(.proceed)
    session.receive(ByteBuffer(string: "EHLO x.test\r\nSTARTTLS\r\n"))
    var last: ServerSession.Action?
    while let action = session.nextAction() {
      last = action
      if case .ask = action { session.answer(.proceed) }
      if case .send(let reply) = action, reply.code == 220, reply.enhanced != nil { break }
    }
    #expect(last == .send(Reply(220, "2.0.0", "Ready to start TLS")))
    session.receive(ByteBuffer(string: "MAIL FROM:<evil@x.test>\r\n"))
    #expect(session.nextAction() == .close(.violation(.commandInjection(byteCount: 25))))
  }

  @Test("STARTTLS before EHLO, with an argument, or refused by the policy starts nothing")
  func refused() {
    var dialogue = ServerDialogue(.authenticating) {
      $0 == .command(.startTLS) ? .reply(Reply(454, "4.7.0", "TLS not available")) : .proceed
    }
    dialogue.say("STARTTLS\r\n")
    dialogue.say("EHLO x.test\r\n")
    dialogue.say("STARTTLS now\r\n")
    dialogue.say("STARTTLS\r\n")
    dialogue.say("NOOP\r\n")
    #expect(dialogue.codes == [503, 250, 501, 454, 250])
    #expect(!dialogue.record.startedTLS)
  }

  @Test("MAIL waits for TLS and AUTH where they are required")
  func required() {
    var configuration = ServerSession.Configuration.authenticating
    configuration.requiresTLS = true
    configuration.requiresAuthentication = true
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\nSTARTTLS\r\n")
    #expect(dialogue.record.replies[1] == "530 5.7.0 Must issue a STARTTLS command first|")
    dialogue.session.tlsEstablished()
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\nAUTH PLAIN AHUAcA==\r\nMAIL FROM:<>\r\n")
    #expect(dialogue.codes.suffix(4) == [250, 530, 235, 250])
  }
}
