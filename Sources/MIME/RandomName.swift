/// Names that nobody can guess or meet again by chance.
enum RandomName {
  /// 128 random bits from the system, as 32 hexadecimal digits.
  static func make() -> String {
    var digits: [UInt8] = []
    for _ in 0..<16 {
      let byte = UInt8.random(in: .min ... .max)
      digits += [(byte >> 4).lowHexadecimalDigit, byte.lowHexadecimalDigit]
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
