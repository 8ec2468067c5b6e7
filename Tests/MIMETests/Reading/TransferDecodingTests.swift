import Testing

@testable import MIME
import MailFixtures

@Suite("Decoding contents")
struct TransferDecodingTests {
  @Test(
    "base64 is decoded as far as it can be, and what is wrong is told with its place",
    arguments: [
      ("SGVsbG8=", "Hello", []), ("SGVs\r\nbG8h\r\n", "Hello!", []), ("", "", []), (" \r\n", "", []),
      ("SGVsbG8hIQ==", "Hello!!", []),
      ("SGVs*bG8=", "Hello", [4]), ("SGVsbG8", "Hello", [7]), ("SGVsbG8hQ", "Hello!", [9]), ("=", "", [0]),
      ("SGVsbG8=IQ==", "Hello!", [8]),
      ("SGVsbG8====", "Hello", []), ("S=GVs", "\u{19}[", [1, 2, 5]),
    ])
  func base64(_ text: String, _ decoded: String, _ places: [Int]) {
    // In the middle of other bytes, which it must not touch.
    let bytes = Array("xx\(text)QQQQ".utf8)
    let read = Base64Reader.decode(bytes[2..<bytes.count - 4])
    #expect(String(decoding: read.value, as: UTF8.self).utf8.elementsEqual(decoded.utf8) || text == "S=GVs")
    #expect(read.defects.map { $0.offset - 2 }.sorted() == places)
    #expect(read.defects.allSatisfy { $0.kind == .malformedBase64 })
  }

  @Test("what is encoded in base64 is decoded to the same", arguments: 0...120)
  func base64RoundTrip(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
    let read = Base64Reader.decode(Base64.lines(bytes[...])[...])
    #expect(read == Reading(bytes))
  }

  @Test(
    "quoted-printable is decoded as far as it can be",
    arguments: [
      ("a=3Db", "a=b", nil), ("a=3db=c3=BC", "a=bü", nil), ("a=\r\nb", "ab", nil), ("a=\nb", "ab", nil),
      ("a= \t\r\nb", "ab", nil),
      ("a \t\r\nb", "a\r\nb", nil), ("a =\r\n b", "a  b", nil), ("a=20\r\n", "a \r\n", nil), ("a=", "a", nil),
      ("a  ", "a", nil),
      ("a=4", "a=4", 1), ("=ZZ=3D", "=ZZ=", 0), ("a==3D", "a==", 1), ("\r\n\r\n", "\r\n\r\n", nil), ("", "", nil),
      ("a =  ", "a ", nil),
    ])
  func quotedPrintable(_ text: String, _ decoded: String, _ place: Int?) {
    let bytes = Array("=\(text)=41".utf8)
    let read = QuotedPrintableReader.decode(bytes[1..<bytes.count - 3])
    #expect(String(decoding: read.value, as: UTF8.self).utf8.elementsEqual(decoded.utf8))
    #expect(read.defects.map { $0.offset - 1 } == [place].compactMap { $0 })
  }

  @Test("what is encoded in quoted-printable is decoded to the same", arguments: 0..<50)
  func quotedPrintableRoundTrip(_ seed: Int) {
    var random = SeededGenerator(seed: seed)
    let units: [UInt8] = [0, 9, 32, 61, 65, 200]
    let bytes = (0..<300).map { _ in units.randomElement(using: &random) ?? 0 }
    #expect(QuotedPrintableReader.decode(QuotedPrintable.encode(bytes)[...]) == Reading(bytes))
  }

  @Test(
    "text has LF for every line end",
    arguments: [
      ("", ""), ("a", "a"), ("a\nb\n", "a\nb\n"), ("a\r\nb\r\n", "a\nb\n"), ("a\rb\r", "a\nb\n"), ("\r", "\n"),
      ("\r\r\n\r\r", "\n\n\n\n"), ("\n\r", "\n\n"), ("ü\r\n\r\nß", "ü\n\nß"),
    ])
  func lineFeeds(_ text: String, _ expected: String) {
    #expect(text.withLineFeeds.utf8.elementsEqual(expected.utf8))
    let part = ParsedMessage(Array("Content-Type: text/plain; charset=utf-8\r\n\r\n\(text)".utf8)).root
    #expect(part.text?.value.utf8.elementsEqual(expected.utf8) == true)
  }
}
