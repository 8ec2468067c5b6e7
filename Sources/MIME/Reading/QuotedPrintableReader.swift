/// Reads quoted-printable as mail has it (RFC 2045, section 6.7).
enum QuotedPrintableReader {
  private static let escape = UInt8(ascii: "=")

  /// The value of each byte as a hexadecimal digit, 0xFF of one that is none.
  private static let digits: [UInt8] = (0...255).map { (byte: UInt8) in byte.hexadecimalValue ?? 0xFF }

  /// The bytes that `text` stands for. An equals sign that begins no escape stays; blanks at the end of a line, which only a
  /// gateway can have put there, do not.
  static func decode(_ text: ArraySlice<UInt8>) -> Reading<[UInt8]> {
    var broken: Int?
    // No form is shorter than what it stands for.
    let decoded = [UInt8](unsafeUninitializedCapacity: text.count) { target, count in
      count = text.withUnsafeBufferPointer { text in
        digits.withUnsafeBufferPointer { decode(text, by: $0, into: target, &broken) }
      }
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
    _ text: UnsafeBufferPointer<UInt8>, by digits: UnsafeBufferPointer<UInt8>,
    into target: UnsafeMutableBufferPointer<UInt8>, _ broken: inout Int?
  ) -> Int {
    var written = 0
    /// Up to where blanks are meant, even if the line ends after them: up to its last escape or soft break.
    var kept = 0
    var index = 0
    while index < text.count {
      // Most bytes stand for themselves. All eight are written, and those that do not are written over.
      if index + 8 <= text.count {
        let bytes = EightBytes(text, at: index)
        bytes.store(in: UnsafeMutableRawBufferPointer(target), at: written)
        let count = bytes.marks(below: .space).union(bytes.marks(of: escape)).first
        written += count
        index += count
        if count == 8 { continue }
      }
      let byte = text[index]
      switch byte {
      case escape:
        if let value = escaped(text, index, by: digits) {
          target[written] = value
          written += 1
          index += 3
        } else if let next = softBreakEnd(text, index) {
          index = next
        } else {
          broken = broken ?? index
          target[written] = byte
          written += 1
          index += 1
        }
        kept = written
      case .lineFeed, .carriageReturn:
        written = endWithoutBlanks(target, from: kept, to: written)
        target[written] = byte
        written += 1
        kept = written
        index += 1
      default:
        target[written] = byte
        written += 1
        index += 1
      }
    }
    return endWithoutBlanks(target, from: kept, to: written)
  }

  /// Where `target` ends without the blanks at its end.
  private static func endWithoutBlanks(
    _ target: UnsafeMutableBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Int {
    var end = end
    while end > start, target[end - 1].isBlank { end -= 1 }
    return end
  }

  /// The byte that the escape at `index` stands for; nil if it is none.
  private static func escaped(
    _ text: UnsafeBufferPointer<UInt8>, _ index: Int, by digits: UnsafeBufferPointer<UInt8>
  ) -> UInt8? {
    guard index + 2 < text.count else { return nil }
    let (high, low) = (digits[Int(text[index + 1])], digits[Int(text[index + 2])])
    return high | low < 16 ? high << 4 | low : nil
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
