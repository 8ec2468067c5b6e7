/// Reads quoted-printable as mail has it (RFC 2045, section 6.7).
enum QuotedPrintableReader {
  private static let escape = UInt8(ascii: "=")

  /// The bytes that `text` stands for. An equals sign that begins no escape stays; blanks at the end of a line, which only a
  /// gateway can have put there, do not.
  static func decode(_ text: ArraySlice<UInt8>) -> Reading<[UInt8]> {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.count)
    var broken: Int?
    /// How long `decoded` is without the blanks that end it and stand in the text as they are.
    var solid = 0
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      switch byte {
      case escape:
        if let value = hexadecimal(text, index) {
          decoded.append(value)
          solid = decoded.count
          index += 3
        } else if let next = softBreakEnd(text, index) {
          // Blanks before a soft break are meant.
          solid = decoded.count
          index = next
        } else {
          broken = broken ?? index
          decoded.append(byte)
          solid = decoded.count
          index += 1
        }
      case .lineFeed, .carriageReturn:
        decoded.removeLast(decoded.count - solid)
        decoded.append(byte)
        solid = decoded.count
        index += 1
      default:
        decoded.append(byte)
        if !byte.isBlank { solid = decoded.count }
        index += 1
      }
    }
    decoded.removeLast(decoded.count - solid)
    let defects = broken.map {
      [Defect(.malformedQuotedPrintable, at: $0, "an equals sign begins no escape and stays as it is")]
    }
    return Reading(decoded, defects ?? [])
  }

  private static func hexadecimal(_ text: ArraySlice<UInt8>, _ index: Int) -> UInt8? {
    guard index + 2 < text.endIndex, let high = text[index + 1].hexadecimalValue,
      let low = text[index + 2].hexadecimalValue
    else { return nil }
    return high << 4 | low
  }

  /// Where the line after the soft break at `index` begins; nil if there is none.
  private static func softBreakEnd(_ text: ArraySlice<UInt8>, _ index: Int) -> Int? {
    let rest = text[(index + 1)...]
    guard let end = rest.firstIndex(where: { !$0.isBlank }) else { return text.endIndex }
    switch text[end] {
    case .lineFeed: return end + 1
    case .carriageReturn: return end + 1 < text.endIndex && text[end + 1] == .lineFeed ? end + 2 : end + 1
    default: return nil
    }
  }
}
