import NIOCore
import SMTPCore
import Testing

@Suite("A client session, one message")
struct ClientSessionTransactionTests {
  private static let ada: EnvelopeAddress? = try? EnvelopeAddress("ada@example.com")
  private static let one: EnvelopeAddress? = try? EnvelopeAddress("one@example.com")
  private static let two: EnvelopeAddress? = try? EnvelopeAddress("two@example.com")

  private func envelope(eightBit: Bool = false, size: Int? = nil) throws -> Envelope {
    try Envelope(
      reversePath: .address(try #require(Self.ada)), recipients: [try #require(Self.one), try #require(Self.two)],
      needsEightBitMIME: eightBit, size: size)
  }

  private func ready(_ capabilities: String = "PIPELINING") -> ClientSession {
    var session = ClientSession.make(security: .implicitTLS)
    session.open(offering: capabilities, "8BITMIME", "SIZE 1000")
    return session
  }

  private func report(_ actions: [ClientSession.Action]) throws -> TransactionReport {
    let reports = actions.compactMap { action -> TransactionReport? in
      if case .finish(let report) = action { return report }
      return nil
    }
    return try #require(reports.first)
  }

  @Test("with PIPELINING MAIL, every RCPT and DATA go out in one flight, and replies find their commands at any cut")
  func pipelined() throws {
    for size in [1, 5, 1000] {
      var session = ready()
      try session.begin(try envelope(eightBit: true, size: 7))
      let mail = Command.mail(.address(try #require(Self.ada)), [.size(7), .body8BitMIME])
      #expect(
        session.allActions() == [
          .send([mail, .rcpt(try #require(Self.one), []), .rcpt(try #require(Self.two), []), .data])
        ])
      #expect(
        session.feed("250 sender\r\n550 5.1.1 no such user\r\n250 two\r\n354 go\r\n", inPiecesOf: size) == [.sendBody])
      #expect(session.body(ByteBuffer(string: ".hi"), isLast: false).content == ByteBuffer(string: "..hi"))
      #expect(session.body(ByteBuffer(), isLast: true).suffix == ByteBuffer(string: "\r\n.\r\n"))
      #expect(session.allActions().isEmpty)
      #expect(session.phase == .acceptance)
      let report = try report(session.feed("250 2.0.0 queued as X1\r\n"))
      #expect(report.isAccepted)
      #expect(report.recipients.map { report.verdict(for: $0)?.code } == [550, 250])
      #expect(session.phase == .envelope, "the session is ready for the next message")
    }
  }

  @Test("without PIPELINING each command waits for its reply")
  func sequential() throws {
    var session = ready("HELP")
    try session.begin(try envelope())
    #expect(session.allActions() == [.send([.mail(.address(try #require(Self.ada)), [])])])
    #expect(session.feed("250 ok\r\n") == [.send([.rcpt(try #require(Self.one), [])])])
    #expect(session.feed("450 later\r\n") == [.send([.rcpt(try #require(Self.two), [])])])
    #expect(session.feed("250 ok\r\n") == [.send([.data])])
    #expect(session.feed("354 go\r\n") == [.sendBody])
  }

  @Test("everybody refused and DATA accepted: an empty message is ended and nothing is reported as sent")
  func emptyMessage() throws {
    var session = ready()
    try session.begin(try envelope())
    _ = session.allActions()
    #expect(
      session.feed("250 ok\r\n550 no\r\n550 no\r\n354 go\r\n") == [.sendEndOfData(ByteBuffer(string: ".\r\n"))])
    let report = try report(session.feed("250 taken nevertheless\r\n"))
    #expect(!report.isAccepted)
    #expect(report.recipients.map { report.verdict(for: $0)?.code } == [550, 550])
  }

  @Test("MAIL refused although a recipient and DATA are not: the data is not ended, lest an empty message be delivered")
  func inconsistentServer() throws {
    var session = ready()
    try session.begin(try envelope())
    _ = session.allActions()
    #expect(
      session.feed("550 no\r\n250 ok\r\n250 ok\r\n354 go\r\n")
        == [.fail(SessionError(.unexpectedReply(Reply(354, "go")), in: .data))])
  }

  @Test("a refusal is attributed to the command that earned it")
  func attribution() throws {
    var session = ready()
    try session.begin(try envelope())
    _ = session.allActions()
    let actions = session.feed("552 5.2.2 too big\r\n503 order\r\n503 order\r\n503 order\r\n")
    let report = try report(actions)
    #expect(report.recipients.map { report.verdict(for: $0)?.code } == [552, 552])
    #expect(actions.first == .send([.rset]))
    #expect(session.feed("502 no RSET here\r\n").isEmpty, "RSET failing is nobody's concern")
  }

  @Test("421 ends the transaction for all that had no answer, wherever it comes", arguments: 0..<4)
  func closing(position: Int) throws {
    var session = ready()
    try session.begin(try envelope())
    _ = session.allActions()
    var actions: [ClientSession.Action] = []
    for index in 0...position { actions += session.feed(index == position ? "421 4.3.2 closing\r\n" : "250 ok\r\n") }
    let report = try report(actions)
    #expect(actions.last == .close)
    #expect(report.recipients.allSatisfy { report.verdict(for: $0)?.code == 421 })
    #expect(!report.isAccepted)
  }

  @Test("421 to the end of the data is a refusal, not an ambiguity")
  func closingAtTheEnd() throws {
    var session = try sent()
    let report = try report(session.feed("421 4.3.2 closing\r\n"))
    #expect(report.recipients.map { report.verdict(for: $0)?.code } == [421, 421])
  }

  @Test(
    "replies that a command cannot have end the session",
    arguments: ["354 go\r\n", "250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n"])
  func impossibleReplies(bytes: String) throws {
    var session = ready()
    try session.begin(try envelope())
    _ = session.allActions()
    guard case .fail(let error) = try #require(session.feed(bytes).last), case .unexpectedReply = error.kind else {
      Issue.record("the session went on")
      return
    }
  }

  @Test("the connection lost before the end of the data, and after it, differ by phase")
  func lost() throws {
    var during = ready()
    try during.begin(try envelope())
    _ = during.feed("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    during.connectionClosed()
    #expect(during.allActions().last == .fail(SessionError(.connectionClosed, in: .transfer)))
    var after = try sent()
    after.connectionClosed()
    #expect(after.allActions().last == .fail(SessionError(.connectionClosed, in: .acceptance)))
  }

  @Test("a server that refuses in the middle of the data is heard")
  func refusedDuringData() throws {
    var session = ready()
    try session.begin(try envelope())
    _ = session.feed("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    #expect(
      session.feed("552 5.3.4 too much\r\n")
        == [.fail(SessionError(.refused(Reply(552, "5.3.4", "too much")), in: .transfer))])
  }

  @Test("what the message needs and the server lacks is an error before anything is sent")
  func missingExtensions() throws {
    var bare = ClientSession.make(security: .implicitTLS)
    bare.open(offering: "PIPELINING")
    #expect(throws: SessionError(.extensionNotOffered("8BITMIME"), in: .envelope)) {
      try bare.begin(try envelope(eightBit: true))
    }
    #expect(bare.allActions().isEmpty)
    var small = ready()
    #expect(throws: SessionError(.messageTooLarge(size: 1001, limit: 1000), in: .envelope)) {
      try small.begin(try envelope(size: 1001))
    }
    let international = try Envelope(
      reversePath: .null, recipients: [try EnvelopeAddress(localPart: "jürgen", domain: "example.com")])
    #expect(throws: SessionError(.extensionNotOffered("SMTPUTF8"), in: .envelope)) { try small.begin(international) }
    #expect(small.allActions().isEmpty)
  }

  @Test("QUIT closes on its reply, whatever it is")
  func quit() {
    var session = ready()
    session.quit()
    #expect(session.allActions() == [.send([.quit])])
    #expect(session.feed("500 what?\r\n") == [.close])
  }

  private func sent() throws -> ClientSession {
    var session = ready()
    try session.begin(try envelope())
    _ = session.feed("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    _ = session.body(ByteBuffer(string: "Subject: x\r\n\r\n"), isLast: true)
    return session
  }
}
