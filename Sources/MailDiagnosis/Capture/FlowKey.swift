/// The two ends of a TCP connection, whichever of them sent a segment.
struct FlowKey: Hashable {
  let firstAddress: NetworkAddress
  let secondAddress: NetworkAddress
  let firstPort: UInt16
  let secondPort: UInt16

  /// Which end sent a segment.
  enum End: Hashable {
    case first
    case second
  }

  /// The key of a segment, and the end that sent it.
  static func of(_ packet: NetworkPacket, _ segment: TCPSegment) -> (FlowKey, End) {
    let isOrdered = precedes(
      packet.source, segment.sourcePort, packet.destination, segment.destinationPort)
    let key =
      isOrdered
      ? FlowKey(
        firstAddress: packet.source, secondAddress: packet.destination, firstPort: segment.sourcePort,
        secondPort: segment.destinationPort)
      : FlowKey(
        firstAddress: packet.destination, secondAddress: packet.source, firstPort: segment.destinationPort,
        secondPort: segment.sourcePort)
    return (key, isOrdered ? .first : .second)
  }

  private static func precedes(
    _ left: NetworkAddress, _ leftPort: UInt16, _ right: NetworkAddress, _ rightPort: UInt16
  ) -> Bool {
    if left.high != right.high { return left.high < right.high }
    if left.low != right.low { return left.low < right.low }
    return leftPort <= rightPort
  }

  /// Folded first: this is done for every packet, and five words would be hashed instead of one.
  func hash(into hasher: inout Hasher) {
    var value = firstAddress.low ^ firstAddress.high
    value = (value &* 0x9E37_79B9_7F4A_7C15) ^ (value >> 29)
    value = (value &+ secondAddress.low ^ secondAddress.high) &* 0xBF58_476D_1CE4_E5B9
    value ^= value >> 32
    hasher.combine(value &+ UInt64(firstPort) << 16 &+ UInt64(secondPort))
  }

  /// The text of an end, such as `192.0.2.1:25`.
  func text(_ end: End) -> String {
    switch end {
    case .first: firstAddress.text(port: firstPort)
    case .second: secondAddress.text(port: secondPort)
    }
  }

  func port(_ end: End) -> UInt16 {
    switch end {
    case .first: firstPort
    case .second: secondPort
    }
  }
}

extension FlowKey.End {
  var other: FlowKey.End {
    switch self {
    case .first: .second
    case .second: .first
    }
  }
}
