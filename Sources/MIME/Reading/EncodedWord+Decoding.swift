extension EncodedWord {
  /// Bytes of encoded words that stand next to each other. They are joined before they become text, since some programs cut
  /// characters in two.
  struct Run {
    let charset: Charset
    var bytes: [UInt8]

    func text(at offset: Int) -> Reading<String> { charset.decode(bytes[...], at: offset) }
  }

  /// The text of a phrase: one space between its pieces, none between neighbouring encoded words.
  ///
  /// An encoded word that cannot be decoded stays as it is.
  static func decode(_ pieces: [Piece]) -> String {
    var text = ""
    var pending: Run?
    func add(_ plain: String) {
      if let decoded = pending { text += decoded.text(at: 0).value }
      pending = nil
      text += plain
    }
    for (index, piece) in pieces.enumerated() {
      let space = index == 0 ? "" : " "
      switch piece {
      case .literal(let literal): add(space + literal)
      case .word(let word):
        guard let run = decoded(word) else {
          add(space + word)
          continue
        }
        if pending?.charset == run.charset {
          pending?.bytes += run.bytes
        } else {
          add(pending == nil ? space : "")
          pending = run
        }
      }
    }
    add("")
    return text
  }

  private static func decoded(_ word: String) -> Run? {
    guard word.hasPrefix("=?"), word.hasSuffix("?="), word.utf8.count > 4 else { return nil }
    let fields = word.dropFirst(2).dropLast(2).split(separator: "?", omittingEmptySubsequences: false)
    guard fields.count == 3, let charset = charset(fields[0]) else { return nil }
    switch fields[1] {
    case "q", "Q": return decodedQ(fields[2].utf8).map { Run(charset: charset, bytes: $0) }
    case "b", "B": return Base64.decode(fields[2].utf8).map { Run(charset: charset, bytes: $0) }
    default: return nil
    }
  }

  /// RFC 2231, section 5: a language may follow the charset after "*".
  static func charset(_ name: some StringProtocol) -> Charset? { Charset(label: name.prefix { $0 != "*" }) }

  /// The bytes that text in Q encoding stands for; nil if an equals sign begins no escape.
  static func decodedQ(_ text: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "_"): bytes.append(.space)
      case UInt8(ascii: "="):
        guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue else {
          return nil
        }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
