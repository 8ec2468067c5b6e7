/// Encoded words: text beyond ASCII in a header (RFC 2047), always written as UTF-8.
enum EncodedWord {
  /// The most that one encoded word may measure, delimiters included (RFC 2047, section 2).
  static let maximumLength = 75

  private static let overhead = "=?utf-8?q??=".utf8.count

  /// A piece of a phrase on its way to being decoded.
  enum Piece {
    /// A word outside quotes, which may be an encoded word.
    case word(String)
    /// The content of a quoted string, which never is one.
    case literal(String)
  }
}

extension EncodedWord {
  private enum Scheme: String {
    case q, b
  }

  /// `text` as encoded words, in Q or B, whichever is shorter; none of them cuts a character in two.
  ///
  /// A character that does not fit into one word (a letter under dozens of marks) is cut between its scalars. In B only
  /// the last word has padding: readers that join words before they decode them (GMime before 3.2.14) lose the rest.
  /// - Parameter firstLength: what the first word may measure, because a field's name stands before it.
  static func encode(_ text: String, firstLength: Int = maximumLength) -> [String] {
    let byQ = words(text, .q, firstLength)
    let byB = words(text, .b, firstLength)
    func length(_ words: [String]) -> Int { words.reduce(0) { $0 + $1.utf8.count + 1 } }
    let isSafe = !byB.dropLast().contains { $0.hasSuffix("=?=") }
    return isSafe && length(byB) < length(byQ) ? byB : byQ
  }

  private static func words(_ text: String, _ scheme: Scheme, _ firstLength: Int) -> [String] {
    var words: [String] = []
    var content: [UInt8] = []
    var measure = 0
    // The last place to cut at that leaves no padding in base64.
    var evenCut = 0
    // Too narrow a first line is left to folding.
    var room = max(40, min(firstLength, maximumLength)) - overhead
    func fits(_ bytes: some Collection<UInt8>) -> Bool {
      size(content.count + bytes.count, measure + cost(bytes)) <= room
    }
    func size(_ count: Int, _ measure: Int) -> Int { scheme == .q ? measure : (count + 2) / 3 * 4 }
    func cost(_ bytes: some Collection<UInt8>) -> Int {
      scheme == .q ? bytes.reduce(0) { $0 + (isPlain($1) ? 1 : 3) } : 0
    }
    func flush(_ count: Int) {
      let piece = Array(content.prefix(count))
      words.append("=?utf-8?\(scheme.rawValue)?\(scheme == .q ? q(piece) : Base64.encode(piece))?=")
      content.removeFirst(count)
      (measure, evenCut) = (0, 0)
      room = maximumLength - overhead
    }
    func add(_ bytes: some Collection<UInt8>) {
      while !content.isEmpty, !fits(bytes) { flush(scheme == .b && evenCut > 0 ? evenCut : content.count) }
      measure += cost(bytes)
      content += bytes
      if content.count % 3 == 0 { evenCut = content.count }
    }
    for character in text {
      let bytes = character.utf8
      if size(bytes.count, cost(bytes)) <= maximumLength - overhead {
        add(bytes)
      } else {
        for scalar in character.unicodeScalars { add(UTF8.encode(scalar).map(Array.init) ?? []) }
      }
    }
    if !content.isEmpty { flush(content.count) }
    return words
  }

  /// What stands for itself in Q encoding, in a phrase too (RFC 2047, section 5, rule 3); the space becomes "_".
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || byte == .space || "!*+-/".utf8.contains(byte)
  }

  private static func q(_ bytes: [UInt8]) -> String {
    var encoded: [UInt8] = []
    for byte in bytes {
      if byte == .space {
        encoded.append(UInt8(ascii: "_"))
      } else if isPlain(byte) {
        encoded.append(byte)
      } else {
        encoded.appendHexadecimal(byte, prefix: UInt8(ascii: "="))
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
