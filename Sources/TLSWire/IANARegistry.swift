/// Names of code points, from IANA's registry of TLS parameters.
package enum IANARegistry {
  struct Entry: Sendable {
    let code: UInt16
    let name: String

    init(_ code: UInt16, _ name: String) {
      self.code = code
      self.name = name
    }
  }

  /// The name of a code in a table that is sorted by code.
  static func name(of code: UInt16, in table: [Entry]) -> String? {
    var candidates = table[...]
    while let middle = candidates.isEmpty ? nil : candidates.startIndex + candidates.count / 2 {
      let entry = candidates[middle]
      if entry.code == code { return entry.name }
      candidates = entry.code < code ? candidates[(middle + 1)...] : candidates[..<middle]
    }
    return nil
  }

  /// The code that a table or a hexadecimal form such as `0x7F1C` gives for a name.
  static func code(named name: String, in table: [Entry]) -> UInt16? {
    table.first { $0.name == name }?.code ?? hexadecimalCode(name)
  }

  /// `0x` and four upper-case digits: how a code without a name is written.
  package static func hexadecimal(_ code: UInt16) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }

  static func hexadecimalCode(_ text: String) -> UInt16? {
    guard text.utf8.count == 6, text.hasPrefix("0x") || text.hasPrefix("0X") else { return nil }
    return UInt16(text.dropFirst(2), radix: 16)
  }

  /// Whether a code is one of the sixteen that clients send to keep servers tolerant (RFC 8701).
  package static func isGREASE(_ code: UInt16) -> Bool {
    code & 0x0F0F == 0x0A0A && code >> 8 == code & 0xFF
  }
}
