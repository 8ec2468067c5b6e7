/// Keeps the header of a message that passes by in pieces, and hands on its body.
struct DKIMHeaderSplitter {
  /// The header up to the empty line, which is not kept.
  private(set) var header: [UInt8] = []
  /// Whether the empty line has come.
  private(set) var isComplete = false
  private var lineStart = 0

  /// Takes the next piece of a message whose line ends are CRLF, and gives back what of it belongs to the body.
  /// - Throws: ``MIMEError/Code/headerTooLong`` beyond ``StoredMessage/maximumHeaderSize``.
  mutating func split(_ piece: ArraySlice<UInt8>) throws(MIMEError) -> ArraySlice<UInt8> {
    guard !isComplete else { return piece }
    for index in piece.indices {
      header.append(piece[index])
      guard piece[index] == .lineFeed else { continue }
      if header.count - lineStart == 2 {
        header.removeLast(2)
        isComplete = true
        return piece[(index + 1)...]
      }
      lineStart = header.count
      guard header.count <= StoredMessage.maximumHeaderSize else { break }
    }
    guard header.count <= StoredMessage.maximumHeaderSize else {
      throw MIMEError(
        code: .headerTooLong, reason: "the header does not end within \(StoredMessage.maximumHeaderSize) bytes")
    }
    return []
  }
}
