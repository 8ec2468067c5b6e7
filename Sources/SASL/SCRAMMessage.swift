/// The attributes of a SCRAM message (RFC 5802 section 5.1): a letter, an equals sign and a value each, commas between.
struct SCRAMMessage {
  private let attributes: [(letter: Character, value: Substring)]

  /// Nil for what is not UTF-8, holds a NUL, or is not made of attributes.
  init?(_ bytes: [UInt8]) {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var attributes: [(Character, Substring)] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let letter = part.first, letter.isASCII, letter.isLetter, part.dropFirst().first == "=" else { return nil }
      attributes.append((letter, part.dropFirst(2)))
    }
    self.attributes = attributes
  }

  /// The values of attributes that stand first, in this order; nil where others do. Extensions may follow them.
  func values(of letters: Character...) -> [Substring]? {
    guard attributes.count >= letters.count, zip(attributes, letters).allSatisfy({ $0.letter == $1 }) else {
      return nil
    }
    return attributes.prefix(letters.count).map(\.value)
  }

  /// The value of an attribute that stands last, as the proof does.
  func lastValue(of letter: Character) -> Substring? {
    attributes.last.flatMap { $0.letter == letter ? $0.value : nil }
  }

  var firstLetter: Character? { attributes.first?.letter }

  /// A nonce is of printable ASCII without the comma, which separates already.
  static func isNonce(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  /// 144 random bits.
  static func makeNonce() -> String {
    var generator = SystemRandomNumberGenerator()
    return base64((0..<18).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  static func base64(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encode(bytes), as: UTF8.self)
  }
}
