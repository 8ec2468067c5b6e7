import NIOCore
import SMTPCore
import Testing

@Suite("A client session, one message behind the other")
struct PipelinedMessagesTests {
  /// With the first message sent to its end, and the envelope of the second behind it.
  private func twoUnderWay() throws -> ClientSession {
    var session = ClientSession.ready(offering: ["PIPELINING"])
    _ = try session.start(try .to("one"))
    _ = session.feed("250 ok\r\n250 ok\r\n354 go\r\n")
    session.sendWhole("first")
    _ = try session.start(try .to("two"))
    return session
  }

  @Test("the next envelope goes out behind the last body, and replies find their message at any cut", arguments: 1...60)
  func followed(size: Int) throws {
    var session = ClientSession.ready(offering: ["PIPELINING"])
    _ = try session.start(try .to("one"))
    #expect(session.feed("250 ok\r\n250 ok\r\n354 go\r\n") == [.sendBody])
    #expect(!session.canBegin(), "the first message's body is still to come")
    session.sendWhole("first")
    #expect(session.canBegin())
    #expect(
      try session.start(try .to("two", "three")).lines == [
        "MAIL FROM:<ada@example.com>", "RCPT TO:<two@example.com>", "RCPT TO:<three@example.com>", "DATA",
      ])
    #expect(!session.canBegin(), "two are under way")
    let actions = session.feed(
      "250 first\r\n250 ok\r\n550-no\r\n550 such user\r\n250 ok\r\n354 go\r\n", inPiecesOf: size)
    let first = try #require(actions.reports.first)
    #expect(actions == [.finish(first), .sendBody])
    #expect(first.acceptance?.text == "first")
    session.sendWhole("second")
    #expect(session.canBegin(), "the first is over")
    _ = try session.start(try .to("four"))
    let second = try #require(session.feed("250 second\r\n", inPiecesOf: size).reports.first)
    #expect(second.acceptance?.text == "second")
    #expect(second.codes == [550, 250])
    #expect(session.phase == .envelope)
  }

  @Test("a refusal of the first leaves the second as it is")
  func firstRefused() throws {
    var session = try twoUnderWay()
    let actions = session.feed("554 spam\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    let first = try #require(actions.reports.first)
    #expect(actions == [.finish(first), .sendBody])
    #expect(first.codes == [554])
    session.sendWhole("second")
    #expect(session.feed("250 second\r\n").reports.first?.isAccepted == true)
  }

  @Test("a refusal of the second, with DATA refused or not", arguments: [true, false])
  func secondRefused(dataIsRefused: Bool) throws {
    var session = try twoUnderWay()
    var actions = session.feed("250 first\r\n250 ok\r\n550 no\r\n")
    #expect(actions.reports.map(\.isAccepted) == [true])
    if dataIsRefused {
      actions = session.feed("503 nobody\r\n")
      #expect(actions.first == .send([.rset]))
    } else {
      #expect(session.feed("354 go\r\n") == [.sendEndOfData(ByteBuffer(string: ".\r\n"))])
      #expect(!session.canBegin())
      #expect(session.phase == .data)
      actions = session.feed("250 taken nevertheless\r\n")
    }
    #expect(actions.reports.map(\.isAccepted) == [false])
    #expect(actions.reports.first?.codes == [550])
    #expect(session.canBegin())
  }

  @Test("without PIPELINING, or with it withheld, the next message waits for the verdict")
  func sequential() throws {
    var withheld = ClientSession.TransferOptions()
    withheld.withheld = ["PIPELINING"]
    for (capabilities, options) in [([], ClientSession.TransferOptions()), (["PIPELINING"], withheld)] {
      var session = ClientSession.ready(offering: capabilities)
      try session.begin(try .to("one"), options: options)
      _ = session.feed("250 ok\r\n")
      _ = session.feed("250 ok\r\n")
      _ = session.feed("354 go\r\n")
      session.sendWhole("first")
      #expect(!session.canBegin(options))
      #expect(throws: SessionError.self) { try session.begin(try .to("two"), options: options) }
      _ = session.feed("250 first\r\n")
      #expect(session.canBegin(options))
    }
  }

  @Test("421 at each place: what it answers is refused, and what follows is unfinished", arguments: 0...4)
  func closing(place: Int) throws {
    var session = try twoUnderWay()
    var actions: [ClientSession.Action] = []
    for reply in ["250 first\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"].prefix(place) {
      actions += session.feed(reply)
    }
    if place == 4 { session.sendWhole("second") }
    actions += session.feed("421 4.3.2 closing\r\n")
    #expect(actions.last == .close)
    #expect(actions.reports.map(\.codes) == (place == 0 ? [[421]] : [[250], [421]]))
    #expect(session.unfinished.map(\.phase) == (place == 0 ? [.envelope] : []))
    #expect(session.unfinished.map(\.report.codes) == (place == 0 ? [[0]] : []))
    #expect(session.feed("250 too late\r\n").isEmpty)
    #expect(!session.canBegin())
  }

  @Test(
    "the connection lost with two under way: each has come as far as it has",
    arguments: [
      ("", [SMTPPhase.acceptance, .envelope]), ("250 first\r\n", [.envelope]),
      ("250 first\r\n250 ok\r\n250 ok\r\n", [.data]), ("250 first\r\n250 ok\r\n250 ok\r\n354 go\r\n", [.transfer]),
    ])
  func lost(replies: String, phases: [SMTPPhase]) throws {
    var session = try twoUnderWay()
    _ = session.feed(replies)
    #expect((0..<phases.count).map { session.phase(ofMessageAt: $0) } == phases)
    session.connectionClosed()
    #expect(session.allActions() == [.fail(SessionError(.connectionClosed, in: try #require(phases.first)))])
    #expect(session.unfinished.map(\.phase) == phases)
  }

  @Test("both sent to their end when the connection is lost: both are in doubt, unless refused already")
  func lostInDoubt() throws {
    for (replies, phases) in [
      ("", [SMTPPhase.acceptance, .acceptance]), ("250 ok\r\n550 no\r\n", [.envelope, .acceptance]),
      ("250 ok\r\n250 ok\r\n250 first\r\n250 rset\r\n550 no\r\n", [.envelope]),
    ] {
      var session = ClientSession.ready(offering: ["PIPELINING", "CHUNKING"])
      for recipient in ["one", "two"] {
        _ = try session.start(try .to(recipient, size: 4), singleFlight: true)
        session.sendWhole("text")
      }
      _ = session.feed(replies)
      session.connectionClosed()
      #expect(session.unfinished.map(\.phase) == phases, "\(replies)")
    }
  }

  @Test("a reply that is none, with two under way, is as bad as no reply")
  func malformed() throws {
    var session = try twoUnderWay()
    _ = session.feed("HTTP/1.1 400 Bad Request\r\n")
    #expect(session.unfinished.map(\.phase) == [.acceptance, .envelope])
  }

  @Test("a server that loses count is caught at the first reply that its command cannot have")
  func miscounted() throws {
    var session = try twoUnderWay()
    let actions = session.feed("250 first\r\n250 ok\r\n354 go\r\n")
    #expect(actions.reports.map(\.isAccepted) == [true])
    #expect(actions.last == .fail(SessionError(.unexpectedReply(Reply(354, "go")), in: .envelope)))
  }

  @Test("10,000 recipients, every other refused, each with its own reply")
  func manyRecipients() throws {
    let count = 10_000
    let envelope = try Envelope(
      reversePath: .null, recipients: try (0..<count).map { try EnvelopeAddress("r\($0)@example.com") })
    var session = ClientSession.ready(offering: ["PIPELINING"])
    #expect(try session.start(envelope).lines.count == count + 2)
    let replies = (0..<count).map { $0.isMultiple(of: 2) ? "250 ok\r\n" : "550 no\r\n" }.joined()
    #expect(session.feed("250 ok\r\n" + replies + "354 go\r\n", inPiecesOf: 1000) == [.sendBody])
    session.sendWhole("text")
    let report = try #require(session.feed("250 ok\r\n").reports.first)
    #expect(report.codes == (0..<count).map { $0.isMultiple(of: 2) ? 250 : 550 })
  }
}
