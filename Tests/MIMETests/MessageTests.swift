import MIME
import Testing

@Suite("Composed messages")
struct MessageTests {
  @Test("a plain message is these bytes")
  func plain() throws {
    let expected = """
      Date: Tue, 24 Nov 2026 04:40:13 +0100
      From: Ada Lovelace <ada@example.com>
      To: "Turing, Alan" <alan@example.net>
      Subject: Test
      Message-ID: <1@example.com>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 7bit

      Hello

      """
    #expect(try text(of: fixedMessage()) == expected.replacing("\n", with: "\r\n"))
  }

  @Test(
    "a text ends with CRLF, and its line ends are CRLF",
    arguments: [
      ("a", "a\r\n"), ("a\nb\n", "a\r\nb\r\n"), ("a\rb\r\nc\n\n", "a\r\nb\r\nc\r\n\r\n"), ("", ""),
      (".\n..\n", ".\r\n..\r\n"),
    ])
  func lineEnds(_ body: String, _ expected: String) throws {
    let written = try text(of: fixedMessage(text: body))
    #expect(written.hasSuffix("\r\n\r\n" + expected))
  }

  @Test(
    "the size is told beforehand and no chunk is much above 64 KiB", arguments: [0, 1, 56, 57, 58, 47_880, 1_000_003])
  func size(_ count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let inMemory = Attachment(name: "a.bin", mediaType: .octetStream, bytes: content)
    try withTemporaryFile(named: "a.bin", content) { path in
      let fromMemory = try fixedMessage(attachments: [inMemory, inMemory])
      let fromDisk = try fixedMessage(attachments: [Attachment(file: path), Attachment(file: path)])
      let (written, chunks) = try bytes(of: fromDisk)
      #expect(try fromDisk.makeStream().size == written.count)
      #expect(try bytes(of: fromMemory).bytes == written)
      #expect(chunks.allSatisfy { (1...70_000).contains($0) })
      #expect(written.suffix(2) == [13, 10])
    }
  }

  @Test("three kinds of text go from the plainest to the richest")
  func threeTexts() throws {
    var message = try fixedMessage(text: "plain")
    message.enriched = "<bold>enriched</bold>"
    message.html = "<b>html</b>"
    let lines = try text(of: message).split(separator: "\r\n")
    #expect(
      lines.filter { $0.hasPrefix("Content-Type: text/") } == [
        "Content-Type: text/plain; charset=utf-8", "Content-Type: text/enriched; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
      ])
    #expect(lines.contains("<bold>enriched</bold>"))
  }

  @Test("a copy of a stream goes on by itself")
  func copies() throws {
    try withTemporaryFile(named: "a.bin", Array(repeating: 7, count: 200_000)) { path in
      var first = try fixedMessage(attachments: [Attachment(file: path)]).makeStream()
      _ = try first.next()
      _ = try first.next()
      var second = first
      while let chunk = try first.next() { #expect(try second.next() == chunk) }
      #expect(try second.next() == nil)
    }
  }

  @Test(
    "a file that changes or vanishes ends the stream with an error that stays",
    arguments: ["shorter", "longer", "gone"])
  func changedFile(_ change: String) throws {
    try withTemporaryFile(named: "a.bin", Array(repeating: 7, count: 200_000)) { path in
      var stream = try fixedMessage(attachments: [Attachment(file: path)]).makeStream()
      _ = try stream.next()
      switch change {
      case "shorter": try truncateFile(path, to: 150_000)
      case "longer": try truncateFile(path, to: 200_001)
      default: try removeFile(path)
      }
      var error = try failure { while try stream.next() != nil {} }
      #expect(error.code == .fileChanged)
      error = try failure { _ = try stream.next() }
      #expect(error.code == .fileChanged)
    }
  }

  @Test("a file that shrinks while it is read ends the stream with an error")
  func shrinkingFile() throws {
    try withTemporaryFile(named: "a.bin", Array(repeating: 7, count: 200_000)) { path in
      var stream = try fixedMessage(attachments: [Attachment(file: path)]).makeStream()
      _ = try stream.next()
      _ = try stream.next()
      try truncateFile(path, to: 150_000)
      #expect(try failure { while try stream.next() != nil {} }.code == .fileChanged)
    }
  }

  @Test("Bcc is in the envelope and nowhere else; each recipient is there once")
  func envelope() throws {
    var message = try fixedMessage()
    message.cc = [try Mailbox("Alan <alan@EXAMPLE.net>"), try Mailbox("c@example.org")]
    message.bcc = [try Mailbox("secret@example.org"), try Mailbox("c@example.org")]
    #expect(
      message.envelopeRecipients.map(\.description) == ["alan@example.net", "c@example.org", "secret@example.org"])
    #expect(message.envelopeSender?.description == "ada@example.com")
    let written = try text(of: message)
    #expect(!written.contains("secret"))
    #expect(!written.lowercased().contains("bcc"))
    message.sender = try Mailbox("secretary@example.com")
    #expect(message.envelopeSender?.description == "secretary@example.com")
  }

  @Test("a message without recipients or without an author is told apart")
  func incomplete() throws {
    var message = try fixedMessage()
    try message.validateEnvelope()
    message.to = []
    #expect(try failure { try message.validateEnvelope() }.code == .noRecipients)
    message.bcc = [try Mailbox("b@example.org")]
    try message.validateEnvelope()
    message.from = []
    #expect(try failure { try message.validateEnvelope() }.code == .noSender)
    #expect(try failure { _ = try message.makeStream() }.code == .noSender)
  }

  @Test("several authors have a Sender")
  func severalAuthors() throws {
    var message = try fixedMessage()
    message.from.append(try Mailbox("b@example.com"))
    #expect(try text(of: message).contains("\r\nSender: Ada Lovelace <ada@example.com>\r\n"))
  }

  @Test("only an address beyond ASCII asks for SMTPUTF8, and nothing asks for 8BITMIME")
  func transport() throws {
    var message = try fixedMessage(subject: "Grüße", text: "ü", html: "ü")
    message.to.append(Mailbox(name: "Jörg", address: try EmailAddress("joerg@example.com")))
    message.bcc = [try Mailbox("bücher@example.com")]
    #expect(!message.hasInternationalHeader && !message.needsEightBitTransport)
    #expect(try bytes(of: message).bytes.allSatisfy { $0 < 0x80 })
    message.cc = [try Mailbox("jörg@bücher.example")]
    #expect(message.hasInternationalHeader && !message.needsEightBitTransport)
    #expect(try text(of: message).contains("\r\nCc: jörg@bücher.example\r\n"))
  }

  @Test("the boundary cannot occur in the content, even if the text holds it")
  func boundary() throws {
    let body = "--=_test_mixed\n--=_test_mixed--\n"
    let message = try fixedMessage(
      text: body, html: body, attachments: [Attachment(name: "a", mediaType: .octetStream, bytes: Array(body.utf8))])
    let lines = try text(of: message).split(separator: "\r\n").filter { $0.hasPrefix("--=_") }
    #expect(
      lines == [
        "--=_test_mixed", "--=_test_alternative", "--=_test_alternative", "--=_test_alternative--", "--=_test_mixed",
        "--=_test_mixed--",
      ])
  }

  @Test("two messages have boundaries and identifiers of their own")
  func random() throws {
    let ada = try Mailbox("ada@example.com")
    let first = Message(from: ada, to: [])
    let second = Message(from: ada, to: [])
    #expect(first.boundary != second.boundary)
    #expect(first.boundary.utf8.count == 32)
    #expect(first.messageID != second.messageID)
  }

  @Test(
    "a boundary that could end its line is refused",
    arguments: ["", "a b", "a\r\n", "a\"", "ü", String(repeating: "a", count: 41)])
  func badBoundary(_ boundary: String) throws {
    var message = try fixedMessage()
    message.boundary = boundary
    #expect(try failure { _ = try message.makeStream() }.code == .invalidBoundary)
  }

  @Test(
    "a field that the message writes itself, or must not have, is refused",
    arguments: ["From", "bcc", "RESENT-BCC", "Content-Type", "Message-ID"])
  func reservedFields(_ name: String) throws {
    var message = try fixedMessage()
    try message.additionalHeaders.append(name: name, value: "x")
    #expect(try failure { _ = try message.makeStream() }.code == .invalidHeader)
  }
}
