import Foundation
import SASL
import Testing

@Suite("Base64")
struct Base64Tests {
  @Test(
    "the vectors of RFC 4648 section 10",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func vectors(_ plain: String, _ encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == Array(encoded.utf8))
    #expect(Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
  }

  @Test("random bytes of every length to 300 are encoded as Foundation encodes them, and read back")
  func againstFoundation() {
    var generator = SystemRandomNumberGenerator()
    for length in 0...300 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let encoded = Base64.encode(bytes)
      #expect(encoded == Array(Data(bytes).base64EncodedData()), "\(bytes)")
      #expect(Base64.decode(encoded) == bytes, "\(bytes)")
    }
  }

  @Test("every byte alone, and every character of the alphabet, is right")
  func everyByte() {
    for byte in UInt8.min...UInt8.max {
      #expect(Base64.decode(Base64.encode([byte])) == [byte])
      let text = [byte, UInt8(ascii: "A"), UInt8(ascii: "A"), UInt8(ascii: "A")]
      #expect(Base64.decode(text) == Data(base64Encoded: Data(text)).map(Array.init))
    }
  }

  @Test(
    "what is not one padded line is refused",
    arguments: [
      "A", "AA", "AAA", "AAAAA", "=", "====", "A===", "=AAA", "A=AA", "AA=A", "AA==AAAA", "AAA=AAAA", "Zm9v\r\n",
      "Zm9v\n", " Zm9v", "Zm 9v===", "Zm9-", "Zm9_", "Zm9*", "Zm9\u{E9}", "Zg==\r\n==", "\u{0}\u{0}\u{0}\u{0}",
    ])
  func malformed(_ text: String) {
    #expect(Base64.decode(Array(text.utf8)) == nil)
  }

  /// Whether padding stands at the end only: Foundation reads some texts where it does not.
  private static func isPaddedProperly(_ text: [UInt8]) -> Bool {
    let end = text.lastIndex { $0 != UInt8(ascii: "=") }.map { $0 + 1 } ?? 0
    return text.count - end <= 2 && !text[..<end].contains(UInt8(ascii: "="))
  }

  @Test("text with single characters changed is read as Foundation reads it, or refused")
  func changedCharacters() {
    var generator = SystemRandomNumberGenerator()
    let characters = Array("AZaz09+/=-_ \n\u{7F}".utf8)
    var accepted = 0
    for _ in 0..<3000 {
      var text = (0..<(4 * Int.random(in: 1...4, using: &generator))).map { _ in
        Array("AQgw".utf8).randomElement(using: &generator) ?? 65
      }
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        text[Int.random(in: 0..<text.count, using: &generator)] = characters.randomElement(using: &generator) ?? 65
      }
      let expected = Self.isPaddedProperly(text) ? Data(base64Encoded: Data(text)).map(Array.init) : nil
      #expect(Base64.decode(text) == expected, "\(text)")
      accepted += expected == nil ? 0 : 1
    }
    #expect((500..<2900).contains(accepted))
  }
}
