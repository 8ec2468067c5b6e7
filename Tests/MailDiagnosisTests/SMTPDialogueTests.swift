import NIOCore
import TLSWire
import Testing

@testable import MailDiagnosis

@Suite("An SMTP dialogue, followed from outside")
struct SMTPDialogueTests {
  /// `C: ` and `S: ` before what each side sends.
  private func events(_ script: [String], cut: Int? = nil, midway: Bool = false) -> [SMTPDialogue.Event] {
    var dialogue = SMTPDialogue(beginsInTheMiddle: midway)
    for step in script {
      let endpoint = step.hasPrefix("C: ") ? TLSEndpoint.client : .server
      var bytes = ByteBuffer(string: String(step.dropFirst(3)))
      while let piece = bytes.readSlice(length: min(cut ?? bytes.readableBytes, bytes.readableBytes)),
        piece.readableBytes > 0
      {
        dialogue.receive(piece, from: endpoint)
      }
    }
    return dialogue.events.reduce(into: []) { joined, event in
      if case .tls(let more, let side) = event, case .tls(var bytes, side)? = joined.last {
        bytes.writeImmutableBuffer(more)
        joined[joined.count - 1] = .tls(bytes, side)
      } else {
        joined.append(event)
      }
    }
  }

  private func lines(_ script: [String], cut: Int? = nil, midway: Bool = false) -> [String] {
    events(script, cut: cut, midway: midway).compactMap {
      if case .line(let line) = $0 { line.description } else { nil }
    }
  }

  private static let startTLS = [
    "S: 220 mail.example.test ESMTP\r\n", "C: EHLO client\r\n",
    "S: 250-mail.example.test\r\n250-STARTTLS\r\n250 DSN\r\n",
    "C: STARTTLS\r\n", "S: 220 2.0.0 Ready\r\n", "C: \u{16}\u{03}\u{01}hello", "S: \u{16}\u{03}\u{03}answer",
  ]

  @Test("TLS begins after the 220 to STARTTLS, however the bytes are cut", arguments: [nil, 1, 2, 3, 7])
  func startTLS(cut: Int?) {
    let events = events(Self.startTLS, cut: cut)
    #expect(
      events.filter { if case .line = $0 { false } else { true } } == [
        .capabilities(offersTLS: true), .askedForTLS, .answeredTLS("220 2.0.0 Ready"),
        .tls(ByteBuffer(string: "\u{16}\u{03}\u{01}hello"), .client),
        .tls(ByteBuffer(string: "\u{16}\u{03}\u{03}answer"), .server),
      ])
  }

  @Test("what follows the 220 belongs to TLS, whatever it is")
  func garbage() {
    let events = events(Self.startTLS.dropLast(2) + ["C: EHLO again\r\n", "S: 500 what\r\n"])
    #expect(events.suffix(2).first == .tls(ByteBuffer(string: "EHLO again\r\n"), .client))
    #expect(events.last == .tls(ByteBuffer(string: "500 what\r\n"), .server))
  }

  @Test("a refused STARTTLS leaves the dialogue in clear")
  func refused() {
    let script = Self.startTLS.prefix(4) + ["S: 454 4.7.0 not now\r\n", "C: QUIT\r\n", "S: 221 bye\r\n"]
    let events = events(Array(script))
    #expect(events.contains(.answeredTLS("454 4.7.0 not now")))
    #expect(events.last == .line(DialogueLine(from: .server, text: "221 bye")))
  }

  @Test("credentials are redacted, with an initial response and in answer to a challenge", arguments: [nil, 1, 5])
  func credentials(cut: Int?) {
    let lines = lines(
      [
        "S: 220 hi\r\n", "C: AUTH PLAIN AGFsaWNlAHMzY3JldA==\r\n", "S: 535 no\r\n", "C: AUTH LOGIN\r\n",
        "S: 334 VXNlcm5hbWU6\r\n", "C: YWxpY2U=\r\n", "S: 334 UGFzc3dvcmQ6\r\n", "C: MAIL secret\r\n", "S: 235 yes\r\n",
        "C: NOOP\r\n", "S: 250 ok\r\n",
      ], cut: cut)
    #expect(
      lines == [
        "S: 220 hi", "C: AUTH PLAIN [redacted]", "S: 535 no", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: [redacted]",
        "S: 334 UGFzc3dvcmQ6", "C: [redacted]", "S: 235 yes", "C: NOOP", "S: 250 ok",
      ])
  }

  @Test("a message's data is known by its size, and ends where it does", arguments: [nil, 1, 4])
  func data(cut: Int?) {
    let lines = lines(
      [
        "S: 220 hi\r\n", "C: DATA\r\n", "S: 354 go\r\n",
        "C: Subject: private\r\n\r\n..\r\nMAIL FROM:<x>\r\n.\r\nQUIT\r\n",
        "S: 250 ok\r\n", "S: 221 bye\r\n",
      ], cut: cut)
    #expect(
      lines == [
        "S: 220 hi", "C: DATA", "S: 354 go", "C: (a message of 42 bytes)", "C: QUIT", "S: 250 ok", "S: 221 bye",
      ])
  }

  @Test("a chunk of BDAT is passed over")
  func chunk() {
    let lines = lines(["S: 220 hi\r\n", "C: BDAT 10 LAST\r\n0123456789QUIT\r\n", "S: 250 ok\r\n"])
    #expect(lines == ["S: 220 hi", "C: BDAT 10 LAST", "C: QUIT", "S: 250 ok"])
  }

  @Test("what is no command is named by its size, and a control character is not passed on")
  func noCommand() {
    let lines = lines(["S: 220 a\u{1B}[2Jb\r\n", "C: hunter2\r\n", "C: GET / HTTP/1.1\r\n"])
    #expect(
      lines == ["S: 220 a [2Jb", "C: (7 bytes that are no command)", "C: (14 bytes that are no command)"])
  }

  @Test("a line without end is not collected without end")
  func longLine() {
    let long = String(repeating: "A", count: 100_000)
    #expect(
      lines(["C: \(long)", "C: \(long)\r\n", "C: NOOP\r\n"], cut: 1000) == ["C: (200002 bytes of a line)", "C: NOOP"])
  }

  @Test("after a gap, TLS is known by its first bytes")
  func gap() {
    var dialogue = SMTPDialogue(beginsInTheMiddle: false)
    dialogue.receive(ByteBuffer(string: "220 hi\r\n250-STAR"), from: .server)
    dialogue.lose(30, from: .server)
    dialogue.receive(ByteBuffer(bytes: [0x16, 3, 3, 0, 1]), from: .server)
    #expect(dialogue.events.last == .tls(ByteBuffer(bytes: [0x16, 3, 3, 0, 1]), .server))
  }

  @Test("a message whose end was lost ends with the server's reply")
  func lostEnd() {
    var dialogue = SMTPDialogue(beginsInTheMiddle: false)
    dialogue.receive(ByteBuffer(string: "220 hi\r\n"), from: .server)
    dialogue.receive(ByteBuffer(string: "DATA\r\n"), from: .client)
    dialogue.receive(ByteBuffer(string: "354 go\r\n"), from: .server)
    dialogue.receive(ByteBuffer(string: "text\r\n"), from: .client)
    dialogue.lose(50, from: .client)
    dialogue.receive(ByteBuffer(string: "250 ok\r\n"), from: .server)
    dialogue.receive(ByteBuffer(string: "QUIT\r\n"), from: .client)
    #expect(dialogue.events.last == .line(DialogueLine(from: .client, text: "QUIT")))
  }

  @Test("a control character in the name of a mechanism is not passed on, nor is a long one")
  func mechanism() {
    #expect(lines(["C: AUTH PL\u{1B}[2JAIN x\r\n"]) == ["C: AUTH PL [2JAIN [redacted]"])
    #expect(lines(["C: AUTH \(String(repeating: "A", count: 8000)) x\r\n"])[0].count < 600)
  }

  @Test("a server whose name begins with the word does not offer STARTTLS", arguments: [true, false])
  func nameIsNoOffer(offers: Bool) {
    let reply = "250-starttls.example.test\r\n250-STARTTLSX\r\n\(offers ? "250-starttls\r\n" : "")250 DSN\r\n"
    let events = events(["S: 220 hi\r\n", "C: EHLO client\r\n", "S: \(reply)"])
    #expect(events.contains(.capabilities(offersTLS: offers)))
  }

  @Test("a return too many before the end of a message hides it not")
  func returns() {
    let lines = lines(["S: 220 hi\r\n", "C: DATA\r\n", "S: 354 go\r\n", "C: a\r\r\n.\r\nQUIT\r\n"])
    #expect(lines.suffix(2) == ["C: (a message of 7 bytes)", "C: QUIT"])
  }

  @Test("a part of a chunk that was lost counts as a part of it")
  func lostChunk() {
    var dialogue = SMTPDialogue(beginsInTheMiddle: false)
    dialogue.receive(ByteBuffer(string: "BDAT 10\r\n01"), from: .client)
    dialogue.lose(4, from: .client)
    dialogue.receive(ByteBuffer(string: "NOOPQUIT\r\n"), from: .client)
    #expect(dialogue.events.last == .line(DialogueLine(from: .client, text: "QUIT")))
  }
}
