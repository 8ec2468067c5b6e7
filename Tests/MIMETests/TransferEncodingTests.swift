import Testing

@testable import MIME

@Suite("Transfer encodings")
struct TransferEncodingTests {
  @Test(
    "base64 is that of RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func base64(_ text: String, _ encoded: String) {
    #expect(Base64.encode(Array(text.utf8)) == encoded)
    #expect(Base64.decode(encoded.utf8) == Array(text.utf8))
  }

  @Test("base64 lines have 76 characters, their length is foreseen, and they decode to the same", arguments: 0...180)
  func base64Lines(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
    let text = Base64.lines(bytes[...])
    #expect(text.count == Base64.lineLength(of: count))
    let lines = String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.last == "")
    #expect(lines.dropLast(2).allSatisfy { $0.utf8.count == 76 })
    #expect(Base64.decode(lines.joined().utf8) == bytes)
  }

  @Test("broken base64 is not decoded", arguments: ["A", "AAAAA", "A*==", "Zg==Zg", "Zm 9v"])
  func brokenBase64(_ text: String) {
    #expect(Base64.decode(text.utf8) == nil)
  }

  @Test(
    "quoted-printable keeps lines and hides what would not survive",
    arguments: [
      ("a=b", "a=3Db"), ("ü", "=C3=BC"), ("a \r\nb\t\r\n", "a=20\r\nb=09\r\n"), ("a ", "a=20"), (" a", " a"),
      ("a\u{0}b", "a=00b"), ("\r\n\r\n", "\r\n\r\n"), (".\r\n..", ".\r\n.."),
      (String(repeating: "a", count: 76), String(repeating: "a", count: 76)),
      (String(repeating: "a", count: 77), String(repeating: "a", count: 75) + "=\r\naa"),
      (String(repeating: "a", count: 74) + "ü", String(repeating: "a", count: 74) + "=\r\n=C3=BC"),
    ])
  func quotedPrintable(_ text: String, _ encoded: String) {
    #expect(String(decoding: QuotedPrintable.encode(Array(text.utf8)), as: UTF8.self) == encoded)
  }

  @Test(
    "a text is 7bit if it may be, else the shorter encoding",
    arguments: [
      ("Hello\n", TransferEncoding.sevenBit), ("", .sevenBit), (String(repeating: "a", count: 998) + "\n", .sevenBit),
      (String(repeating: "a", count: 998), .sevenBit), (String(repeating: "a", count: 999), .quotedPrintable),
      ("a\u{0}b, and some more", .quotedPrintable), ("Grüße, liebe Leute, aus Köln", .quotedPrintable),
      ("日本語", .base64), ("before\n--=_x_mixed\n", .quotedPrintable), ("before --=_x_mixed\n", .sevenBit),
    ])
  func choice(_ text: String, _ encoding: TransferEncoding) {
    let part = TextPart(LineEndNormalizer.normalize(text), avoiding: Array("--=_x".utf8), for: [])
    #expect(part.encoding == encoding)
    #expect(part.bytes.allSatisfy { $0 < 0x80 })
    if encoding == .quotedPrintable { #expect(!String(decoding: part.bytes, as: UTF8.self).contains("--=_x")) }
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
