import NIOCore
import SASL
import SMTPCore
import TestSupport
import Testing

/// Drives a session in tests, and keeps what it did.
struct ServerDialogue {
  struct Message: Hashable {
    let envelope: ServerEnvelope
    let body: String
  }

  struct Record: Hashable {
    var replies: [String] = []
    var messages: [Message] = []
    var questions: [ServerSession.Question] = []
    var log: [String] = []
    var startedTLS = false
    var end: ServerSession.End?
  }

  var session: ServerSession
  private(set) var record = Record()
  private let policy: (ServerSession.Question) -> ServerSession.Answer
  private var body = ByteBuffer()

  init(
    _ configuration: ServerSession.Configuration = .test, isSecure: Bool = false,
    policy: @escaping (ServerSession.Question) -> ServerSession.Answer = { _ in .proceed }
  ) {
    session = ServerSession(configuration: configuration, isSecure: isSecure)
    self.policy = policy
    run()
    record = Record()
  }

  mutating func say(_ text: String) {
    say(Array(text.utf8))
  }

  mutating func say(_ bytes: some Sequence<UInt8>) {
    session.receive(ByteBuffer(bytes: bytes))
    run()
  }

  private mutating func run() {
    while let action = session.nextAction() {
      switch action {
      case .received(let line): record.log.append(line)
      case .ask(let question): answer(question)
      case .send(let reply): record.replies.append(Self.text(reply))
      case .body(var part): body.writeBuffer(&part)
      case .discardBody: body.clear()
      case .startTLS: record.startedTLS = true
      case .close(let end): record.end = end
      }
    }
  }

  private mutating func answer(_ question: ServerSession.Question) {
    record.questions.append(question)
    if case .message(let envelope) = question {
      record.messages.append(Message(envelope: envelope, body: String(buffer: body)))
      body.clear()
    }
    session.answer(policy(question))
  }

  private static func text(_ reply: Reply) -> String {
    var buffer = ByteBuffer()
    reply.encode(into: &buffer)
    return String(buffer: buffer).replacing("\r\n", with: "|")
  }

  /// The codes of the replies.
  var codes: [Int] { record.replies.compactMap { Int($0.prefix(3)) } }
}

extension ServerSession.Configuration {
  static let test = ServerSession.Configuration(hostName: "mx.test")

  static var authenticating: Self {
    var configuration = test
    configuration.offersStartTLS = true
    configuration.authenticationMechanisms = [.plain, .login, .xoauth2]
    return configuration
  }
}

@Suite("The server's session")
struct ServerSessionTests {
  static let whole = """
    EHLO client.test\r
    MAIL FROM:<a@b.test> SIZE=30 BODY=8BITMIME\r
    RCPT TO:<c@d.test> NOTIFY=NEVER\r
    RCPT TO:<Postmaster>\r
    DATA\r
    Subject: x\r
    \r
    ..dot\r
    ..\r
    end\r
    .\r
    RSET\r
    NOOP\r
    QUIT\r

    """

  @Test("a whole dialogue is answered and its message handed out unstuffed")
  func wholeDialogue() throws {
    var dialogue = ServerDialogue()
    dialogue.say(Self.whole)
    #expect(
      dialogue.record.replies == [
        "250-mx.test|250-PIPELINING|250-SIZE 36700160|250-ENHANCEDSTATUSCODES|250-8BITMIME|250-DSN|250-SMTPUTF8|"
          + "250 CHUNKING|",
        "250 2.1.0 Sender accepted|", "250 2.1.5 Recipient accepted|", "250 2.1.5 Recipient accepted|",
        "354 End data with <CR><LF>.<CR><LF>|", "250 2.0.0 Message accepted|", "250 2.0.0 OK|", "250 2.0.0 OK|",
        "221 2.0.0 mx.test closing the connection|",
      ])
    let message = try #require(dialogue.record.messages.first)
    #expect(message.body == "Subject: x\r\n\r\n.dot\r\n.\r\nend\r\n")
    #expect(message.envelope.reversePath.description == "<a@b.test>")
    #expect(message.envelope.parameters.map(\.description) == ["SIZE=30", "BODY=8BITMIME"])
    #expect(message.envelope.recipients.map(\.address.description) == ["c@d.test", "Postmaster@mx.test"])
    #expect(message.envelope.recipients.first?.parameters.map(\.description) == ["NOTIFY=NEVER"])
    #expect(dialogue.record.end == .quit)
  }

  @Test("it makes no difference where the bytes are cut")
  func cutAnywhere() {
    var uncut = ServerDialogue()
    uncut.say(Self.whole)
    let bytes = Array(Self.whole.utf8)
    for cut in 1..<bytes.count {
      var dialogue = ServerDialogue()
      dialogue.say(bytes[..<cut])
      dialogue.say(bytes[cut...])
      #expect(dialogue.record == uncut.record, "cut at \(cut)")
    }
    var single = ServerDialogue()
    for byte in bytes { single.say([byte]) }
    #expect(single.record == uncut.record)
  }

  @Test("the greeting comes before everything")
  func greeting() {
    var session = ServerSession(configuration: .test, isSecure: false)
    session.receive(ByteBuffer(string: "NOOP\r\n"))
    #expect(session.nextAction() == .ask(.connection))
    #expect(session.nextAction() == nil)
    session.answer(.proceed)
    #expect(session.nextAction() == .send(Reply(220, "mx.test ESMTP")))
    #expect(session.nextAction() == .received("NOOP"))
  }

  @Test("after a negative greeting only QUIT is taken")
  func refusedGreeting() {
    var dialogue = ServerDialogue { $0 == .connection ? .reply(Reply(554, "5.3.2", "No service")) : .proceed }
    dialogue.say("EHLO x.test\r\nQUIT\r\n")
    #expect(dialogue.codes == [503, 221])
  }

  @Test(
    "commands out of place are refused",
    arguments: [
      ("MAIL FROM:<a@b.test>", 503),
      ("RCPT TO:<a@b.test>", 503),
      ("DATA", 503),
      ("EHLO x.test\r\nRCPT TO:<a@b.test>", 503),
      ("EHLO x.test\r\nDATA", 503),
      ("EHLO x.test\r\nMAIL FROM:<>\r\nMAIL FROM:<>", 503),
      ("EHLO x.test\r\nMAIL FROM:<>\r\nDATA", 554),
      ("EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\nRSET\r\nDATA", 503),
      ("EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\nEHLO x.test\r\nDATA", 503),
      ("EHLO x.test\r\nSTARTTLS", 502),
      ("EHLO x.test\r\nAUTH PLAIN", 502),
      ("HELO x.test\r\nMAIL FROM:<a@b.test> SIZE=1", 555),
      ("BLAH", 500),
      ("", 500),
      ("EXPN list", 502),
      ("VRFY", 501),
      ("RSET now", 501),
      ("QUIT now", 501),
      ("EHLO", 501),
      ("EHLO two words", 501),
      ("EHLO bad!name", 501),
    ])
  func outOfPlace(commands: String, code: Int) {
    var dialogue = ServerDialogue()
    dialogue.say("\(commands)\r\n")
    #expect(dialogue.codes.last == code)
    #expect(dialogue.record.end == nil)
  }

  @Test(
    "commands that need nothing are answered",
    arguments: [
      ("NOOP", 250), ("NOOP text", 250), ("HELP", 214), ("VRFY a@b.test", 252), ("rset", 250), ("QUIT  ", 221),
    ])
  func always(command: String, code: Int) {
    var dialogue = ServerDialogue()
    dialogue.say("\(command)\r\n")
    #expect(dialogue.codes == [code])
  }

  @Test(
    "every own reply bears an enhanced status code, and none where they are switched off", arguments: [true, false])
  func enhancedStatusCodes(areOffered: Bool) {
    var configuration = ServerSession.Configuration.test
    configuration.extensions.enhancedStatusCodes = areOffered
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\nBLAH\r\nDATA\r\nMAIL FROM:<a@b> X=1\r\nNOOP\r\nHELP\r\nVRFY x\r\nMAIL FROM:<>\r\n")
    dialogue.say("RCPT TO:<a@b.test>\r\nRSET\r\nQUIT\r\n")
    for reply in dialogue.record.replies.dropFirst() {
      #expect((reply.dropFirst(4).first?.isNumber == true) == areOffered, "\(reply)")
    }
    #expect(dialogue.record.replies.first?.contains("ENHANCEDSTATUSCODES") == areOffered)
  }

  @Test("a negative answer leaves the session as if the command had failed")
  func negativeAnswers() {
    var refuse = true
    var dialogue = ServerDialogue { question in
      guard case .command(let command) = question, refuse, command.verb != "EHLO" else { return .proceed }
      return .reply(Reply(451, "4.3.0", "Later"))
    }
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\n")
    #expect(dialogue.codes == [250, 451, 503])
    refuse = false
    dialogue.say("MAIL FROM:<>\r\n")
    refuse = true
    dialogue.say("RCPT TO:<a@b.test>\r\nDATA\r\n")
    #expect(dialogue.codes.suffix(3) == [250, 451, 554])
    refuse = false
    dialogue.say("RCPT TO:<a@b.test>\r\n")
    refuse = true
    dialogue.say("DATA\r\nNOOP\r\nQUIT\r\nRSET\r\n")
    #expect(dialogue.codes.suffix(4) == [451, 451, 451, 451])
    refuse = false
    dialogue.say("DATA\r\n")
    #expect(dialogue.codes.last == 354)
  }

  @Test("a positive answer of the policy's own has the command's effect")
  func positiveAnswers() {
    var dialogue = ServerDialogue { question in
      guard case .command(let command) = question, command.verb == "MAIL" else { return .proceed }
      return .reply(Reply(250, "2.1.0", "Hello you"))
    }
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\n")
    #expect(dialogue.record.replies.suffix(2) == ["250 2.1.0 Hello you|", "250 2.1.5 Recipient accepted|"])
  }

  @Test("a refused message leaves room for the next")
  func refusedMessage() {
    var answers: [ServerSession.Answer] = [.reply(Reply(452, "4.3.1", "Full")), .proceed]
    var dialogue = ServerDialogue { question in
      guard case .message = question else { return .proceed }
      return answers.removeFirst()
    }
    dialogue.say("EHLO x.test\r\n")
    for body in ["one", "two"] {
      dialogue.say("MAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\nDATA\r\n\(body)\r\n.\r\n")
    }
    #expect(dialogue.codes == [250, 250, 250, 354, 452, 250, 250, 354, 250])
    #expect(dialogue.record.messages.map(\.body) == ["one\r\n", "two\r\n"])
  }

  @Test("a 421 from the policy ends the session")
  func policy421() {
    var dialogue = ServerDialogue { question in
      guard case .command(.mail) = question else { return .proceed }
      return .reply(Reply(421, "4.7.66", "TLS 1.0 and 1.1 are not supported."))
    }
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\nNOOP\r\n")
    #expect(dialogue.record.replies.last == "421 4.7.66 TLS 1.0 and 1.1 are not supported.|")
    #expect(dialogue.record.end == .refused)
  }

  @Test("an answer that nobody asked for does nothing")
  func unaskedAnswer() {
    var dialogue = ServerDialogue()
    dialogue.session.answer(.reply(Reply(250, "2.0.0", "?")))
    #expect(dialogue.session.nextAction() == nil)
  }

  @Test("too many wrong commands end the session with 421")
  func tooManyErrors() {
    var configuration = ServerSession.Configuration.test
    configuration.maximumErrors = 3
    var dialogue = ServerDialogue(configuration)
    dialogue.say(String(repeating: "BLAH\r\n", count: 10))
    #expect(dialogue.codes == [500, 500, 500, 421])
    #expect(dialogue.record.end == .violation(.tooManyErrors))
  }

  @Test("recipients over the limit are put off, and not counted as errors")
  func tooManyRecipients() {
    var configuration = ServerSession.Configuration.test
    configuration.maximumErrors = 2
    configuration.maximumRecipients = 2
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\nMAIL FROM:<>\r\n" + String(repeating: "RCPT TO:<a@b.test>\r\n", count: 8))
    #expect(dialogue.codes.dropFirst(2) == [250, 250, 452, 452, 452, 452, 452, 452])
  }

  @Test("lines up to the limit are read, longer ones refused as a whole", arguments: [2048, 2049, 100_000])
  func lineLength(length: Int) {
    let line = "NOOP " + String(repeating: "x", count: length - 7) + "\r\n"
    var dialogue = ServerDialogue()
    dialogue.say(line + "NOOP\r\n")
    #expect(dialogue.codes == [length <= 2048 ? 250 : 500, 250])
    var cut = ServerDialogue()
    for byte in line.utf8.prefix(5000) { cut.say([byte]) }
    if length > 5000 { cut.say("\r\n") }
    cut.say("NOOP\r\n")
    #expect(cut.codes == dialogue.codes)
    #expect(cut.session.unreadByteCount == 0)
  }

  @Test(
    "a line with a bare LF or CR is refused", arguments: ["NOOP\n", "NO\rOP\r\n", "NOOP\r\r\n", "NOOP\rRSET\r\n", "\n"])
  func bareLineEnds(line: String) {
    var dialogue = ServerDialogue()
    dialogue.say(line)
    dialogue.say("NOOP\r\n")
    #expect(dialogue.codes == [500, 250])
  }

  @Test("a client that speaks TLS or HTTP is let go", arguments: ["TLS", "HTTP"])
  func foreignProtocol(name: String) {
    var dialogue = ServerDialogue()
    if name == "TLS" {
      dialogue.say([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
    } else {
      dialogue.say("POST / HTTP/1.1\r\nHost: x\r\n\r\nMAIL FROM:<a@b.test>\r\n")
    }
    #expect(dialogue.record.end == .violation(.foreignProtocol(name)))
    #expect(dialogue.record.questions.count == 0)
  }

  private static let fragments =
    ["EHLO x.test", "MAIL FROM:<>", "RCPT TO:<a@b.test>", "DATA", "BDAT 4", "BDAT 3 LAST", "AUTH LOGIN", "NOOP", "."]
    .map { Array("\($0)\r\n".utf8) } + ["\r", "\n", "\0", ".", "x", " ", "="].map { Array($0.utf8) } + [[0xFF], [0x16]]

  @Test("what is half garbage gets the same replies wherever it is cut, and none that is not of the grammar")
  func garbage() throws {
    var generator = SeededGenerator(seed: 345)
    var messageCount = 0
    for round in 0..<60 {
      var bytes: [UInt8] = []
      for _ in 0..<40 { bytes += Self.fragments.randomElement(using: &generator) ?? [] }
      var uncut = ServerDialogue(.authenticating, isSecure: true)
      uncut.say(bytes)
      var single = ServerDialogue(.authenticating, isSecure: true)
      for byte in bytes { single.say([byte]) }
      #expect(single.record == uncut.record, "round \(round)")
      var parser = ReplyParser()
      parser.append(ByteBuffer(string: uncut.record.replies.joined().replacing("|", with: "\r\n")))
      var count = 0
      while let reply = try parser.next() {
        #expect((200...599).contains(reply.code))
        count += 1
      }
      #expect(count == uncut.record.replies.count)
      #expect(!uncut.record.log.joined().unicodeScalars.contains { $0.value < 0x20 })
      messageCount += uncut.record.messages.count
    }
    #expect(messageCount > 0, "the garbage was too bad to get anywhere")
  }

  @Test("EXPN, VRFY and HELP are the policy's to answer too", arguments: ["EXPN list", "VRFY someone", "HELP"])
  func otherCommands(line: String) {
    var dialogue = ServerDialogue { question in
      if case .command = question { .reply(Reply(250, "2.1.5", "Ask me again")) } else { .proceed }
    }
    dialogue.say("\(line)\r\n")
    #expect(dialogue.record.replies == ["250 2.1.5 Ask me again|"])
  }

  @Test("what was decided and not carried out yet can be told")
  func pendingActions() {
    var session = ServerSession(configuration: .test, isSecure: false)
    #expect(session.nextAction() == .ask(.connection))
    #expect(!session.hasPendingActions)
    session.answer(.proceed)
    #expect(session.hasPendingActions)
    #expect(session.nextAction() == .send(Reply(220, "mx.test ESMTP")))
    #expect(!session.hasPendingActions)
  }
}
