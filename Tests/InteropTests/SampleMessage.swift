import MIME

/// Messages on which senders have stumbled.
struct SampleMessage: Sendable, CustomStringConvertible {
  static let header = "From: alice@example.test\r\nTo: bob@example.test\r\nSubject: interop\r\n\r\n"

  let description: String
  let body: String

  static let all: [SampleMessage] = [
    SampleMessage("plain text", "Hello.\r\n"),
    SampleMessage("lines of dots", ".\r\n..\r\n...\r\n.leading\r\n\r\n.\r\n.\r\nafter\r\n"),
    SampleMessage("8-bit text", "Grüße, こんにちは, \u{1F4EE}\r\n.ä\r\n"),
    SampleMessage("long lines", String(repeating: "x", count: 990) + "\r\n"),
    SampleMessage("no line end", "the end is near\r\n."),
    SampleMessage("nothing", ""),
  ]

  private init(_ description: String, _ body: String) {
    self.description = description
    self.body = body
  }

  func stored() throws -> StoredMessage {
    try StoredMessage(bytes: Array((Self.header + body).utf8))
  }

  /// What has to arrive: the client ends the last line, and changes nothing else.
  var expected: [UInt8] {
    Array((Self.header + body + (body.isEmpty || body.hasSuffix("\r\n") ? "" : "\r\n")).utf8)
  }
}
