import MIME
import Testing

@Suite("E-mail addresses")
struct EmailAddressTests {
  /// With row "ESMTP parameter smuggling / RCPT misroute" of the security history: what is written is quoted again.
  @Test(
    "an address is read into its parts and written from them",
    arguments: [
      ("ada@example.com", "ada", "example.com", "ada@example.com"),
      ("a.b+c@Example.COM", "a.b+c", "Example.COM", "a.b+c@Example.COM"),
      ("\"ada\"@example.com", "ada", "example.com", "ada@example.com"),
      ("\"a b\"@example.com", "a b", "example.com", "\"a b\"@example.com"),
      ("\"a@evil b\"@good.example", "a@evil b", "good.example", "\"a@evil b\"@good.example"),
      ("\"a\\\"b\\\\c\"@example.com", "a\"b\\c", "example.com", "\"a\\\"b\\\\c\"@example.com"),
      ("\"a..b\"@example.com", "a..b", "example.com", "\"a..b\"@example.com"),
      ("\"foo@x> ORCPT=a@b\"@test.com", "foo@x> ORCPT=a@b", "test.com", "\"foo@x> ORCPT=a@b\"@test.com"),
      ("ada@localhost", "ada", "localhost", "ada@localhost"),
      ("ada@[192.0.2.1]", "ada", "[192.0.2.1]", "ada@[192.0.2.1]"),
      ("ada@[IPv6:2001:db8::1]", "ada", "[IPv6:2001:db8::1]", "ada@[IPv6:2001:db8::1]"),
      ("ada@[IPv6:::ffff:192.0.2.1]", "ada", "[IPv6:::ffff:192.0.2.1]", "ada@[IPv6:::ffff:192.0.2.1]"),
      ("jörg@bücher.example", "jörg", "bücher.example", "jörg@bücher.example"),
      ("ada@xn--bcher-kva.example", "ada", "xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
      ("ada@straße.example", "ada", "straße.example", "ada@straße.example"),
      ("用户@例え.テスト", "用户", "例え.テスト", "用户@例え.テスト"),
      ("=?utf-8?q?a?=@example.com", "=?utf-8?q?a?=", "example.com", "=?utf-8?q?a?=@example.com"),
    ])
  func reads(_ text: String, _ localPart: String, _ domain: String, _ written: String) throws {
    let address = try EmailAddress(text)
    #expect(address.localPart == localPart)
    #expect(address.domain == domain)
    #expect(address.description == written)
    #expect(try EmailAddress(written) == address)
    #expect(try EmailAddress(localPart: localPart, domain: domain) == address)
  }

  @Test(
    "what is no address is refused, with what and where",
    arguments: [
      ("", "no address"),
      ("ada", "no \"@\" and domain"),
      ("ada@", "domain is missing"),
      ("@example.com", "nothing stands before the \"@\""),
      ("\"\"@example.com", "nothing stands before the \"@\""),
      ("ada@example.com ", "\" \" at character 16"),
      (" ada@example.com", "\" \" at character 1"),
      ("ada lovelace@example.com", "\" \" at character 4"),
      ("ada@ example.com", "\" \" at character 5"),
      ("a@b@example.com", "\"@\" at character 4"),
      ("a@evil.example,b@good.example", "\",\" at character 15"),
      ("<ada@example.com>", "\"<\" at character 1"),
      (".ada@example.com", "a dot too many"),
      ("ada.@example.com", "a dot too many"),
      ("a..b@example.com", "a dot too many"),
      ("ada@example..com", "label 2 of the domain is empty"),
      ("ada@example.com.", "label 3 of the domain is empty"),
      ("ada@-example.com", "begins or ends with \"-\""),
      ("ada@exa_mple.com", "has \"_\" at character 4"),
      ("ada@192.0.2.1", "write it as [192.0.2.1]"),
      ("ada@[192.0.2.256]", "neither an IPv4"),
      ("ada@[192.0.2.01]", "neither an IPv4"),
      ("ada@[192.0.2.1", "lacks its \"]\""),
      ("ada@[]", "address literal"),
      ("ada@[IPv6:2001:db8::1::2]", "not an IPv6 address"),
      ("ada@[IPv6:1:2:3:4:5:6:7]", "not an IPv6 address"),
      ("ada@[IPv6:12345::]", "not an IPv6 address"),
      ("ada@[x:y]", "neither an IPv4"),
      ("ada@exam\u{FF41}ple.com", "U+FF41 at character 5"),
      ("ada@example\u{3002}com", "U+3002 at character 8"),
      ("ada@example\u{FF0E}com", "U+FF0E at character 8"),
      ("\"ada@example.com", "lacks its closing quote"),
      ("\"a\"b@example.com", "where \"@\" is due"),
      ("a\r\nRCPT TO:<b@c>@example.com", "the control U+000D at character 2"),
    ])
  func refuses(_ text: String, _ reason: String) throws {
    let error = try failure { _ = try EmailAddress(text) }
    #expect(error.code == .invalidAddress)
    #expect(error.description.contains(reason), "\(error)")
    #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 })
  }

  /// Row "SMTP command injection" of the security history.
  @Test("no control can be in either part, quoted or not", arguments: controls)
  func refusesControls(_ control: Unicode.Scalar) throws {
    #expect(throws: MIMEError.self) { try EmailAddress(localPart: "a\(control)b", domain: "example.com") }
    #expect(throws: MIMEError.self) { try EmailAddress(localPart: "a", domain: "exam\(control)ple.com") }
    #expect(throws: MIMEError.self) { try EmailAddress(localPart: "a", domain: "[192.0.2.1\(control)]") }
    #expect(throws: MIMEError.self) { try EmailAddress("a\(control)b@example.com") }
    #expect(throws: MIMEError.self) { try EmailAddress("\"a\(control)b\"@example.com") }
    #expect(throws: MIMEError.self) { try EmailAddress("\"a\\\(control)b\"@example.com") }
    #expect(throws: MIMEError.self) { try EmailAddress("a@exam\(control)ple.com") }
  }

  /// Row "SMTP command injection" of the security history.
  @Test("a scalar whose low byte is CR or LF is never narrowed to it", arguments: lowByteLineEnds)
  func keepsWideScalars(_ scalar: Unicode.Scalar) throws {
    let address = try EmailAddress(localPart: "a\(scalar)RCPT", domain: "example.com")
    #expect(address.description.utf8.allSatisfy { $0 >= 0x20 })
    #expect(try EmailAddress(address.description) == address)
    #expect(!address.isASCII)
  }

  @Test("the limits of RFC 5321 hold to the byte")
  func limits() throws {
    let domain = "example.com"
    _ = try EmailAddress(localPart: String(repeating: "a", count: 64), domain: domain)
    #expect(throws: MIMEError.self) { try EmailAddress(localPart: String(repeating: "a", count: 65), domain: domain) }
    #expect(throws: MIMEError.self) { try EmailAddress(localPart: String(repeating: "ü", count: 33), domain: domain) }
    _ = try EmailAddress(localPart: String(repeating: " ", count: 62), domain: domain)
    #expect(throws: MIMEError.self) { try EmailAddress(localPart: String(repeating: " ", count: 63), domain: domain) }
    let label = String(repeating: "a", count: 63)
    _ = try EmailAddress(localPart: "a", domain: "\(label).\(label).\(label).\(label)")
    #expect(throws: MIMEError.self) { try EmailAddress(localPart: "a", domain: "\(label)a.example") }
    #expect(throws: MIMEError.self) {
      try EmailAddress(localPart: "a", domain: "\(label).\(label).\(label).\(label).a")
    }
  }

  @Test("domains are equal without regard to case, local parts are not")
  func equality() throws {
    #expect(try EmailAddress("ada@EXAMPLE.com") == EmailAddress("ada@example.COM"))
    #expect(try Set([EmailAddress("ada@EXAMPLE.com"), EmailAddress("ada@example.com")]).count == 1)
    #expect(try EmailAddress("Ada@example.com") != EmailAddress("ada@example.com"))
    #expect(try EmailAddress("\u{E9}@example.com") != EmailAddress("e\u{301}@example.com"))
  }

  /// Row "address parser domain confusion" of the security history.
  @Test(
    "an A-label equals the U-label that it encodes",
    arguments: [
      ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.EXAMPLE", "XN--BCHER-KVA.example"),
      ("例え.テスト", "xn--r8jz45g.xn--zckzah"), ("faß.example", "xn--fa-hia.example"),
      ("a.пример.example", "a.xn--e1afmkfd.EXAMPLE"),
    ])
  func labelForms(_ unicode: String, _ ascii: String) throws {
    let (left, right) = (try EmailAddress("ada@\(unicode)"), try EmailAddress("ada@\(ascii)"))
    #expect(left == right)
    #expect(Set([left, right]).count == 1)
    // What is written stays as it was given.
    #expect(left.domain == unicode)
  }

  @Test(
    "domains that look alike are not equal",
    arguments: [
      ("bücher.example", "bucher.example"), ("faß.example", "fass.example"),
      ("bücher.example", "xn--bcher-kvb.example"),
      ("раураl.example", "paypal.example"),
    ])
  func lookalikes(_ left: String, _ right: String) throws {
    #expect(try EmailAddress("ada@\(left)") != EmailAddress("ada@\(right)"))
  }
}
