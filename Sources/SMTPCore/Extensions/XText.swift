/// Text as the value of a parameter (RFC 3461 section 4, `xtext`): what a value must not hold is written as `+` and two
/// hexadecimal digits.
enum XText {
  /// Encodes printable ASCII.
  /// - Throws: ``EnvelopeSyntaxError`` for nothing, for text beyond ASCII or with a control, and for what is longer than
  ///   `limit` bytes when it is encoded.
  static func encode(_ text: String, of name: String, limit: Int) throws(EnvelopeSyntaxError) -> String {
    guard !text.isEmpty else { throw .init("\(name) is empty") }
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw .init("\(name) holds a character that is not printable ASCII")
    }
    var result = ""
    for byte in text.utf8 {
      let isPlain = byte != 0x20 && byte != UInt8(ascii: "+") && byte != UInt8(ascii: "=")
      result += isPlain ? String(UnicodeScalar(byte)) : "+\(String(byte, radix: 16, uppercase: true))"
    }
    guard result.utf8.count <= limit else { throw .init("\(name) is longer than \(limit) characters") }
    return result
  }

  /// Gives the text of a value, nil where the encoding is wrong or what it hides is no printable ASCII: a server that passes
  /// a decoded line break on would pass on a command.
  static func decode(_ value: some StringProtocol) -> String? {
    guard let text = expand(value), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    return text
  }

  /// Takes the encoding off, and leaves what is not ASCII as it is.
  private static func expand(_ value: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = value.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "+") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(upperCaseHexadecimal),
        let low = rest.popFirst().flatMap(upperCaseHexadecimal)
      else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
  }

  static func upperCaseHexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    default: nil
    }
  }
}

/// The same for an address beyond ASCII (RFC 6533 section 3): what a value must not hold is written as `\x{…}`.
enum UnicodeXText {
  /// Encodes an address in the seven-bit form, `utf-8-addr-xtext`, which may be sent with SMTPUTF8 and without.
  static func encode(_ address: String) -> String {
    var result = ""
    for scalar in address.unicodeScalars {
      switch scalar {
      case "+", "=", "\\": result += escape(scalar)
      case "\u{21}"..."\u{7E}": result.unicodeScalars.append(scalar)
      default: result += escape(scalar)
      }
    }
    return result
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
    return "\\x{\(hexadecimal.utf8.count == 1 ? "0" : "")\(hexadecimal)}"
  }

  /// Gives the address of a value in either form, `utf-8-addr-xtext` or `utf-8-addr-unitext`; nil where the encoding is wrong
  /// or it hides a control.
  static func decode(_ value: some StringProtocol) -> String? {
    var result = String.UnicodeScalarView()
    var rest = Substring(value).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\\":
        guard let hidden = takeEscaped(from: &rest) else { return nil }
        result.append(hidden)
      case "+", "=", " ": return nil
      default: result.append(scalar)
      }
    }
    guard !result.isEmpty, !result.contains(where: \.isControlOrSeparator) else { return nil }
    return String(result)
  }

  /// Takes what follows the backslash: `x{`, two to six digits, `}`.
  private static func takeEscaped(from rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
    guard rest.starts(with: "x{".unicodeScalars) else { return nil }
    let digits = rest.dropFirst(2).prefix(7).prefix { $0 != "}" }
    let end = rest.dropFirst(2 + digits.count)
    guard (2...6).contains(digits.count), digits.allSatisfy({ $0.properties.isASCIIHexDigit }), end.first == "}" else {
      return nil
    }
    rest = end.dropFirst()
    return UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
  }
}
