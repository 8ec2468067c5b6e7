import MIME
import Testing

@Suite("Message-IDs")
struct MessageIDTests {
  @Test(
    "an identifier is read with or without brackets and written with them",
    arguments: ["<a.1@x.example>", "a.1@x.example"])
  func reads(_ text: String) throws {
    #expect(try MessageID(text).description == "<a.1@x.example>")
  }

  /// Row "header injection" of the security history.
  @Test(
    "what could end the field is refused",
    arguments: [
      "", "<>", "<", "a", "a@", "@b", "a@b@c", "a @b", "a@b>", "<a@b", "a@b\r\nBcc: c", "a\u{0}@b", "a\u{2028}@b",
      String(repeating: "a", count: 500) + "@b",
    ])
  func refuses(_ text: String) throws {
    #expect(try failure { _ = try MessageID(text) }.code == .invalidMessageID)
  }

  @Test("new identifiers are at the domain of the address and never the same")
  func unique() throws {
    let address = try EmailAddress("ada@example.com")
    let ids = Set((0..<100).map { _ in MessageID(uniqueFor: address) })
    #expect(ids.count == 100)
    #expect(ids.allSatisfy { $0.content.hasSuffix("@example.com") && $0.content.utf8.count == 44 })
  }
}
