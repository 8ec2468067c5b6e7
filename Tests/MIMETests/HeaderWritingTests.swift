import MIME
import Testing

@Suite("Written headers")
struct HeaderWritingTests {
  /// The field of `message` with this name, its folds included.
  func field(_ name: String, of message: Message) throws -> String {
    let header = try #require(text(of: message).split(separator: "\r\n\r\n", maxSplits: 1).first)
    let unfolded = header.replacing("\r\n ", with: "\n ")
    return String(try #require(unfolded.split(separator: "\r\n").first { $0.hasPrefix(name + ":") }))
  }

  @Test(
    "a subject is folded at blanks, and encoded where a reader would not get the same",
    arguments: [
      ("Hello", "Subject: Hello"),
      (
        String(repeating: "abcdefgh ", count: 9) + "end",
        "Subject: abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh\n abcdefgh abcdefgh end"
      ),
      ("a  b\tc", "Subject: a  b\tc"),
      ("Grusse aus Köln", "Subject: =?utf-8?q?Grusse_aus_K=C3=B6ln?="),
      ("日本語の件名", "Subject: =?utf-8?b?5pel5pys6Kqe44Gu5Lu25ZCN?="),
      ("=?utf-8?q?a?=", "Subject: =?utf-8?b?PT91dGYtOD9xP2E/PQ==?="),
      (" a", "Subject: =?utf-8?q?_a?="),
      (
        String(repeating: "👍", count: 12),
        "Subject: =?utf-8?b?8J+RjfCfkY3wn5GN8J+RjfCfkY3wn5GN8J+RjfCfkY3wn5GN?=\n =?utf-8?b?8J+RjfCfkY3wn5GN?="
      ),
    ])
  func subjects(_ subject: String, _ expected: String) throws {
    #expect(try field("Subject", of: fixedMessage(subject: subject)) == expected)
  }

  @Test("an empty subject writes no field")
  func emptySubject() throws {
    #expect(!(try text(of: fixedMessage(subject: "")).contains("Subject")))
  }

  @Test(
    "names are written as atoms, quoted or encoded, as they need",
    arguments: [
      ("Ada Lovelace", "To: Ada Lovelace <a@x.example>"),
      ("Lovelace, Ada", "To: \"Lovelace, Ada\" <a@x.example>"),
      ("a \"b\" \\", "To: \"a \\\"b\\\" \\\\\" <a@x.example>"),
      ("a  b", "To: \"a  b\" <a@x.example>"),
      ("evil@evil.example", "To: \"evil@evil.example\" <a@x.example>"),
      ("Jörg", "To: =?utf-8?b?SsO2cmc=?= <a@x.example>"),
      ("=?utf-8?q?a?=", "To: =?utf-8?b?PT91dGYtOD9xP2E/PQ==?= <a@x.example>"),
      ("", "To: a@x.example"),
    ])
  func names(_ name: String, _ expected: String) throws {
    var message = try fixedMessage()
    message.to = [Mailbox(name: name, address: try EmailAddress("a@x.example"))]
    #expect(try field("To", of: message) == expected)
  }

  @Test("a list that is folded before a name goes on with a blank", arguments: 1...40)
  func foldsBeforeName(_ length: Int) throws {
    var message = try fixedMessage()
    let first = Mailbox(
      name: String(repeating: "a", count: length), address: try EmailAddress("aaaaaaaaaaaa@aaaaaa.example"))
    message.to = [first, try Mailbox("Bob Bee <b@example.com>"), try Mailbox("Cee <c@example.com>")]
    let header = try text(of: message).split(separator: "\r\n\r\n")[0]
    let lines = header.split(separator: "\r\n").filter { !$0.hasPrefix(" ") }
    #expect(lines.allSatisfy { $0.prefix { $0 != " " }.hasSuffix(":") }, "\(header)")
    #expect(header.contains("example>,\r\n Bob") || header.contains("example>, Bob"))
  }

  @Test("what is written as To is read back to the same mailboxes")
  func mailboxesRoundTrip() throws {
    let names = [
      "Ada", "Jörg \"x\" <y>", String(repeating: "長い名前", count: 30), "a,b;c:d", String(repeating: "x", count: 100),
      "(a)", "=?",
    ]
    var message = try fixedMessage()
    message.to = try names.enumerated().map { Mailbox(name: $1, address: try EmailAddress("\"a b\($0)\"@x.example")) }
    let written = try field("To", of: message).dropFirst(3).replacing("\n", with: "")
    #expect(try Mailbox.list(String(written)) == message.to)
  }

  @Test("lines stay within 78 where a blank allows it, and within 76 beside encoded words")
  func lineLengths() throws {
    var message = try fixedMessage(subject: String(repeating: "Grüße 日本 ", count: 40))
    message.to = try (0..<30).map { try Mailbox("Person Number\($0) <person\($0)@example.com>") }
    message.cc = try (0..<30).map { Mailbox(name: "Jörg \($0)", address: try EmailAddress("a\($0)@example.com")) }
    try message.additionalHeaders.append(name: "X-Long", value: String(repeating: "word ", count: 100))
    for line in try text(of: message).split(separator: "\r\n") {
      #expect(line.utf8.count <= (line.contains("=?") ? 76 : 78))
    }
  }

  @Test("an additional field is written as it is, and encoded only beyond ASCII")
  func additional() throws {
    var message = try fixedMessage()
    try message.additionalHeaders.append(
      name: "List-Unsubscribe", value: "<https://x.example/?a=b>, <mailto:u@x.example>")
    try message.additionalHeaders.append(name: "X-Comment", value: "Grüße")
    try message.additionalHeaders.append(name: "X-Blank", value: "  ")
    #expect(
      try field("List-Unsubscribe", of: message) == "List-Unsubscribe: <https://x.example/?a=b>, <mailto:u@x.example>")
    #expect(try field("X-Comment", of: message) == "X-Comment: =?utf-8?b?R3LDvMOfZQ==?=")
    #expect(try field("X-Blank", of: message) == "X-Blank:")
  }

  @Test(
    "beyond ASCII, a field of addresses is encoded in its names only",
    arguments: [
      ("Resent-To", "Jörg <j@x.example>, b@x.example", "=?utf-8?b?SsO2cmc=?= <j@x.example>, b@x.example", false),
      ("resent-from", "\"Jörg (x)\" <j@x.example>", "=?utf-8?b?SsO2cmcgKHgp?= <j@x.example>", false),
      ("Disposition-Notification-To", "jörg@x.example", "jörg@x.example", true),
      ("Resent-Cc", "a@köln.example", "a@xn--kln-sna.example", false),
    ])
  func additionalAddresses(_ name: String, _ value: String, _ expected: String, _ international: Bool) throws {
    var message = try fixedMessage()
    try message.additionalHeaders.append(name: name, value: value)
    #expect(try field(name, of: message) == "\(name): \(expected)")
    #expect(message.hasInternationalHeader == international)
  }

  @Test(
    "text beyond ASCII is refused where a field has no place for it",
    arguments: [
      ("Resent-To", "Jörg"), ("Resent-To", "Jörg:;"), ("References", "<ü@x.example>"), ("In-Reply-To", "<ü@x.example>"),
      ("List-Unsubscribe", "<https://x.example/ü>"), ("Return-Path", "<ü@x.example>"),
    ])
  func additionalTokens(_ name: String, _ value: String) throws {
    var message = try fixedMessage()
    try message.additionalHeaders.append(name: name, value: value)
    let error = try failure { _ = try message.makeStream() }
    #expect(error.code == .invalidHeader)
    #expect(error.description.contains(name))
  }

  @Test(
    "a field that was read from a message does not bring its controls along",
    arguments: ["\u{0}", "\u{1B}[2J", "\u{7F}"])
  func storedFields(_ control: String) throws {
    let stored = try StoredMessage(bytes: Array("X-A: a\(control)b\nX-B: fine\n\n".utf8))
    var message = try fixedMessage()
    message.additionalHeaders.append(try #require(stored.header.first(named: "X-B")))
    #expect(try field("X-B", of: message) == "X-B: fine")
    message.additionalHeaders.append(try #require(stored.header.first(named: "X-A")))
    let error = try failure { _ = try message.makeStream() }
    #expect(error.code == .invalidHeader)
    #expect(error.description.contains("X-A"))
  }

  @Test("a line that cannot be folded may have 998 bytes and no more")
  func hardLimit() throws {
    var message = try fixedMessage()
    try message.additionalHeaders.set(name: "X-A", value: String(repeating: "a", count: 998 - 5))
    _ = try message.makeStream()
    try message.additionalHeaders.set(name: "X-A", value: String(repeating: "a", count: 997))
    #expect(try text(of: message).split(separator: "\r\n").map(\.utf8.count).max() == 998)
    try message.additionalHeaders.set(name: "X-A", value: String(repeating: "a", count: 998))
    #expect(try failure { _ = try message.makeStream() }.code == .lineTooLong)
  }

  /// Row "header injection" of the security history. Whatever is put into any text of a message: either it is refused, or the header has the same fields as ever.
  @Test("no text of a message can begin a header line", arguments: hostileScalars, ["", "\r", "\r\n", "\n"])
  func injection(_ scalar: Unicode.Scalar, _ lineEnd: String) throws {
    let hostile = "a\(lineEnd)\(scalar)Bcc: evil@evil.example"
    let names = try fieldNames(
      of: fixedMessage(attachments: [Attachment(name: "a", mediaType: .octetStream, bytes: [])]))
    var attempts: [() throws -> Message] = [
      { try fixedMessage(subject: hostile, attachments: [Attachment(name: "a", mediaType: .octetStream, bytes: [])]) },
      { try fixedMessage(attachments: [Attachment(name: hostile, mediaType: .octetStream, bytes: [])]) },
      {
        try fixedMessage(attachments: [Attachment(name: "a", mediaType: MediaType("application/\(hostile)"), bytes: [])]
        )
      },
      {
        let parameter = try MediaType.Parameter(name: "a", value: hostile)
        let type = try MediaType(type: "application", subtype: "x", parameters: [parameter])
        return try fixedMessage(attachments: [Attachment(name: "a", mediaType: type, bytes: [])])
      },
      {
        let parameter = try MediaType.Parameter(name: hostile, value: "a")
        let type = try MediaType(type: "application", subtype: "x", parameters: [parameter])
        return try fixedMessage(attachments: [Attachment(name: "a", mediaType: type, bytes: [])])
      },
    ]
    let changes: [(inout Message) throws -> Void] = [
      { $0.to = [Mailbox(name: hostile, address: try EmailAddress("a@x.example"))] },
      { $0.to = [try Mailbox("\"\(hostile)\" <a@x.example>")] },
      { $0.to = [Mailbox(name: nil, address: try EmailAddress(localPart: hostile, domain: "x.example"))] },
      { $0.to = [Mailbox(name: nil, address: try EmailAddress(localPart: "a", domain: hostile))] },
      { $0.messageID = try MessageID("<\(hostile)@x.example>") },
      { $0.additionalHeaders = [try HeaderField(name: hostile, value: "a")] },
      { $0.boundary = hostile },
    ]
    for change in changes {
      attempts.append {
        var message = try fixedMessage(attachments: [Attachment(name: "a", mediaType: .octetStream, bytes: [])])
        try change(&message)
        return message
      }
    }
    for (index, attempt) in attempts.enumerated() {
      guard let message = try? attempt(), let found = try? fieldNames(of: message) else { continue }
      #expect(found == names, "attempt \(index)")
    }
    var message = try fixedMessage()
    if let field = try? HeaderField(name: "X-A", value: hostile) {
      message.additionalHeaders = [field]
      #expect(try fieldNames(of: message).contains("X-A"))
      #expect(try !fieldNames(of: message).contains("Bcc"))
    }
  }

  /// The names that a reader finds who takes CR, LF and CRLF each for a line end.
  func fieldNames(of message: Message) throws -> [String] {
    let lines = try text(of: message).unicodeScalars.split { $0 == "\r" || $0 == "\n" }.map(String.init)
    return lines.compactMap { line in
      guard let colon = line.firstIndex(of: ":"), line.first != " ", line.first != "\t" else { return nil }
      return String(line[..<colon])
    }
  }
}
