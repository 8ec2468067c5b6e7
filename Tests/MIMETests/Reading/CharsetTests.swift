import Testing

@testable import MIME
import MailFixtures

@Suite("Charsets")
struct CharsetTests {
  @Test(
    "a label is known as mail writes it",
    arguments: [
      "US-ASCII", "utf8", "UTF-8", " utf-8 ", "latin1", "ISO_8859-1", "iso-8859-2", "ISO8859-15", "iso-8859-8-i",
      "iso-8859-16",
      "windows-1250", "CP1251", "x-cp1252", "cp-850", "ibm866", "koi8-r", "KOI8-U", "utf-16", "UTF-16LE", "utf-32",
      "utf-7",
      "ISO-2022-JP", "Shift_JIS", "x-sjis", "windows-31j", "EUC-JP", "EUC-KR", "ks_c_5601-1987", "cp949", "iso-2022-kr",
      "gb2312", "GBK", "gb18030", "cp936", "big5", "big5-hkscs", "cp950", "tis-620", "windows-874",
      "macintosh",
    ])
  func labels(_ label: String) throws {
    let charset = try #require(Charset(label: label))
    // Whatever the label, this system has the tables for it.
    let wide = label.lowercased().contains("16") && label.lowercased().hasPrefix("utf") || label.hasPrefix("utf-32")
    let hello = charset.decode(Array("Hello".utf8)[...], at: 3)
    if !wide { #expect(hello.value == "Hello") }
    #expect(!hello.defects.contains { $0.kind == .unknownCharset })
  }

  @Test(
    "a label that nobody knows is none",
    arguments: ["", "x-klingon", "iso-8859-", "iso-8859-12", "iso-8859-99", "cp", "windows-9999"])
  func unknown(_ label: String) {
    #expect(Charset(label: label) == nil)
  }

  @Test(
    "bytes that mean nothing become one replacement each, and the text goes on",
    arguments: [
      ("shift_jis", [0x41, 0xFF, 0x42], "A\u{FFFD}B"), ("euc-jp", [0x41, 0xA4, 0x42], "A\u{FFFD}B"),
      ("gb18030", [0x41, 0xFF], "A\u{FFFD}"),
      ("big5", [0x41, 0xA4], "A\u{FFFD}"), ("utf-8", [0x41, 0xC3, 0x42], "A\u{FFFD}B"),
      ("utf-16", [0xD8, 0x00, 0x00, 0x41], "\u{FFFD}A"),
      ("utf-16", [0x00, 0x41, 0x00], "A\u{FFFD}"), ("utf-32", [0, 0x11, 0, 0, 0, 0, 0, 0x41], "\u{FFFD}A"),
      ("utf-32", [0, 0, 0, 0x41, 0], "A\u{FFFD}"), ("iso-8859-3", [0x41, 0xA5, 0x42], "A\u{FFFD}B"),
    ] as [(String, [UInt8], String)])
  func invalid(_ label: String, _ bytes: [UInt8], _ text: String) throws {
    let read = try #require(Charset(label: label)).decode(bytes[...], at: 3)
    #expect(read.value == text)
    #expect(read.defects.map(\.kind) == [.invalidText])
    #expect(read.defects.map(\.offset) == [3])
  }

  @Test("a text longer than any buffer is decoded whole", arguments: ["shift_jis", "gb18030", "iso-8859-5", "utf-7"])
  func long(_ label: String) throws {
    // An odd beginning, so that a character would lie over the end of each buffer.
    let bytes = Array(("a" + String(repeating: "xyz", count: 50_000)).utf8)
    #expect(try #require(Charset(label: label)).decode(bytes[...], at: 0).value.utf8.elementsEqual(bytes))
    let wide: [UInt8] = [0x41] + Array(repeating: [0x93, 0xFA] as [UInt8], count: 30_000).joined()
    let text = try #require(Charset(label: "shift_jis")).decode(wide[...], at: 0)
    #expect(text.value == "A" + String(repeating: "日", count: 30_000))
    #expect(text.defects.isEmpty)
  }

  @Test(
    "only garbage ends, too",
    arguments: [
      "shift_jis", "euc-kr", "iso-2022-jp", "iso-2022-kr", "utf-7", "gb18030", "euc-jp", "big5",
    ])
  func garbage(_ label: String) throws {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
      let read = try #require(Charset(label: label)).decode(bytes[...], at: 0)
      #expect(read.value.utf8.count <= bytes.count * 6 + 6)
    }
  }
}
