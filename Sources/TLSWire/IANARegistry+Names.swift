extension IANARegistry {
  /// The name of an extension; `GREASE` for one of the values that mean nothing (RFC 8701); a code without a name as
  /// four hexadecimal digits.
  package static func nameOfExtension(_ code: UInt16) -> String { described(code, in: extensions) }

  /// The same for a signature scheme.
  package static func nameOfSignatureScheme(_ code: UInt16) -> String { described(code, in: signatureSchemes) }

  private static func described(_ code: UInt16, in table: [Entry]) -> String {
    if let name = name(of: code, in: table) { return name }
    return isGREASE(code) ? "GREASE \(hexadecimal(code))" : hexadecimal(code)
  }
}
