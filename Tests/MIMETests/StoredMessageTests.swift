import Testing

@testable import MIME

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Stored messages")
struct StoredMessageTests {
  let sample = [
    "Received: from x.example", "\tby y.example; Tue, 24 Nov 2026 04:40:13 +0100", "From: Ada Lovelace",
    " <ada@example.com>",
    "To: Team: alan@example.net, \"Hopper, Grace\" <grace@example.org>;", "cc: Alan <alan@EXAMPLE.net>",
    "Bcc: secret@example.com", "Date: Tue, 24 Nov 2026 04:40:13 +0100", "Message-Id: <1@example.com>", "",
    "To: not@example.com", ".", "..", "",
  ].joined(separator: "\r\n")

  @Test("the header is read, the body is not taken for it")
  func header() throws {
    let message = try StoredMessage(bytes: Array(sample.utf8))
    #expect(message.from.map(\.description) == ["Ada Lovelace <ada@example.com>"])
    #expect(message.to.count == 2 && message.cc.count == 1)
    #expect(message.bcc.map(\.description) == ["secret@example.com"])
    #expect(message.envelopeSender?.description == "ada@example.com")
    #expect(
      message.envelopeRecipients.map(\.description) == ["alan@example.net", "grace@example.org", "secret@example.com"])
    #expect(message.messageID?.description == "<1@example.com>")
    #expect(message.date?.timeIntervalSince1970 == 1_795_491_613)
    #expect(message.header.count == 7)
    #expect(message.header["received"] == "from x.example\tby y.example; Tue, 24 Nov 2026 04:40:13 +0100")
    #expect(!message.needsEightBitTransport && !message.hasInternationalHeader)
    #expect(message.longestLine == 64)
    try message.validateEnvelope()
  }

  @Test("it is sent as it is, a Bcc field included")
  func sameBytes() throws {
    let message = try StoredMessage(bytes: Array(sample.utf8))
    #expect(try text(of: message) == sample)
    #expect(try message.makeStream().size == sample.utf8.count)
  }

  @Test(
    "only line ends change, and the last line is ended, from memory and from disk",
    arguments: [
      ("A: b\n\nc\n", "A: b\r\n\r\nc\r\n"), ("A: b\r\rc\r", "A: b\r\n\r\nc\r\n"),
      ("A: b\r\n\r\nc", "A: b\r\n\r\nc\r\n"),
      ("A: b", "A: b\r\n"), ("A: b\n\n\n.\n\n", "A: b\r\n\r\n\r\n.\r\n\r\n"), ("A: b\n\nc\r", "A: b\r\n\r\nc\r\n"),
      ("A: b\n\na\u{0}\tb  \n", "A: b\r\n\r\na\u{0}\tb  \r\n"), ("A : b\n\n", "A : b\r\n\r\n"),
      (
        "A: b\n\n" + String(repeating: "x", count: 65_529) + "\r\ny",
        "A: b\r\n\r\n" + String(repeating: "x", count: 65_529) + "\r\ny\r\n"
      ),
    ])
  func lineEnds(_ source: String, _ expected: String) throws {
    let message = try StoredMessage(bytes: Array(source.utf8))
    #expect(try text(of: message) == expected)
    #expect(message.size == expected.utf8.count)
    try withTemporaryFile(named: "a.eml", Array(source.utf8)) { path in
      let message = try StoredMessage(file: path)
      #expect(try text(of: message) == expected)
      #expect(try message.makeStream().size == expected.utf8.count)
    }
  }

  @Test("a CRLF on the edge of a chunk stays one line end", arguments: 65_530...65_540)
  func chunkEdges(_ length: Int) throws {
    for lineEnd in ["\r\n", "\n", "\r", "\r\r\n", "\r\n\r\n"] {
      let start = Array("A: b\r\n\r\n".utf8)
      let source = start + Array(repeating: 0x78, count: length - start.count) + Array((lineEnd + "y\r\n").utf8)
      var normalizer = LineEndNormalizer()
      let expected = Array(normalizer.normalize(source[...]))
      #expect(try bytes(of: StoredMessage(bytes: source)).bytes == expected)
      try withTemporaryFile(named: "a.eml", source) { path in
        let written = try bytes(of: StoredMessage(file: path)).bytes
        #expect(written == expected)
      }
    }
  }

  @Test(
    "8-bit text in body and header asks for what it needs",
    arguments: [
      (Array("A: b\n\nc\n".utf8), false, false), (Array("A: b\n\nü\n".utf8), true, false),
      (Array("A: ü\n\nc\n".utf8), false, true),
      (Array("A: ü\n\nü\n".utf8), true, true), (Array("A: ".utf8) + [0xFC, 0x0A, 0x0A], true, false),
    ])
  func transport(_ source: [UInt8], _ eightBit: Bool, _ international: Bool) throws {
    let message = try StoredMessage(bytes: source)
    #expect(message.needsEightBitTransport == eightBit)
    #expect(message.hasInternationalHeader == international)
  }

  @Test(
    "what has no header is refused, with what was found where",
    arguments: [
      ("", "is empty"), ("\nA: b\n", "line 1: it is empty"), ("Hello world\n", "line 1: begins with \"Hello world\""),
      ("From ada Tue Nov 24\nA: b\n\n", "line 1: begins with \"From ada"), (" A: b\n\n", "line 1"),
      (": b\n\n", "line 1"),
      ("A: b\nhello\n\nc\n", "line 2: \"hello\" in the header is no field"), ("A: b\n\tc\nd e: f\n", "line 3"),
      ("\u{FEFF}A: b\n\n", "line 1"), ("\u{0}\u{1}", "line 1: begins with \"<U+0000><U+0001>\""),
      (String(repeating: "x", count: 3_000_000), "line 1"),
    ])
  func noHeader(_ source: String, _ reason: String) throws {
    let error = try failure { _ = try StoredMessage(bytes: Array(source.utf8)) }
    #expect(error.code == .noHeader)
    #expect(error.description.contains(reason), "\(error)")
    #expect(!error.description.contains("\n"))
    try withTemporaryFile(named: "a.eml", Array(source.utf8)) { path in
      let error = try failure { _ = try StoredMessage(file: path) }
      #expect(error.description.contains(path))
    }
  }

  @Test("a header may have 1 MiB")
  func longHeader() throws {
    let line = "X-A: " + String(repeating: "a", count: 93) + "\r\n"
    let lines = StoredMessage.maximumHeaderSize / 100
    let body = "\r\n" + String(repeating: "b\r\n", count: 1_000_000)
    #expect(try StoredMessage(bytes: Array((String(repeating: line, count: lines) + body).utf8)).header.count == lines)
    let error = try failure {
      _ = try StoredMessage(bytes: Array((String(repeating: line, count: lines + 1) + body).utf8))
    }
    #expect(error.code == .headerTooLong)
  }

  @Test("an address field that cannot be read is no reason to refuse the message, but to ask for recipients")
  func brokenAddresses() throws {
    let message = try StoredMessage(bytes: Array("From: a@x.example\nTo: b@x.example\nCc: broken@\n\n".utf8))
    #expect(message.envelopeRecipients.map(\.description) == ["b@x.example"])
    let error = try failure { try message.validateEnvelope() }
    #expect(error.code == .invalidAddress)
    #expect(error.description.contains("Cc of the message"))
  }

  @Test("a message without recipients is told")
  func noRecipients() throws {
    let message = try StoredMessage(bytes: Array("From: a@x.example\nTo: undisclosed-recipients:;\n\n".utf8))
    #expect(try failure { try message.validateEnvelope() }.code == .noRecipients)
    let nobody = try StoredMessage(bytes: Array("To: a@x.example\n\n".utf8))
    #expect(try failure { try nobody.validateEnvelope() }.code == .noSender)
  }

  @Test(
    "sender and recipients are asked for apart, and a field only of those it is for",
    arguments: [
      ("From: a@x.example\nTo: undisclosed-recipients:;", nil, .noRecipients),
      ("From: a@x.example\nTo: b@x.example\nCc: broken@", nil, .invalidAddress),
      ("From: broken@\nTo: b@x.example", .invalidAddress, nil), ("To: b@x.example", .noSender, nil),
      ("From: broken@\nSender: a@x.example\nTo: b@x.example", nil, nil),
      ("From: a@x.example\nSender: broken@\nTo: b@x.example", .invalidAddress, nil),
      ("Subject: nobody", .noSender, .noRecipients),
    ] as [(String, MIMEError.Code?, MIMEError.Code?)])
  func halves(_ header: String, _ sender: MIMEError.Code?, _ recipients: MIMEError.Code?) throws {
    let message = try StoredMessage(bytes: Array("\(header)\n\n".utf8))
    func code(_ check: () throws(MIMEError) -> Void) -> MIMEError.Code? {
      do throws(MIMEError) {
        try check()
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code(message.validateSender) == sender)
    #expect(code(message.validateRecipients) == recipients)
    #expect(code(message.validateEnvelope) == sender ?? recipients)
  }

  @Test("a file that is missing, or no file, is told apart")
  func files() throws {
    #expect(try failure { _ = try StoredMessage(file: "/nowhere/a.eml") }.code == .messageNotFound)
    #expect(try failure { _ = try StoredMessage(file: "/") }.code == .unreadableMessage)
    #expect(try failure { _ = try StoredMessage(file: "/dev/null") }.code == .unreadableMessage)
  }

  @Test(
    "a file that is not what it was ends the stream with an error",

    arguments: ["shorter", "longer", "gone", "rewritten", "touched", "replaced by its like"])
  func changedFile(_ change: String) throws {
    let source = Array("A: b\n\n".utf8) + Array(repeating: 0x78, count: 200_000)
    try withTemporaryFile(named: "a.eml", source) { path in
      let message = try StoredMessage(file: path)
      switch change {
      case "shorter": try truncateFile(path, to: 150_000)
      case "longer": try truncateFile(path, to: 200_100)
      case "gone": try removeFile(path)
      case "touched":
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
      case "replaced by its like":
        let copy = path + ".new"
        try overwriteFile(copy, source)
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        try FileManager.default.setAttributes([.modificationDate: #require(date)], ofItemAtPath: copy)
        try removeFile(path)
        try FileManager.default.moveItem(atPath: copy, toPath: path)
      default: try overwriteFile(path, Array("A: b\n\n".utf8) + Array(repeating: 0x0A, count: 200_000))
      }
      var stream = try message.makeStream()
      #expect(try failure { while try stream.next() != nil {} }.code == .fileChanged)
    }
  }
}
