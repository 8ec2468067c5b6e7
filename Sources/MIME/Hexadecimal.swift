extension UInt8 {
  /// The value of this byte as a hexadecimal digit in ASCII.
  var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// The lower half of this byte as an upper-case hexadecimal digit.
  var lowHexadecimalDigit: UInt8 {
    let value = self & 0x0F
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}

extension [UInt8] {
  /// Appends `byte` as `prefix` and two digits, as quoted-printable and percent-encoding do.
  mutating func appendHexadecimal(_ byte: UInt8, prefix: UInt8) {
    append(prefix)
    append((byte >> 4).lowHexadecimalDigit)
    append(byte.lowHexadecimalDigit)
  }
}
