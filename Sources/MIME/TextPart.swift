/// A text in the transfer encoding that suits it, with CRLF as line ends.
struct TextPart {
  enum Encoding: String {
    case sevenBit = "7bit"
    case quotedPrintable = "quoted-printable"
    case base64
  }

  let subtype: String
  let encoding: Encoding
  let bytes: [UInt8]

  /// 7bit where that is allowed (RFC 2045, section 2.7), else quoted-printable or base64, whichever is shorter.
  /// - Parameter marker: what must not stand at the beginning of a line as it is.
  init(subtype: String, _ text: String, avoiding marker: [UInt8]) {
    self.subtype = subtype
    let content = LineEndNormalizer.normalize(text)
    if Self.isSevenBit(content, avoiding: marker) {
      encoding = .sevenBit
      bytes = content
      return
    }
    let quoted = QuotedPrintable.encode(content)
    if quoted.count <= Base64.lineLength(of: content.count) {
      encoding = .quotedPrintable
      bytes = quoted
    } else {
      encoding = .base64
      bytes = Base64.lines(content[...])
    }
  }

  private static func isSevenBit(_ content: [UInt8], avoiding marker: [UInt8]) -> Bool {
    guard content.allSatisfy({ $0 != 0 && $0 < 0x80 }) else { return false }
    return content.split(separator: .lineFeed).allSatisfy { line in
      // 998 and the CR, whose LF is the separator.
      line.count <= 998 + (line.last == .carriageReturn ? 1 : 0) && !line.starts(with: marker)
    }
  }
}
