/// Base64 (RFC 4648 section 4) as SASL exchanges use it over SMTP (RFC 4954 section 4): padded, one line, nothing else.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var held = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      held += 1
      if held == 3 {
        append(group, digits: 4, to: &output)
        group = 0
        held = 0
      }
    }
    if held > 0 {
      append(group << (8 * UInt32(3 - held)), digits: held + 1, to: &output)
      output.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - held))
    }
    return output
  }

  private static func append(_ group: UInt32, digits: Int, to output: inout [UInt8]) {
    for position in 0..<digits {
      output.append(alphabet[Int(group >> (18 - 6 * UInt32(position)) & 0x3F)])
    }
  }

  /// Decodes a padded line. Gives nil for a character outside the alphabet, a wrong length, or padding that does not
  /// stand at the end.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    var held = 0
    var padding = 0
    for character in text {
      if character == UInt8(ascii: "=") {
        padding += 1
        group <<= 6
      } else {
        guard padding == 0, let digit = value(of: character) else { return nil }
        group = group << 6 | digit
      }
      held += 1
      if held == 4 {
        guard padding <= 2 else { return nil }
        for shift in [16, 8, 0].prefix(3 - padding) {
          output.append(UInt8(truncatingIfNeeded: group >> UInt32(shift)))
        }
        group = 0
        held = 0
      }
    }
    return output
  }

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
