import NIOCore
import SMTPCore
import TestSupport
import Testing

@Suite("Envelope address")
struct EnvelopeAddressTests {
  static let breaking: [Unicode.Scalar] =
    (0x00...0x1F).map { Unicode.Scalar($0 as UInt8) } + [
      "\u{7F}", "\u{80}", "\u{85}", "\u{9F}", "\u{2028}", "\u{2029}",
    ]
  /// Their low byte is CR or LF: a library that narrows scalars to bytes would write a line break.
  static let narrowing: [Unicode.Scalar] = ["\u{010A}", "\u{010D}", "\u{760A}", "\u{760D}", "\u{FF0A}", "\u{FF0D}"]

  @Test("control characters and separators are refused wherever they stand", arguments: breaking)
  func controls(_ scalar: Unicode.Scalar) {
    for text in [
      "a\(scalar)b@example.org", "\(scalar)a@example.org", "a\(scalar)@example.org", "\"a\(scalar)b\"@example.org",
      "\"a\\\(scalar)b\"@example.org", "a@exam\(scalar)ple.org", "a@\(scalar)example.org", "a@example.org\(scalar)",
      "a@[192.0.2\(scalar).1]", "a@[IPv6:2001\(scalar)::1]",
    ] {
      #expect(throws: EnvelopeSyntaxError.self, "\(text.debugDescription)") { try EnvelopeAddress(text) }
    }
    #expect(throws: EnvelopeSyntaxError.self) { try EnvelopeAddress(localPart: "a\(scalar)", domain: "example.org") }
    #expect(throws: EnvelopeSyntaxError.self) { try EnvelopeAddress(localPart: "a", domain: "a\(scalar).org") }
  }

  /// Row "SMTP command injection via address" of the security history, Jakarta Mail's CVE-2025-7962.
  @Test("characters whose low byte is CR or LF stay themselves on the wire", arguments: narrowing)
  func narrowed(_ scalar: Unicode.Scalar) throws {
    let address = try EnvelopeAddress("a\(scalar)b@example.org")
    #expect(!address.isASCII)
    var buffer = ByteBuffer()
    Command.rcpt(address, []).encode(into: &buffer)
    #expect(buffer.readableBytesView.filter { $0 == 13 || $0 == 10 } == [13, 10])
    #expect(String(buffer: buffer) == "RCPT TO:<a\(scalar)b@example.org>\r\n")
  }

  @Test("an address that would end the path and add a parameter is quoted again")
  func parameterSmuggling() throws {
    let address = try EnvelopeAddress("\"foo@psres.net> ORCPT=admin@admin.com\"@test.com")
    #expect(address.localPart == "foo@psres.net> ORCPT=admin@admin.com")
    #expect(address.domain == "test.com")
    var buffer = ByteBuffer()
    Command.rcpt(address, []).encode(into: &buffer)
    #expect(String(buffer: buffer) == "RCPT TO:<\"foo@psres.net> ORCPT=admin@admin.com\"@test.com>\r\n")
  }

  @Test(
    "valid forms",
    arguments: [
      ("a@b", "a", "b"), ("Ada.Lovelace+tag@mail.example.org", "Ada.Lovelace+tag", "mail.example.org"),
      ("\"a b\"@example.org", "a b", "example.org"), ("\"a\\\"b\"@example.org", "a\"b", "example.org"),
      ("\"a\\\\b\"@example.org", "a\\b", "example.org"), ("\"a@b\"@example.org", "a@b", "example.org"),
      ("\"plain\"@example.org", "plain", "example.org"), ("a@[192.0.2.1]", "a", "[192.0.2.1]"),
      ("a@[IPv6:2001:db8::1]", "a", "[IPv6:2001:db8::1]"), ("\u{E4}@\u{F6}.example", "\u{E4}", "\u{F6}.example"),
      ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~", "example.org"),
    ])
  func valid(_ text: String, _ localPart: String, _ domain: String) throws {
    let address = try EnvelopeAddress(text)
    #expect(address.localPart == localPart && address.domain == domain)
    #expect(try EnvelopeAddress(address.description) == address)
  }

  @Test(
    "forms that are refused",
    arguments: [
      "", "@", "a@", "@b", "a", "a b@example.org", ".a@example.org", "a.@example.org", "a..b@example.org",
      "\"a\"b@example.org", "b\"a\"@example.org", "\"a@example.org", "\"a\\\"@example.org", "\"\"@example.org",
      "<a@example.org>", "a@example.org>", "a@exa mple.org", "a@-example.org", "a@example-.org", "a@example..org",
      "a@.example.org", "a@example.org.", "a@[192.0.2]", "a@[192.0.2.256]", "a@[192.0.2.1", "a@[]", "a@[IPv6:xyz]",
      "a@[IPv6:\u{FF11}::1]", "a@[192.0.2.\u{0661}]", "a,b@example.org", "a:b@example.org", "a;b@example.org",
      "(c)a@example.org", "@relay.example:a@example.org", "a@ex\u{A0}ample.org", "a@example.org SIZE=1",
      String(repeating: "x", count: 65) + "@example.org", "a@" + String(repeating: "x", count: 64) + ".org",
      "a@" + Array(repeating: "abcdefg", count: 40).joined(separator: "."),
    ])
  func invalid(_ text: String) {
    #expect(throws: EnvelopeSyntaxError.self) { try EnvelopeAddress(text) }
  }

  @Test("an error shows no control characters")
  func printableErrors() {
    let error = #expect(throws: EnvelopeSyntaxError.self) { try EnvelopeAddress("a@\u{1B}[2J.org") }
    #expect(error?.description.contains("\u{1B}") == false)
  }

  @Test("any valid local part and domain survive being written and read, and stay within the angle brackets")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 2)
    let scalars: [Unicode.Scalar] = Array(
      "ab.@\"\\ <>()[],;:=\u{301}\u{E9}\u{010A}\u{1F600}-_\u{200D}\r\n\u{0}".unicodeScalars)
    var accepted = 0
    for _ in 0..<4000 {
      var localPart = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<8, using: &generator) {
        localPart.append(scalars.randomElement(using: &generator) ?? "x")
      }
      let domain = ["example.org", "[192.0.2.1]", "\u{301}x.org", "\u{E9}.org"].randomElement(using: &generator) ?? ""
      guard let address = try? EnvelopeAddress(localPart: String(localPart), domain: domain) else { continue }
      accepted += 1
      #expect(try EnvelopeAddress(address.description) == address, "\(address)")
      #expect(Array(try EnvelopeAddress(address.description).localPart.unicodeScalars) == Array(localPart))
      #expect(Self.wirePathEnd("<\(address)>") == "<\(address)>".unicodeScalars.count - 1, "\(address)")
    }
    #expect(accepted > 500)
  }

  /// Where a receiver finds the end of the path: the first `>` outside quotes.
  private static func wirePathEnd(_ path: String) -> Int? {
    var isQuoted = false
    var isEscaped = false
    for (index, scalar) in path.unicodeScalars.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if isQuoted, scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        isQuoted.toggle()
      } else if scalar == ">", !isQuoted {
        return index
      }
    }
    return nil
  }
}
