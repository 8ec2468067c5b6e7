/// Writes the parameters of Content-Type and Content-Disposition (RFC 2045, section 5.1, and RFC 2231).
enum ParameterEncoder {
  /// The longest parameter that is written in one piece.
  private static let maximumLength = 74

  /// `name` and `value` as one parameter, or as numbered sections of one that is long; beyond ASCII as percent-encoded
  /// UTF-8.
  /// - Parameter quotesWords: whether a value is quoted that need not be. Programs know `charset=utf-8`, and names in quotes.
  static func encode(name: String, value: String, quotesWords: Bool = true) -> [String] {
    let isWord = !value.isEmpty && value.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }
    if !quotesWords, isWord, name.utf8.count + value.utf8.count < maximumLength { return ["\(name)=\(value)"] }
    // Readers decode what looks like an encoded word, though none may stand here.
    let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !value.contains("=?")
    // A section break may not cut an escape or a character, so these are the units to pack.
    let units = isPlain ? value.unicodeScalars.map(quoted) : value.unicodeScalars.map(percentEncoded)
    let whole = isPlain ? "\(name)=\"\(units.joined())\"" : "\(name)*=UTF-8''\(units.joined())"
    return whole.utf8.count <= maximumLength ? [whole] : sections(name, units, isPlain: isPlain)
  }

  private static func sections(_ name: String, _ units: [String], isPlain: Bool) -> [String] {
    var sections: [String] = []
    var content = ""
    var room = 0
    func head() -> String { isPlain ? "\(name)*\(sections.count)=\"" : "\(name)*\(sections.count)*=" }
    func begin() {
      content = head() + (!isPlain && sections.isEmpty ? "UTF-8''" : "")
      room = maximumLength - content.utf8.count - (isPlain ? 1 : 0)
    }
    begin()
    for unit in units {
      if unit.utf8.count > room {
        sections.append(content + (isPlain ? "\"" : ""))
        begin()
      }
      content += unit
      room -= unit.utf8.count
    }
    sections.append(content + (isPlain ? "\"" : ""))
    return sections
  }

  private static func quoted(_ scalar: Unicode.Scalar) -> String {
    scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
  }

  private static func percentEncoded(_ scalar: Unicode.Scalar) -> String {
    var encoded: [UInt8] = []
    for byte in String(scalar).utf8 {
      if byte.isAttributeText {
        encoded.append(byte)
      } else {
        encoded.appendHexadecimal(byte, prefix: UInt8(ascii: "%"))
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
