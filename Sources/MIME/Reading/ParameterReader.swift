/// Reads a value with parameters behind semicolons, as Content-Type and Content-Disposition have them, in the forms that mail
/// has: without quotes where they are due, without semicolons, with comments.
struct ParameterReader {
  private let bytes: [UInt8]
  private let offset: Int
  private var position = 0
  private var defects = DefectList()

  /// How many parameters are read, sections of one counted each.
  static let maximumCount = 10_000

  private static let semicolon = UInt8(ascii: ";")
  private static let equals = UInt8(ascii: "=")
  private static let quote = UInt8(ascii: "\"")

  /// - Parameter offset: where defects are.
  init(_ text: String, at offset: Int) {
    bytes = Array(text.utf8)
    self.offset = offset
  }

  /// What stands before the parameters.
  mutating func value() -> String {
    skipBlanksAndComments()
    let start = position
    while let byte = peek(), byte != Self.semicolon, !byte.isBlank, byte != UInt8(ascii: "(") { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// The parameters that follow, decoded.
  mutating func parameters() -> Reading<[MediaType.Parameter]> {
    var decoder = ParameterDecoder(at: offset)
    var count = 0
    while nextParameter() {
      count += 1
      guard count <= Self.maximumCount else {
        defects.append(.malformedParameter, at: offset, "parameters after the first \(Self.maximumCount) are not read")
        break
      }
      let name = text { $0 != Self.equals && $0 != Self.semicolon && !$0.isBlank }
      skipBlanksAndComments()
      guard peek() == Self.equals else {
        defects.append(.malformedParameter, at: offset, "the parameter \(name.excerpt) has no value")
        continue
      }
      position += 1
      skipBlanksAndComments()
      decoder.add(name: name.asciiLowercased, value: parameterValue(of: name))
    }
    let decoded = decoder.finish()
    defects.append(contentsOf: decoded.defects)
    return Reading(decoded.value, defects.defects)
  }

  /// Goes to where the next parameter begins.
  private mutating func nextParameter() -> Bool {
    skipBlanksAndComments()
    var sawSemicolon = false
    // What begins with an equals sign has no name, and would not be got past.
    while let byte = peek(), byte == Self.semicolon || byte == Self.equals {
      sawSemicolon = true
      position += 1
      skipBlanksAndComments()
    }
    guard peek() != nil else { return false }
    if !sawSemicolon { defects.append(.malformedParameter, at: offset, "a parameter has no semicolon before it") }
    return true
  }

  private mutating func parameterValue(of name: String) -> String {
    guard peek() == Self.quote else { return bareValue(of: name) }
    position += 1
    var value: [UInt8] = []
    while let byte = peek() {
      position += 1
      if byte == Self.quote { return String(decoding: value, as: UTF8.self) }
      if byte == UInt8(ascii: "\\"), let escaped = peek() {
        position += 1
        value.append(escaped)
      } else {
        value.append(byte)
      }
    }
    defects.append(.malformedParameter, at: offset, "the value of \(name.excerpt) lacks its closing quote")
    return String(decoding: value, as: UTF8.self)
  }

  /// A value without quotes: up to the semicolon, or to the blank before something that looks like the next parameter.
  private mutating func bareValue(of name: String) -> String {
    let start = position
    var isToken = true
    while let byte = peek(), byte != Self.semicolon {
      if byte.isBlank, startsParameterOrEnds(after: position) { break }
      isToken = isToken && byte.isTokenText
      position += 1
    }
    if !isToken || position == start {
      defects.append(.malformedParameter, at: offset, "the value of \(name.excerpt) needs quotes, or is missing")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self).trimmingBlanks
  }

  private func startsParameterOrEnds(after blank: Int) -> Bool {
    // One word is looked at, and only from the blank before it.
    var index = blank + 1
    while index < bytes.count, bytes[index].isTokenText { index += 1 }
    if index == blank + 1 { return index == bytes.count || !bytes[index].isBlank && bytes[index] != Self.quote }
    return index < bytes.count && bytes[index] == Self.equals
  }

  private mutating func text(while isIncluded: (UInt8) -> Bool) -> String {
    let start = position
    while let byte = peek(), isIncluded(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipBlanksAndComments() {
    var depth = 0
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")") where depth > 0: depth -= 1
      case UInt8(ascii: "\\") where depth > 0: position += 1
      case _ where depth > 0: break
      case .space, .tab, .lineFeed, .carriageReturn: break
      default: return
      }
      position += 1
    }
    position = min(position, bytes.count)
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }
}
