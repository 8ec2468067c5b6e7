import NIOCore
import SMTPCore
import Testing

@Suite("A client session, BDAT")
struct ChunkingTests {
  private static let offer = ["PIPELINING", "CHUNKING", "8BITMIME", "BINARYMIME"]

  private func inOneFlight(_ recipients: String...) throws -> ClientSession {
    var session = ClientSession.ready(offering: Self.offer)
    let envelope = try Envelope(
      reversePath: .null, recipients: try recipients.map { try EnvelopeAddress("\($0)@example.com") }, size: 4)
    _ = try session.start(envelope, singleFlight: true)
    session.sendWhole("text")
    return session
  }

  @Test("a small message follows its envelope before the server has answered")
  func singleFlight() throws {
    var session = ClientSession.ready(offering: Self.offer)
    let actions = try session.start(try .to("one", "two", size: 7), singleFlight: true)
    #expect(actions.last == .sendBody)
    #expect(
      actions.lines == ["MAIL FROM:<ada@example.com>", "RCPT TO:<one@example.com>", "RCPT TO:<two@example.com>"])
    #expect(session.sendWhole(".a\nb") == "BDAT 7 LAST\r\n.a\r\nb\r\n", "no dot is doubled, and lines have their ends")
    let report = try #require(session.feed("250 ok\r\n250 ok\r\n250 ok\r\n250 2.0.0 taken\r\n").reports.first)
    #expect(report.isChunked && report.isPipelined)
    #expect(report.codes == [250, 250])
  }

  @Test(
    "every refusal in the flight is attributed to the command that earned it, at any cut",
    arguments: [
      ("550 mail\r\n503 a\r\n503 b\r\n503 c\r\n", [550, 550]),
      ("450 mail\r\n250 a\r\n250 b\r\n250 c\r\n", [450, 450]),
      ("250 ok\r\n550 a\r\n451 b\r\n503 c\r\n", [550, 451]),
      ("250 ok\r\n550 a\r\n551 b\r\n250 taken nevertheless\r\n", [550, 551]),
      ("250 ok\r\n550 a\r\n250 b\r\n250 ok\r\n", [550, 250]),
      ("250 ok\r\n550 a\r\n250 b\r\n452 full\r\n", [550, 452]),
      ("250 ok\r\n250 a\r\n250 b\r\n552 too much\r\n", [552, 552]),
    ])
  func refusals(replies: String, codes: [Int]) throws {
    for size in 1...replies.utf8.count {
      var session = try inOneFlight("one", "two")
      let actions = session.feed(replies, inPiecesOf: size)
      let report = try #require(actions.reports.first)
      #expect(report.codes == codes)
      #expect(report.isAccepted == codes.contains(250))
      // What a refused chunk leaves behind is ended, so that it does not meet the next message.
      let isLastRefused = replies.split(separator: "\r\n").last?.hasPrefix("2") == false
      #expect((actions.first == .send([.rset])) == isLastRefused)
      #expect(session.canBegin())
    }
  }

  @Test("a chunk refused while others are on their way decides, and their replies do not")
  func refusedChunk() throws {
    var session = ClientSession.ready(offering: Self.offer)
    _ = try session.start(try .to("one", size: 6), singleFlight: true)
    #expect(session.body(ByteBuffer(string: "ab"), isLast: false).prefix == ByteBuffer(string: "BDAT 2\r\n"))
    #expect(session.body(ByteBuffer(), isLast: false).readableBytes == 0, "a chunk of nothing is the last one's right")
    #expect(session.body(ByteBuffer(string: "cd"), isLast: false).prefix == ByteBuffer(string: "BDAT 2\r\n"))
    session.sendWhole("")
    let actions = session.feed("250 ok\r\n250 ok\r\n552 5.3.4 too much\r\n503 no\r\n503 no\r\n")
    #expect(actions.reports.map(\.codes) == [[552]])
    #expect(actions.first == .send([.rset]))
  }

  @Test(
    "a chunk refused before the last was sent: no more is sent, and an earlier refusal is the reason where there is one"
  )
  func refusedMidway() throws {
    for (replies, codes) in [
      ("250 ok\r\n250 ok\r\n552 too much\r\n", [552]), ("250 ok\r\n450 later\r\n503 no\r\n", [450]),
      ("451 later\r\n503 no\r\n503 no\r\n", [451]), ("250 ok\r\n250 ok\r\n421 closing\r\n", [421]),
    ] {
      var session = ClientSession.ready(offering: Self.offer)
      _ = try session.start(try .to("one", size: 6), singleFlight: true)
      _ = session.body(ByteBuffer(string: "ab"), isLast: false)
      let actions = session.feed(replies)
      #expect(actions.reports.map(\.codes) == [codes])
      #expect(actions.last == .close)
      #expect(session.body(ByteBuffer(string: "cd"), isLast: true).readableBytes == 0)
    }
  }

  @Test(
    "between messages in chunks stands RSET, whose refusal is nobody's concern", arguments: ["250 ok", "502 what?"])
  func resetBetween(reset: String) throws {
    var session = try inOneFlight("one")
    #expect(try session.start(try .to("two", size: 4), singleFlight: true).lines.first == "RSET")
    session.sendWhole("text")
    var actions = session.feed("250 ok\r\n250 ok\r\n554 no\r\n")
    #expect(actions.reports.map(\.codes) == [[554]])
    #expect(actions.lines.isEmpty, "RSET is on its way already")
    actions = session.feed("\(reset)\r\n250 ok\r\n250 ok\r\n250 taken\r\n")
    #expect(actions.reports.map(\.isAccepted) == [true])
    #expect(actions.count == 1)
  }

  @Test("RSET answered with 421 ends the session, and the message behind it is refused for now")
  func resetClosing() throws {
    var session = try inOneFlight("one")
    _ = try session.start(try .to("two"))
    let actions = session.feed("250 ok\r\n250 ok\r\n250 taken\r\n421 closing\r\n")
    #expect(actions.reports.map(\.codes) == [[250], [421]])
    #expect(actions.last == .close)
  }

  @Test("what is too large for one flight, or of unknown size, and what has CHUNKING withheld, goes after DATA")
  func afterData() throws {
    for size in [nil, ClientSession.largestSingleFlight + 1] {
      var session = ClientSession.ready(offering: Self.offer)
      #expect(try session.start(try .to("one", size: size), singleFlight: true).lines.last == "DATA")
    }
    var session = ClientSession.ready(offering: Self.offer)
    #expect(
      try session.start(try .to("one", size: ClientSession.largestSingleFlight), singleFlight: true).last == .sendBody)
    var options = ClientSession.TransferOptions()
    options.allowsSingleFlight = true
    options.withheld = ["CHUNKING"]
    session = ClientSession.ready(offering: Self.offer)
    try session.begin(try .to("one", size: 4), options: options)
    #expect(session.allActions().lines.last == "DATA")
  }

  @Test("a binary message goes in chunks as it is, after its envelope, with PIPELINING and without")
  func binary() throws {
    var session = ClientSession.ready(offering: Self.offer)
    #expect(
      try session.start(try .to("one", binary: true)).lines == [
        "MAIL FROM:<ada@example.com> BODY=BINARYMIME", "RCPT TO:<one@example.com>",
      ])
    #expect(session.feed("250 ok\r\n250 ok\r\n") == [.sendBody])
    #expect(session.sendWhole("\n.\r\0") == "BDAT 4 LAST\r\n\n.\r\0")
    #expect(session.feed("250 taken\r\n").reports.first?.isAccepted == true)

    session = ClientSession.ready(offering: ["CHUNKING", "BINARYMIME"])
    #expect(try session.start(try .to("one", binary: true)).lines == ["MAIL FROM:<ada@example.com> BODY=BINARYMIME"])
    #expect(session.feed("250 ok\r\n").lines == ["RCPT TO:<one@example.com>"])
    #expect(session.feed("250 ok\r\n") == [.sendBody])

    session = ClientSession.ready(offering: ["PIPELINING", "BINARYMIME"])
    #expect(throws: SessionError(.extensionNotOffered("BINARYMIME"), in: .envelope)) {
      try session.begin(try .to("one", binary: true))
    }
  }

  @Test("a binary message that nobody is accepted for is not sent")
  func binaryRefused() throws {
    for replies in ["250 ok\r\n550 no\r\n", "550 no\r\n250 ok\r\n"] {
      var session = ClientSession.ready(offering: Self.offer)
      _ = try session.start(try .to("one", binary: true))
      let actions = session.feed(replies)
      #expect(actions.first == .send([.rset]))
      #expect(actions.reports.map(\.codes) == [[550]])
      #expect(!actions.contains(.sendBody))
    }
  }

  @Test("a message of nothing")
  func empty() throws {
    var session = ClientSession.ready(offering: Self.offer)
    _ = try session.start(try .to("one", size: 0), singleFlight: true)
    #expect(session.sendWhole("") == "BDAT 0 LAST\r\n")
    #expect(session.feed("250 ok\r\n250 ok\r\n250 taken\r\n").reports.first?.isAccepted == true)
    _ = try session.start(try .to("one"))
    _ = session.feed("250 ok\r\n250 ok\r\n354 go\r\n")
    #expect(session.sendWhole("") == ".\r\n")
  }
}
