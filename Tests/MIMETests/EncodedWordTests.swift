import Testing

@testable import MIME

@Suite("Encoded words")
struct EncodedWordTests {
  static let texts = [
    "ü", "Grüße aus Köln", "日本語の件名", "a", " leading", "trailing ", "=?utf-8?q?a?=", "tab\tand space", "?_=",
    String(repeating: "ü", count: 200), String(repeating: "a", count: 200),
    String(repeating: "ключ", count: 60), String(repeating: "👩‍👩‍👧‍👦🇩🇪e\u{301}", count: 30),
    String(repeating: "日a", count: 100),
    "z" + String(repeating: "\u{301}", count: 200),
  ]

  @Test("what is encoded is decoded to the same, in words of at most 75", arguments: texts, [75, 60, 10, -5])
  func roundTrip(_ text: String, _ firstLength: Int) throws {
    let words = EncodedWord.encode(text, firstLength: firstLength)
    #expect(EncodedWord.decode(words.map { .word($0) }).utf8.elementsEqual(text.utf8))
    #expect(words.allSatisfy { $0.utf8.count <= 75 && $0.isASCII && !$0.contains(" ") })
  }

  @Test("only the last word has padding", arguments: texts, [75, 60, 10])
  func padding(_ text: String, _ firstLength: Int) {
    let words = EncodedWord.encode(text, firstLength: firstLength)
    #expect(words.dropLast().allSatisfy { !$0.hasPrefix("=?utf-8?b?") || !$0.hasSuffix("=?=") })
  }

  @Test("no word cuts a character", arguments: texts.dropLast())
  func wholeCharacters(_ text: String) {
    let pieces = EncodedWord.encode(text).map { EncodedWord.decode([.word($0)]) }
    #expect(pieces.map(\.count).reduce(0, +) == text.count)
    #expect(pieces.flatMap { Array($0) } == Array(text))
  }

  @Test("a character that is too long for a word is cut between scalars only")
  func hugeCharacter() throws {
    let text = "z" + String(repeating: "\u{301}", count: 200)
    let words = EncodedWord.encode(text)
    #expect(words.count > 1)
    #expect(words.allSatisfy { !EncodedWord.decode([.word($0)]).unicodeScalars.contains("\u{FFFD}") })
  }

  @Test("the shorter of Q and B is taken")
  func shorter() {
    #expect(EncodedWord.encode("Grusse aus Köln") == ["=?utf-8?q?Grusse_aus_K=C3=B6ln?="])
    #expect(EncodedWord.encode("日本") == ["=?utf-8?b?5pel5pys?="])
  }
}
