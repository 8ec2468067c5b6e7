/// An IPv6 address, or an IPv4 address in its mapped form (RFC 4291, section 2.5.5.2).
struct NetworkAddress: Hashable {
  let high: UInt64
  let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  init(ipv4 address: UInt32) {
    high = 0
    low = 0xFFFF_0000_0000 | UInt64(address)
  }

  private var ipv4: UInt32? {
    high == 0 && low >> 32 == 0xFFFF ? UInt32(truncatingIfNeeded: low) : nil
  }

  /// An address with a port, such as `192.0.2.1:25` or `[2001:db8::1]:25`.
  func text(port: UInt16) -> String {
    ipv4 == nil ? "[\(self)]:\(port)" : "\(self):\(port)"
  }
}

extension NetworkAddress: CustomStringConvertible {
  /// An IPv6 address is written as RFC 5952, section 4, has it.
  var description: String {
    if let ipv4 {
      return [24, 16, 8, 0].map { String(ipv4 >> $0 & 0xFF) }.joined(separator: ".")
    }
    let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) } }
    func text(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard let zeros = Self.longestZeros(groups) else { return text(0..<8) }
    return "\(text(0..<zeros.lowerBound))::\(text(zeros.upperBound..<8))"
  }

  /// Of two runs of the same length the first; one group alone is not shortened.
  private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
    var longest = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > longest.count { longest = start..<index }
      start = index + 1
    }
    return longest.count > 1 ? longest : nil
  }
}
