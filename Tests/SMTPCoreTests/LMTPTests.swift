import NIOCore
import SMTPCore
import Testing

@Suite("A client session, LMTP")
struct LMTPTests {
  /// With a message for four, of whom the second was refused, sent to its end.
  private func sent(_ offer: [String] = ["PIPELINING"]) throws -> ClientSession {
    var session = ClientSession.ready(.lmtp, offering: offer)
    _ = try session.start(try .to("one", "two", "three", "four"))
    _ = session.feed("250 ok\r\n250 ok\r\n550 5.1.1 unknown\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    session.sendWhole("text")
    return session
  }

  @Test("it says LHLO, and a refusal is not answered with HELO")
  func hello() {
    var session = ClientSession.make(security: .plaintext, dialect: .lmtp)
    session.connected()
    #expect(session.feed("220 hi\r\n") == [.send([.lhlo(.loopbackLiteral)])])
    #expect(session.feed("500 what?\r\n") == [.fail(SessionError(.refused(Reply(500, "what?")), in: .hello))])
  }

  @Test("each accepted recipient has a verdict, at any cut", arguments: 1...70)
  func verdicts(size: Int) throws {
    var session = try sent()
    let actions = session.feed("250 stored\r\n452 4.2.2 over\r\n250 stored three\r\n", inPiecesOf: size)
    let report = try #require(actions.reports.first)
    #expect(actions.count == 1)
    #expect(report.codes == [250, 550, 452, 250])
    #expect(report.acceptance == nil)
    #expect(report.isAccepted)
    #expect(session.canBegin() && !session.isWaiting)
  }

  @Test("the message is over with the last verdict, not sooner, and is not accepted where all are refusals")
  func allRefused() throws {
    var session = try sent()
    #expect(session.feed("552 a\r\n552 b\r\n").isEmpty)
    #expect(session.phase == .acceptance)
    let report = try #require(session.feed("451 c\r\n").reports.first)
    #expect(report.codes == [552, 550, 552, 451])
    #expect(!report.isAccepted)
  }

  @Test("everybody refused and DATA accepted: the connection is closed, for no reply may come to an empty message")
  func nobodyAccepted() throws {
    var session = ClientSession.ready(.lmtp, offering: ["PIPELINING"])
    _ = try session.start(try .to("one", "two"))
    let actions = session.feed("250 ok\r\n550 no\r\n451 later\r\n354 go\r\n")
    let report = try #require(actions.reports.first)
    #expect(report.codes == [550, 451])
    #expect(!report.isAccepted)
    #expect(actions.last == .close)
  }

  @Test("421 in the middle of the verdicts is that of those who have none", arguments: 0...2)
  func closing(count: Int) throws {
    var session = try sent()
    let actions = session.feed(String(repeating: "250 ok\r\n", count: count) + "421 closing\r\n")
    let report = try #require(actions.reports.first)
    #expect(report.codes == [[421, 550, 421, 421], [250, 550, 421, 421], [250, 550, 250, 421]][count])
    #expect(report.isAccepted == (count > 0))
    #expect(actions.last == .close)
  }

  @Test("the connection lost in the middle of the verdicts: those that came count, the others are in doubt")
  func lost() throws {
    var session = try sent()
    _ = session.feed("250 ok\r\n")
    session.connectionClosed()
    let unfinished = try #require(session.unfinished.first)
    #expect(unfinished.phase == .acceptance)
    #expect(unfinished.report.recipients.map(\.verdict?.code) == [250, nil, nil, nil])
  }

  @Test("the next envelope behind the body: its replies come after the last verdict")
  func followed() throws {
    var session = try sent()
    _ = try session.start(try .to("five"))
    let actions = session.feed("250 a\r\n250 b\r\n250 c\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    let report = try #require(actions.reports.first)
    #expect(actions == [.finish(report), .sendBody])
    session.sendWhole("text")
    #expect(session.feed("450 later\r\n").reports.first?.codes == [450])
  }

  @Test("BDAT LAST has a verdict for each recipient, and RSET follows where the last is a refusal")
  func chunks() throws {
    var session = ClientSession.ready(.lmtp, offering: ["PIPELINING", "CHUNKING"])
    _ = try session.start(try .to("one", "two", size: 4), singleFlight: true)
    session.sendWhole("text")
    let actions = session.feed("250 ok\r\n250 ok\r\n250 ok\r\n250 stored\r\n552 full\r\n")
    #expect(actions.reports.map(\.codes) == [[250, 552]])
    #expect(actions.first == .send([.rset]))
  }

  @Test("10,000 recipients of whom the first half is refused: each verdict finds its recipient")
  func manyRecipients() throws {
    let count = 10_000
    let envelope = try Envelope(
      reversePath: .null, recipients: try (0..<count).map { try EnvelopeAddress("r\($0)@example.com") })
    var session = ClientSession.ready(.lmtp, offering: ["PIPELINING"])
    _ = try session.start(envelope)
    let replies = (0..<count).map { $0 < count / 2 ? "550 no\r\n" : "250 ok\r\n" }.joined()
    _ = session.feed("250 ok\r\n" + replies + "354 go\r\n", inPiecesOf: 1000)
    session.sendWhole("text")
    let verdicts = (count / 2..<count).map { $0.isMultiple(of: 2) ? "250 ok\r\n" : "452 full\r\n" }.joined()
    let report = try #require(session.feed(verdicts, inPiecesOf: 1000).reports.first)
    #expect(report.codes == (0..<count).map { $0 < count / 2 ? 550 : $0.isMultiple(of: 2) ? 250 : 452 })
  }
}
