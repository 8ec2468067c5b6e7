/// Makes every line end CRLF, over any cuts between chunks: CRLF stays, a bare CR or a bare LF becomes one.
///
/// A bare CR or LF that reached a server could end the message early there (SMTP smuggling).
struct LineEndNormalizer {
  /// The last byte was a CR, whose CRLF is already out, so that an LF now belongs to it.
  private var sawCarriageReturn = false

  /// Whether all that went out so far, if anything, ends with CRLF.
  private(set) var isAtLineStart = true

  /// The next bytes with their line ends made CRLF; `chunk` itself when there is nothing to do.
  mutating func normalize(_ chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard !chunk.isEmpty else { return chunk }
    if !sawCarriageReturn, Self.isNormal(chunk) {
      isAtLineStart = chunk.last == .lineFeed
      return chunk
    }
    var output: [UInt8] = []
    output.reserveCapacity(chunk.count + chunk.count / 16 + 2)
    var start = chunk.startIndex
    for index in chunk.indices {
      let byte = chunk[index]
      guard byte == .carriageReturn || byte == .lineFeed else {
        sawCarriageReturn = false
        continue
      }
      output += chunk[start..<index]
      start = index + 1
      if byte == .carriageReturn || !sawCarriageReturn { output += [.carriageReturn, .lineFeed] }
      sawCarriageReturn = byte == .carriageReturn
    }
    output += chunk[start...]
    isAtLineStart = chunk.last == .lineFeed || chunk.last == .carriageReturn
    return output[...]
  }

  /// `text` in one piece with its line ends made CRLF.
  static func normalize(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard !isNormal(bytes[...]) else { return bytes }
    var normalizer = LineEndNormalizer()
    return Array(normalizer.normalize(bytes[...]))
  }

  /// Whether all line ends in `bytes` are CRLF.
  static func hasOnlyLines(_ bytes: [UInt8]) -> Bool { isNormal(bytes[...]) }

  private static func isNormal(_ chunk: ArraySlice<UInt8>) -> Bool {
    chunk.withUnsafeBufferPointer { bytes in
      var previous: UInt8 = 0
      for byte in bytes {
        if (previous == .carriageReturn) != (byte == .lineFeed) { return false }
        previous = byte
      }
      return previous != .carriageReturn
    }
  }
}
