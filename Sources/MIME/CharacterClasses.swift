extension Unicode.Scalar {
  /// C0, DEL, C1 and the two Unicode line separators: none of them may stand in an address or a header.
  ///
  /// The test is on the whole scalar. Narrowing to a byte first would take U+760D for a carriage return.
  var isControl: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
    default: false
    }
  }

  /// `atext` of RFC 5322, section 3.2.3, widened by RFC 6531 to all that is not ASCII.
  var isAtomText: Bool { isASCII ? isASCIIAtomText : !isControl }

  /// `atext` of RFC 5322 alone.
  var isASCIIAtomText: Bool { UInt8(exactly: value)?.isAtomText ?? false }

  var isBlank: Bool { self == " " || self == "\t" }

  /// As in "U+000D".
  var codePoint: String {
    let hex = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }
}

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let colon = UInt8(ascii: ":")

  var isASCIILetter: Bool {
    switch self {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: false
    }
  }

  var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  var isASCIILetterOrDigit: Bool { isASCIILetter || isASCIIDigit }

  var isAtomText: Bool { isASCIILetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }

  /// `token` of RFC 2045, section 5.1.
  var isTokenText: Bool {
    switch self {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
      UInt8(ascii: ","),
      UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"),
      UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "?"), UInt8(ascii: "="):
      false
    default: (0x21...0x7E).contains(self)
    }
  }

  /// `attribute-char` of RFC 2231, section 7: what an extended parameter need not percent-encode.
  var isAttributeText: Bool { isTokenText && !"*'%".utf8.contains(self) }

  /// `ftext` of RFC 5322, section 3.6.8.
  var isFieldNameText: Bool { (0x21...0x7E).contains(self) && self != .colon }

  var isBlank: Bool { self == .space || self == .tab }
}

extension StringProtocol {
  var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

  /// Lower case for A to Z only, as host names, field names and media types are compared.
  var asciiLowercased: String {
    String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// This text without the spaces and tabs around it.
  var trimmingBlanks: String {
    var rest = Substring(self).utf8[...].drop(while: \.isBlank)
    while rest.last?.isBlank == true { rest.removeLast() }
    return String(Substring(rest))
  }

  /// The first scalar that is a control other than a tab, and its place counted from 1.
  var firstControl: (scalar: Unicode.Scalar, place: Int)? {
    for (index, scalar) in unicodeScalars.enumerated() where scalar.isControl && scalar != "\t" {
      return (scalar, index + 1)
    }
    return nil
  }

  /// This text in quotes for an error: at most 60 characters, controls written as code points.
  var excerpt: String {
    var shown = ""
    for scalar in unicodeScalars.prefix(60) {
      if scalar.isControl { shown += "<\(scalar.codePoint)>" } else { shown.unicodeScalars.append(scalar) }
    }
    return "\"\(shown)\(unicodeScalars.dropFirst(60).isEmpty ? "" : "…")\""
  }

  /// This text as a quoted-string of RFC 5322, section 3.2.4.
  var quotedString: String {
    var quoted = "\""
    for scalar in unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
