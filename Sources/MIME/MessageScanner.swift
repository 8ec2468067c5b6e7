/// Learns from the bytes of a stored message what its sending needs, without keeping its body.
struct MessageScanner {
  struct Result: Sendable {
    /// The header up to its empty line, with CRLF line ends; no more than the limit and one chunk.
    var header: [UInt8] = []
    /// Whether the header had an end, or the message ended with it, before the limit.
    var isHeaderComplete = false
    /// The bytes of the message with CRLF line ends.
    var size = 0
    var hasEightBitBody = false
    var longestLine = 0
  }

  private var result = Result()
  private var normalizer = LineEndNormalizer()
  private var lineLength = 0

  /// Takes the next bytes.
  mutating func scan(_ chunk: ArraySlice<UInt8>) {
    let normal = normalizer.normalize(chunk)
    result.size += normal.count
    normal.withUnsafeBufferPointer { bytes in
      var index = scanHeader(bytes)
      while index < bytes.count {
        if bytes[index] >= 0x80 { result.hasEightBitBody = true }
        count(bytes[index])
        index += 1
      }
    }
  }

  /// The result, once all bytes were taken.
  consuming func finish() -> Result {
    if !normalizer.isAtLineStart { result.size += 2 }
    result.longestLine = max(result.longestLine, lineLength)
    if result.size <= StoredMessage.maximumHeaderSize { result.isHeaderComplete = true }
    return result
  }

  /// How many of `bytes` belong to the header.
  private mutating func scanHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var index = 0
    while index < bytes.count, !result.isHeaderComplete, result.header.count <= StoredMessage.maximumHeaderSize {
      let byte = bytes[index]
      let isEmptyLine = byte == .lineFeed && lineLength == 0
      result.header.append(byte)
      count(byte)
      index += 1
      if isEmptyLine { result.isHeaderComplete = true }
    }
    return index
  }

  /// Every CR has its LF here, so the LF ends the line and the CR is no part of it.
  private mutating func count(_ byte: UInt8) {
    if byte == .lineFeed {
      result.longestLine = max(result.longestLine, lineLength)
      lineLength = 0
    } else if byte != .carriageReturn {
      lineLength += 1
    }
  }
}
