import MIME

/// Writes a message again from the pieces that its parts are, so that a piece that is lost, doubled or out of place shows.
enum Rewriter {
  static func write(_ part: MIMEPart) -> [UInt8] {
    var written = Array(part.header.bytes)
    guard !part.parts.isEmpty else { return written + Array(part.content) }
    var position = part.header.bytes.endIndex
    for child in part.parts {
      // Delimiters, and the line ends before them, belong to no part.
      written += part.content[position..<child.offset]
      written += write(child)
      position = child.bytes.endIndex
    }
    return written + Array(part.content[position...])
  }
}
