import Testing

@testable import SASL

@Suite("SASLprep")
struct SASLprepTests {
  @Test(
    "the examples of RFC 4013 section 3, and more of each step",
    arguments: [
      ("I\u{AD}X", "IX"), ("user", "user"), ("USER", "USER"), ("\u{AA}", "a"), ("\u{2168}", "IX"),
      ("a\u{A0}b\u{3000}c", "a b c"), ("a\u{200B}b\u{FEFF}c\u{200D}", "abc"), ("e\u{301}", "\u{E9}"),
      ("\u{FB01}", "fi"), ("p\u{E4}ss w\u{F6}rd", "p\u{E4}ss w\u{F6}rd"), ("\u{1F511}", "\u{1F511}"),
      ("\u{627}\u{628}", "\u{627}\u{628}"), ("\u{627}1\u{628}", "\u{627}1\u{628}"), ("", ""),
    ])
  func prepared(_ text: String, _ expected: String) throws {
    #expect(Array(try SASLprep.prepare(text, "password").unicodeScalars) == Array(expected.unicodeScalars))
    #expect(try SASLprep.prepare(Secret(text)) == Secret(expected))
  }

  @Test(
    "what the profile prohibits is refused",
    arguments: [
      "\u{7}", "a\u{0}", "\u{7F}", "\u{85}", "\u{E000}", "\u{FFFD}", "\u{2FF0}",
      "\u{340}\u{200E}", "\u{202E}x", "\u{E0041}", "\u{2028}", "\u{180E}", "\u{6DD}",
      // Directions that are mixed, or do not reach from the beginning to the end.
      "\u{627}1", "1\u{627}", "\u{627}a\u{628}", "a\u{627}",
    ])
  func prohibited(_ text: String) {
    #expect(throws: SASLError.forbiddenCharacter(in: "user name")) { try SASLprep.prepare(text, "user name") }
    #expect(throws: SASLError.forbiddenCharacter(in: "password")) { try SASLprep.prepare(Secret(text)) }
  }

  @Test("what is no character is refused", arguments: [0xFDD0, 0xFDEF, 0xFFFE, 0x1FFFF, 0x10FFFE] as [UInt32])
  func noncharacters(_ value: UInt32) throws {
    let text = "a" + String(Character(try #require(Unicode.Scalar(value))))
    #expect(throws: SASLError.forbiddenCharacter(in: "password")) { try SASLprep.prepare(text, "password") }
  }

  @Test("a password that is no text cannot be prepared")
  func bytes() {
    #expect(throws: SASLError.forbiddenCharacter(in: "password")) { try SASLprep.prepare(Secret(bytes: [0xFF])) }
  }
}
