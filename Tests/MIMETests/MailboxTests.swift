import MIME
import Testing

@Suite("Mailboxes")
struct MailboxTests {
  @Test(
    "a mailbox is read in the forms that people write",
    arguments: [
      ("ada@example.com", nil, "ada@example.com"),
      ("<ada@example.com>", nil, "ada@example.com"),
      ("  ada@example.com\t", nil, "ada@example.com"),
      ("Ada Lovelace <ada@example.com>", "Ada Lovelace", "ada@example.com"),
      ("Ada<ada@example.com>", "Ada", "ada@example.com"),
      ("\"Lovelace, Ada\" <ada@example.com>", "Lovelace, Ada", "ada@example.com"),
      ("\"a\\\"b\" <ada@example.com>", "a\"b", "ada@example.com"),
      ("Ada B. Lovelace < ada@example.com >", "Ada B. Lovelace", "ada@example.com"),
      ("Jörg <joerg@example.com>", "Jörg", "joerg@example.com"),
      ("(first) Ada (the (nested) \\) one) <ada@example.com> (last)", "Ada", "ada@example.com"),
      ("ada@example.com (Ada)", nil, "ada@example.com"),
      ("\"evil@evil.example\" <ada@example.com>", "evil@evil.example", "ada@example.com"),
      ("\"<evil@evil.example>\" <ada@example.com>", "<evil@evil.example>", "ada@example.com"),
      ("\"a@evil b\"@good.example", nil, "\"a@evil b\"@good.example"),
      ("\"=?utf-8?q?a?=\" <ada@example.com>", "=?utf-8?q?a?=", "ada@example.com"),
      ("\"\" <ada@example.com>", nil, "ada@example.com"),
    ])
  func reads(_ text: String, _ name: String?, _ address: String) throws {
    let mailbox = try Mailbox(text)
    #expect(mailbox.name == name)
    #expect(mailbox.address.description == address)
    #expect(try Mailbox(mailbox.description) == mailbox)
  }

  @Test(
    "encoded words in the name are decoded",
    arguments: [
      ("=?utf-8?q?J=C3=B6rg?= <a@b.example>", "Jörg"),
      ("=?UTF-8?B?SsO2cmc=?= Meier <a@b.example>", "Jörg Meier"),
      ("=?utf-8?q?J=C3?= =?utf-8?q?=B6rg?= <a@b.example>", "Jörg"),
      ("=?utf-8?q?a_?= =?iso-8859-1?q?=FCb?= c <a@b.example>", "a üb c"),
      ("=?utf-8*de?q?a?= <a@b.example>", "a"),
      ("=?x-unknown?q?a?= <a@b.example>", "=?x-unknown?q?a?="),
      ("=?utf-8?q?a=ZZ?= <a@b.example>", "=?utf-8?q?a=ZZ?="),
      ("=?utf-8?b?SsO2c*mc=?= <a@b.example>", "=?utf-8?b?SsO2c*mc=?="),
      ("\"=?utf-8?q?a?=\" <a@b.example>", "=?utf-8?q?a?="),
      ("=?utf-8?q?a=0D=0ABcc=3A_x?= <a@b.example>", "a  Bcc: x"),
    ])
  func decodesNames(_ text: String, _ name: String) throws {
    #expect(try Mailbox(text).name == name)
  }

  /// Row "address parser domain confusion" of the security history.
  @Test("an encoded word is never decoded into an address")
  func encodedAddress() throws {
    let mailbox = try Mailbox("x <=?utf-8?q?evil=40evil.example=3E?=@good.example>")
    #expect(mailbox.address.localPart == "=?utf-8?q?evil=40evil.example=3E?=")
    #expect(mailbox.address.domain == "good.example")
    #expect(throws: MIMEError.self) { try Mailbox("=?utf-8?q?evil=40evil.example?=") }
    #expect(throws: MIMEError.self) { try Mailbox("x <a@=?utf-8?q?evil.example?=>") }
  }

  @Test(
    "what is no mailbox is refused, with what and where",
    arguments: [
      ("", "no address"),
      ("Ada", "no \"@\" and domain after \"Ada\""),
      ("Ada <>", "\">\" at character 6"),
      ("Ada <ada>", "\">\" at character 9 where \"@\" is due"),
      ("Ada <ada@example.com", "it ends where \">\" is due"),
      ("Ada <ada@>", "where the domain is due"),
      ("Ada ada@example.com", "angle brackets"),
      ("ada @example.com", "before the \"@\""),
      ("a@x.example <b@y.example>", "\"<\" at character 13"),
      ("<a@x.example> <b@y.example>", "\"<\" at character 15"),
      ("a@x.example, b@y.example", "\",\" at character 12"),
      ("Team: a@x.example;", "\":\" at character 5"),
      ("<@relay.example:a@x.example>", "nothing stands before"),
      ("Ada (comment <a@x.example>", "lacks its \")\""),
      ("Ada) <a@x.example>", "\")\" at character 4"),
      ("Ada\r\nBcc: b@y.example <a@x.example>", "U+000D at character 4"),
      ("(a\nb) <a@x.example>", "U+000A at character 3"),
      ("\"a\u{0}b\" <a@x.example>", "U+0000 at character 3"),
    ])
  func refuses(_ text: String, _ reason: String) throws {
    let error = try failure { _ = try Mailbox(text) }
    #expect(error.code == .invalidAddress)
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test(
    "a list is read with its groups",
    arguments: [
      ("", []),
      ("a@x.example", ["a@x.example"]),
      ("a@x.example, B <b@y.example>", ["a@x.example", "B <b@y.example>"]),
      ("\"C, D\" <c@z.example>,d@z.example", ["\"C, D\" <c@z.example>", "d@z.example"]),
      ("a@x.example,, b@y.example,", ["a@x.example", "b@y.example"]),
      ("Team: a@x.example, b@y.example; , c@z.example", ["a@x.example", "b@y.example", "c@z.example"]),
      ("undisclosed-recipients:;", []),
      ("\"A: B\": a@x.example;", ["a@x.example"]),
      ("a@[IPv6:2001:db8::1], b@y.example", ["a@[IPv6:2001:db8::1]", "b@y.example"]),
    ])
  func lists(_ text: String, _ expected: [String]) throws {
    #expect(try Mailbox.list(text).map(\.description) == expected)
  }

  @Test(
    "a broken list is refused as a whole",
    arguments: [
      ("a@x.example b@y.example", "\"b\" at character 13 after the address"),
      ("a@x.example; b@y.example", "\";\" at character 12"),
      ("Team: a@x.example", "lacks its \";\""),
      ("A: B: a@x.example;;", "\":\" at character 5"),
      ("a@x.example, b@", "domain is missing"),
    ])
  func refusesLists(_ text: String, _ reason: String) throws {
    let error = try failure { _ = try Mailbox.list(text) }
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test("a name with controls cannot break a line", arguments: controls)
  func namesHaveNoControls(_ control: Unicode.Scalar) throws {
    let mailbox = Mailbox(name: "a\(control)b", address: try EmailAddress("a@x.example"))
    #expect(mailbox.name == "a b")
  }

  /// Row "DoS" of the security history.
  @Test("comments nest only so deep")
  func commentDepth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + String(repeating: ")", count: depth) + "a@x.example"
    }
    #expect(try Mailbox(nested(32)).address.domain == "x.example")
    #expect(try failure { _ = try Mailbox(nested(33)) }.description.contains("character 33"))
    #expect(try failure { _ = try Mailbox(nested(1_000_000)) }.description.contains("character 33"))
  }

  /// Row "DoS" of the security history: the shapes that have made address parsers quadratic.
  @Test(
    "a hostile text of four times the length takes about four times as long", .timeLimit(.minutes(1)),
    arguments: [
      ("()", "a@x.example"), ("(", ""), ("a:", ""), ("a:;,", ""), ("<", ""), ("\"a\" ", "<a@x.example>"), (",", ""),
      ("=?utf-8?q?a?= ", "<a@x.example>"), ("\\\"", "\""), ("a.", "@x.example"), ("[", "]"), ("a@[", "]"),
      ("a@x.example,", ""), ("a ", "<a@x.example>"), ("(\\", ""), ("a@b.", ""),
    ])
  func hostileShapes(_ unit: String, _ end: String) {
    /// The least of three, so that what else the machine does counts for little.
    func cost(_ count: Int) -> Duration {
      let text = String(repeating: unit, count: count) + end
      return (0..<3).map { _ in
        processorTime {
          _ = try? Mailbox.list(text)
          _ = try? Mailbox(text)
          _ = try? EmailAddress(text)
        }
      }.min() ?? .zero
    }
    let once = cost(4000)
    let fourTimes = cost(16_000)
    // Quadratic work would be sixteen times as much.
    #expect(fourTimes < once * 9 + .milliseconds(20), "\(once), then \(fourTimes)")
  }
}
