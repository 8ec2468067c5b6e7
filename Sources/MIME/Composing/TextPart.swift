/// Text in the transfer encoding that suits it, with CRLF as line ends.
struct TextPart {
  let encoding: TransferEncoding
  let bytes: [UInt8]

  /// As it is where that is allowed (RFC 2045, sections 2.7 and 2.8), else quoted-printable or base64, whichever is shorter.
  /// - Parameters:
  ///   - content: text whose line ends are CRLF.
  ///   - marker: what must not stand at the beginning of a line as it is.
  ///   - offered: what may be written.
  init(_ content: [UInt8], avoiding marker: [UInt8], for offered: TransportNeeds) {
    if Self.isLines(content, avoiding: marker) {
      let isASCII = content.allSatisfy { $0 < 0x80 }
      if isASCII || offered.contains(.eightBitBody) {
        encoding = isASCII ? .sevenBit : .eightBit
        bytes = content
        return
      }
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

  private static func isLines(_ content: [UInt8], avoiding marker: [UInt8]) -> Bool {
    guard !content.contains(0) else { return false }
    return content.split(separator: .lineFeed).allSatisfy { line in
      // 998 and the CR, whose LF is the separator.
      line.count <= 998 + (line.last == .carriageReturn ? 1 : 0) && !line.starts(with: marker)
    }
  }
}
