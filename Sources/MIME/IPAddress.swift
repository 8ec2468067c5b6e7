/// The text forms of addresses that an address literal may hold (RFC 5321, section 4.1.3).
enum IPAddress {
  /// Four numbers from 0 to 255, without leading zeros.
  static func isV4(_ text: String) -> Bool {
    let numbers = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return numbers.count == 4
      && numbers.allSatisfy { digits in
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return false }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
      }
  }

  /// Eight groups of one to four hexadecimal digits, at most one run of them written `::`, the last two possibly as
  /// IPv4.
  static func isV6(_ text: String) -> Bool {
    let halves = split(text)
    switch halves.count {
    case 1: return groups(in: halves[0], mayEndInV4: true) == 8
    case 2:
      guard let head = halves[0].isEmpty ? 0 : groups(in: halves[0], mayEndInV4: false),
        let tail = halves[1].isEmpty ? 0 : groups(in: halves[1], mayEndInV4: true)
      else { return false }
      return head + tail <= 7
    default: return false
    }
  }

  /// The text cut at each `::`.
  private static func split(_ text: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = Substring(text)
    while let colon = rest.indices.first(where: { rest[$0...].hasPrefix("::") }), parts.count < 3 {
      parts.append(rest[..<colon])
      rest = rest[colon...].dropFirst(2)
    }
    return parts + [rest]
  }

  private static func groups(in text: Substring, mayEndInV4: Bool) -> Int? {
    var count = 0
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if mayEndInV4, index == parts.count - 1, isV4(String(part)) {
        count += 2
      } else if (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
        count += 1
      } else {
        return nil
      }
    }
    return count
  }
}
