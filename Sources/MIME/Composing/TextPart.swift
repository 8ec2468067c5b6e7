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
    let isASCII = content.allSatisfy { $0 < 0x80 }
    if isASCII || offered.contains(.eightBitBody), Self.isLines(content, avoiding: marker) {
      encoding = isASCII ? .sevenBit : .eightBit
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

  /// Whether it has lines of at most 998 bytes, without NUL, of which none begins with `marker`.
  private static func isLines(_ content: [UInt8], avoiding marker: [UInt8]) -> Bool {
    content.withUnsafeBufferPointer { content in
      var start = 0
      for index in content.indices {
        let byte = content[index]
        if byte == 0 { return false }
        guard byte == .lineFeed else { continue }
        let end = index > start && content[index - 1] == .carriageReturn ? index - 1 : index
        guard isLine(content[start..<end], avoiding: marker) else { return false }
        start = index + 1
      }
      return isLine(content[start...], avoiding: marker)
    }
  }

  private static func isLine(_ line: Slice<UnsafeBufferPointer<UInt8>>, avoiding marker: [UInt8]) -> Bool {
    line.count <= 998 && !line.starts(with: marker)
  }
}
