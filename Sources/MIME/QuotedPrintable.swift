/// Quoted-printable (RFC 2045, section 6.7) for text whose line ends are CRLF.
enum QuotedPrintable {
  /// `text` with lines of at most 76 characters; its own line breaks stay, added ones are soft.
  static func encode(_ text: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.count + text.count / 8)
    var column = 0
    for (index, byte) in text.enumerated() {
      if byte == .carriageReturn, isLineEnd(text, index) {
        encoded += [.carriageReturn, .lineFeed]
        column = 0
        continue
      }
      if byte == .lineFeed, index > 0, text[index - 1] == .carriageReturn { continue }
      let endsLine = index + 1 == text.count || isLineEnd(text, index + 1)
      let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || byte.isBlank && !endsLine
      let width = isPlain ? 1 : 3
      if column + width > (endsLine ? 76 : 75) {
        encoded += [UInt8(ascii: "="), .carriageReturn, .lineFeed]
        column = 0
      }
      if isPlain { encoded.append(byte) } else { encoded.appendHexadecimal(byte, prefix: UInt8(ascii: "=")) }
      column += width
    }
    return encoded
  }

  private static func isLineEnd(_ text: [UInt8], _ index: Int) -> Bool {
    text[index] == .carriageReturn && index + 1 < text.count && text[index + 1] == .lineFeed
  }
}
