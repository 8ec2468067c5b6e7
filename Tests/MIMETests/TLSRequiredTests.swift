import MIME
import Testing

@Suite("TLS-Required: No")
struct TLSRequiredTests {
  @Test("a message can say that it would rather go in clear than not at all, and take it back")
  func composed() throws {
    var message = Message(from: try Mailbox("a@b.test"), to: [try Mailbox("c@d.test")])
    #expect(!message.declinesTLS)
    message.declinesTLS = true
    message.declinesTLS = true
    #expect(message.declinesTLS)
    #expect(message.additionalHeaders.map(\.description) == ["TLS-Required: No"])
    message.declinesTLS = false
    #expect(message.additionalHeaders.isEmpty)
  }

  @Test(
    "a given message says it with this value alone",
    arguments: [
      ("TLS-Required: No", true), ("tls-required:  nO ", true), ("TLS-Required: Yes", false), ("X: No", false),
    ])
  func stored(field: String, declines: Bool) throws {
    let message = try StoredMessage(bytes: Array("From: a@b.test\r\n\(field)\r\n\r\n".utf8))
    #expect(message.declinesTLS == declines)
  }
}
