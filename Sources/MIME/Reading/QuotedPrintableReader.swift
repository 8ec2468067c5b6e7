/// Reads quoted-printable as mail has it (RFC 2045, section 6.7).
enum QuotedPrintableReader {
  private static let escape = UInt8(ascii: "=")

  /// The bytes that `text` stands for. An equals sign that begins no escape stays; blanks at the end of a line, which only a
  /// gateway can have put there, do not.
  static func decode(_ text: ArraySlice<UInt8>) -> Reading<[UInt8]> {
    var broken: Int?
    // No form is shorter than what it stands for.
    let decoded = [UInt8](unsafeUninitializedCapacity: text.count) { target, count in
      count = text.withUnsafeBufferPointer { decode($0, into: target, &broken) }
    }
    let defects = broken.map {
      [
        Defect(
          .malformedQuotedPrintable, at: text.startIndex + $0, "an equals sign begins no escape and stays as it is")
      ]
    }
    return Reading(decoded, defects ?? [])
  }

  private static func decode(
    _ text: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>, _ broken: inout Int?
  ) -> Int {
    var written = 0
    /// How much is written without the blanks that end it and stand in the text as they are.
    var solid = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      // Nearly all bytes stand for themselves, and are no blanks.
      if byte > .space, byte != escape {
        target[written] = byte
        written += 1
        solid = written
        index += 1
        continue
      }
      switch byte {
      case escape:
        if let value = hexadecimal(text, index) {
          target[written] = value
          written += 1
          index += 3
        } else if let next = softBreakEnd(text, index) {
          // Blanks before a soft break are meant.
          index = next
        } else {
          broken = broken ?? index
          target[written] = byte
          written += 1
          index += 1
        }
        solid = written
      case .lineFeed, .carriageReturn:
        target[solid] = byte
        written = solid + 1
        solid = written
        index += 1
      default:
        target[written] = byte
        written += 1
        if !byte.isBlank { solid = written }
        index += 1
      }
    }
    return solid
  }

  private static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt8? {
    guard index + 2 < text.count, let high = text[index + 1].hexadecimalValue,
      let low = text[index + 2].hexadecimalValue
    else { return nil }
    return high << 4 | low
  }

  /// Where the line after the soft break at `index` begins; nil if there is none.
  private static func softBreakEnd(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
    var end = index + 1
    while end < text.count, text[end].isBlank { end += 1 }
    guard end < text.count else { return end }
    switch text[end] {
    case .lineFeed: return end + 1
    case .carriageReturn: return end + 1 < text.count && text[end + 1] == .lineFeed ? end + 2 : end + 1
    default: return nil
    }
  }
}
