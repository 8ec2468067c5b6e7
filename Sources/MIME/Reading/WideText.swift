/// UTF-16 and UTF-32, whose bytes may come in either order. Where no order is given, a byte order mark is no text.
enum WideText {
  /// - Parameter isBigEndian: nil to go by the byte order mark, and by RFC 2781, section 4.3 (big-endian) without one.
  static func utf16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool?) -> (text: String, isValid: Bool) {
    let isBig = isBigEndian ?? !bytes.starts(with: [0xFF, 0xFE])
    let hasMark = isBigEndian == nil && (bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]))
    let bytes = hasMark ? bytes.dropFirst(2) : bytes
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isBig ? first << 8 | second : second << 8 | first)
      index += 2
    }
    let isWhole = bytes.count.isMultiple(of: 2)
    if isWhole, let text = String(validating: units, as: UTF16.self) { return (text, true) }
    return (String(decoding: units, as: UTF16.self) + (isWhole ? "" : "\u{FFFD}"), false)
  }

  /// - Parameter isBigEndian: nil to go by the byte order mark; big-endian without one.
  static func utf32(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool?) -> (text: String, isValid: Bool) {
    let isBig = isBigEndian ?? !bytes.starts(with: [0xFF, 0xFE, 0, 0])
    let hasMark = isBigEndian == nil && (!isBig || bytes.starts(with: [0, 0, 0xFE, 0xFF]))
    let bytes = hasMark ? bytes.dropFirst(4) : bytes
    var text = String.UnicodeScalarView()
    var isValid = bytes.count.isMultiple(of: 4)
    var index = bytes.startIndex
    while index + 3 < bytes.endIndex {
      let unit = bytes[index..<index + 4]
      let value = (isBig ? Array(unit) : unit.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let scalar = Unicode.Scalar(value)
      isValid = isValid && scalar != nil
      text.append(scalar ?? "\u{FFFD}")
      index += 4
    }
    if !bytes.count.isMultiple(of: 4) { text.append("\u{FFFD}") }
    return (String(text), isValid)
  }
}
