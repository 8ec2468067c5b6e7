/// Quoted-printable (RFC 2045, section 6.7) for text whose line ends are CRLF.
enum QuotedPrintable {
  /// What is written before it goes to the array: appending byte by byte would cost more than all the rest.
  private static let bufferSize = 4096
  /// The most that one byte of the text becomes: a soft line break and an escape.
  private static let longestStep = 6

  /// `text` with lines of at most 76 characters; its own line breaks stay, added ones are soft.
  static func encode(_ text: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.count + text.count / 8)
    text.withUnsafeBufferPointer { text in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bufferSize) { buffer in
        var index = 0
        var column = 0
        while index < text.count {
          let count = encode(text, from: &index, column: &column, into: buffer)
          encoded += UnsafeBufferPointer(rebasing: buffer[..<count])
        }
      }
    }
    return encoded
  }

  /// Encodes until the text ends or the buffer is full.
  /// - Returns: how many bytes were written.
  private static func encode(
    _ text: UnsafeBufferPointer<UInt8>, from start: inout Int, column startColumn: inout Int,
    into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var place = 0
    // In registers while the loop runs.
    var (index, column) = (start, startColumn)
    defer { (start, startColumn) = (index, column) }
    while index < text.count, place + longestStep <= bufferSize {
      let byte = text[index]
      // Most bytes are such, and fit whether the line ends after them or not.
      if column < 75, isGraphic(byte) || byte.isBlank && isWithinLine(text, index) {
        buffer[place] = byte
        place += 1
        column += 1
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
        buffer[place] = escape
        buffer[place + 1] = (byte >> 4).lowHexadecimalDigit
        buffer[place + 2] = byte.lowHexadecimalDigit
      }
      place += width
      column += width
      index += 1
    }
    return place
  }

  private static let escape = UInt8(ascii: "=")

  private static func isGraphic(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") }

  /// Whether the line goes on after `index`, as far as the next byte tells: a CR may end it.
  private static func isWithinLine(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    index + 1 < text.count && text[index + 1] != .carriageReturn
  }

  private static func endsLine(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    index + 1 == text.count || isLineEnd(text, index + 1)
  }

  private static func isLineEnd(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    text[index] == .carriageReturn && index + 1 < text.count && text[index + 1] == .lineFeed
  }
}
