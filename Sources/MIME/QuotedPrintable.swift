/// Quoted-printable (RFC 2045, section 6.7) for text whose line ends are CRLF.
enum QuotedPrintable {
  /// What is written before it goes to the array: appending byte by byte would cost more than all the rest.
  private static let bufferSize = 4096
  /// The most that is written at a time: bytes that stand for themselves, a soft line break and an escape with one byte more,
  /// which the next step writes over.
  private static let longestStep = 8 + 3 + 4

  private static let escape = UInt8(ascii: "=")

  /// The escape of each byte, as its three characters lie in memory with a byte after them.
  private static let escapes: [UInt32] = (0...255).map { (byte: UInt8) in
    let characters = [escape, (byte >> 4).lowHexadecimalDigit, byte.lowHexadecimalDigit]
    return UInt32(littleEndian: characters.reversed().reduce(0) { $0 << 8 | UInt32($1) })
  }

  /// `text` with lines of at most 76 characters; its own line breaks stay, added ones are soft.
  static func encode(_ text: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.count + text.count / 8)
    text.withUnsafeBufferPointer { text in
      escapes.withUnsafeBufferPointer { escapes in
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bufferSize) { buffer in
          var index = 0
          var column = 0
          while index < text.count {
            let count = encode(text, from: &index, column: &column, by: escapes, into: buffer)
            encoded += UnsafeBufferPointer(rebasing: buffer[..<count])
          }
        }
      }
    }
    return encoded
  }

  /// Encodes until the text ends or the buffer is full.
  /// - Returns: how many bytes were written.
  private static func encode(
    _ text: UnsafeBufferPointer<UInt8>, from start: inout Int, column startColumn: inout Int,
    by escapes: UnsafeBufferPointer<UInt32>, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let target = UnsafeMutableRawBufferPointer(buffer)
    var place = 0
    // In registers while the loop runs.
    var (index, column) = (start, startColumn)
    defer { (start, startColumn) = (index, column) }
    while index < text.count, place + longestStep <= bufferSize {
      // Most bytes stand for themselves. All eight are written, and those that do not are written over. The byte after them is
      // needed to tell whether a blank ends its line.
      if index + 8 < text.count {
        let bytes = EightBytes(text, at: index)
        var count = min(plainPrefix(bytes), 75 - column)
        if count > 0, text[index + count - 1] == .space, text[index + count] == .carriageReturn { count -= 1 }
        if count > 0 {
          bytes.store(in: target, at: place)
          place += count
          column += count
          index += count
          if count == 8 { continue }
        }
      }
      let byte = text[index]
      // The end of the line does not matter to what is escaped anyway, and has room.
      if byte > 0x7E || byte == escape, column <= 72 {
        target.storeBytes(of: escapes[Int(byte)], toByteOffset: place, as: UInt32.self)
        place += 3
        column += 3
        index += 1
        continue
      }
      if isLineEnd(text, index) {
        buffer[place] = .carriageReturn
        buffer[place + 1] = .lineFeed
        place += 2
        column = 0
        index += 2
        continue
      }
      let isPlain = isGraphic(byte) || byte.isBlank && !endsLine(text, index)
      let width = isPlain ? 1 : 3
      // A soft break needs the last column, the end of a line does not.
      if column + width > 75, column + width > 76 || !endsLine(text, index) {
        buffer[place] = escape
        buffer[place + 1] = .carriageReturn
        buffer[place + 2] = .lineFeed
        place += 3
        column = 0
      }
      if isPlain {
        buffer[place] = byte
      } else {
        target.storeBytes(of: escapes[Int(byte)], toByteOffset: place, as: UInt32.self)
      }
      place += width
      column += width
      index += 1
    }
    return place
  }

  /// How many of the bytes come before one that does not simply stand for itself: all but graphic ones and spaces.
  private static func plainPrefix(_ bytes: EightBytes) -> Int {
    let unseen = bytes.marks(below: .space).union(bytes.marks(of: 0x7F)).union(bytes.beyondASCII)
    return unseen.union(bytes.marks(of: escape)).first
  }

  private static func isGraphic(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) && byte != escape }

  private static func endsLine(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    index + 1 == text.count || isLineEnd(text, index + 1)
  }

  private static func isLineEnd(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    text[index] == .carriageReturn && index + 1 < text.count && text[index + 1] == .lineFeed
  }
}
