import Testing

@testable import MIME

@Suite("Reading addresses")
struct AddressReaderTests {
  @Test(
    "what strict reading takes, lenient reading takes the same, without a defect",
    arguments: [
      "ada@example.com", "Ada Lovelace <ada@example.com>", "\"Lovelace, Ada\" <ada@example.com>, b@y.example",
      "=?utf-8?q?J=C3=B6rg?= <a@b.example>", "\"a@evil b\"@good.example", "Team: a@x.example;, b@y.example",
      "(first) Ada (the (nested) \\) one) <ada@example.com> (last)", "a@[IPv6:2001:db8::1], b@y.example", "", " , ,",
      "\"a\\\"b\" <ada@example.com>", "用户 <用户@例え.テスト>", "\"=?\" <a@b.example>",
    ])
  func strict(_ text: String) throws {
    let read = AddressReader.read(text, at: 7)
    #expect(read.value == (try Mailbox.list(text)))
    #expect(read.defects.isEmpty)
  }

  @Test(
    "what is broken is repaired where it has one meaning",
    arguments: [
      ("<@a.example,@b.example:c@d.example>", ["c@d.example"]),
      ("a . b @ c . example", ["a.b@c.example"]),
      ("a@(x)b.example", ["a@b.example"]),
      ("a@b.example.", ["a@b.example"]),
      ("Ada <a@b.example", ["Ada <a@b.example>"]),
      ("Ada <a@b.example, c@d.example", ["Ada <a@b.example>", "c@d.example"]),
      ("a@b.example; c@d.example;", ["a@b.example", "c@d.example"]),
      ("Team: a@b.example", ["a@b.example"]),
      ("A: B: a@b.example;;", ["a@b.example"]),
      ("ada..b@c.example", ["\"ada..b\"@c.example"]),
      ("\"=?utf-8?q?a=2C_b?=\" <a@b.example>", ["\"a, b\" <a@b.example>"]),
      ("Ada, <a@b.example>", ["a@b.example"]),
      ("a@x.example: b@y.example;", ["b@y.example"]),
      ("Ada <a@x.example>: b@y.example;", ["b@y.example"]),
    ])
  func repairs(_ text: String, _ expected: [String]) {
    let read = AddressReader.read(text, at: 7)
    #expect(read.value.map(\.description) == expected)
    #expect(!read.defects.isEmpty)
    #expect(read.defects.allSatisfy { $0.offset == 7 })
  }

  /// Row "address parser domain confusion" of the security history.
  @Test(
    "what two programs could read differently is left out",
    arguments: [
      "<a@x.example> <b@y.example>", "a@x.example b@y.example", "a@x.example <b@y.example> c@z.example",
      "a@x.example@y.example", "\"a@x.example", "(a@x.example", "a b@x.example", "<a@x.example>b",
      "a@x.example)b@y.example",
      "=?utf-8?q?a=40x.example?=", "<=?utf-8?q?a=40x.example?=>", "a@=?utf-8?q?x.example?=",
      "<a@x.example\0@y.example>",
      "<\"a@x.example>", "<a@x.example <b@y.example>>", "<a b@x.example>",
    ])
  func ambiguous(_ text: String) {
    let read = AddressReader.read(text, at: 0)
    #expect(read.value.isEmpty)
    #expect(!read.defects.isEmpty)
  }

  @Test("an encoded word in an address stays one")
  func encodedWord() throws {
    let read = AddressReader.read("x <=?utf-8?q?evil=40evil.example=3E?=@good.example", at: 0)
    #expect(read.value.map(\.address.domain) == ["good.example"])
    #expect(read.value.map(\.address.localPart) == ["=?utf-8?q?evil=40evil.example=3E?="])
  }
}
