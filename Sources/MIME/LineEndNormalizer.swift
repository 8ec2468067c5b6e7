/// Makes every line end CRLF, over any cuts between chunks: CRLF stays, a bare CR or a bare LF becomes one.
///
/// A bare CR or LF that reached a server could end the message early there (SMTP smuggling).
struct LineEndNormalizer {
  private static let lineEnd: [UInt8] = [.carriageReturn, .lineFeed]

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
    chunk.withUnsafeBufferPointer { bytes in
      var start = 0
      while let index = Self.firstLineEnd(in: bytes, from: start) {
        if index > start { sawCarriageReturn = false }
        output += bytes[start..<index]
        if bytes[index] == .carriageReturn || !sawCarriageReturn { output += Self.lineEnd }
        sawCarriageReturn = bytes[index] == .carriageReturn
        start = index + 1
      }
      if start < bytes.count { sawCarriageReturn = false }
      output += bytes[start...]
    }
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

  /// Where the first CR or LF is, from `start` on.
  private static func firstLineEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    while index + 8 <= bytes.count {
      let eight = EightBytes(bytes, at: index)
      let ends = eight.marks(of: .lineFeed).union(eight.marks(of: .carriageReturn))
      guard ends.isEmpty else { return index + ends.first }
      index += 8
    }
    return bytes[index...].firstIndex { $0 == .lineFeed || $0 == .carriageReturn }
  }

  /// Whether all line ends in `bytes` are CRLF.
  static func hasOnlyLines(_ bytes: [UInt8]) -> Bool { isNormal(bytes[...]) }

  private static func isNormal(_ chunk: ArraySlice<UInt8>) -> Bool {
    chunk.withUnsafeBufferPointer { bytes in
      var followsCarriageReturn = false
      var index = 0
      while index + 8 <= bytes.count {
        let eight = EightBytes(bytes, at: index)
        let carriageReturns = eight.marks(of: .carriageReturn)
        guard carriageReturns.following(isFirstIncluded: followsCarriageReturn) == eight.marks(of: .lineFeed) else {
          return false
        }
        followsCarriageReturn = carriageReturns.includesLast
        index += 8
      }
      for byte in bytes[index...] {
        if followsCarriageReturn != (byte == .lineFeed) { return false }
        followsCarriageReturn = byte == .carriageReturn
      }
      return !followsCarriageReturn
    }
  }
}
