/// The bytes of a message with the line ends that a reader finds made CRLF.
///
/// Sending makes a line end of a lone CR too. Verifying must not: it would find the signed lines where reading shows others.
enum ReadLines {
  static func segment(_ bytes: [UInt8]) -> MessageStream.Segment {
    guard hasLoneCarriageReturn(bytes), bytes.contains(.lineFeed) else { return .storedBytes(bytes, writtenSize: nil) }
    var lines: [UInt8] = []
    lines.reserveCapacity(bytes.count + 2)
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == .lineFeed, previous != .carriageReturn { lines.append(.carriageReturn) }
      lines.append(byte)
      previous = byte
    }
    return .bytes(lines)
  }

  private static func hasLoneCarriageReturn(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.indices.contains { bytes[$0] == .carriageReturn && ($0 + 1 == bytes.count || bytes[$0 + 1] != .lineFeed) }
    }
  }
}
