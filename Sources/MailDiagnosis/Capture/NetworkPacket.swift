/// An IP packet, or a fragment of one.
struct NetworkPacket {
  struct Fragment: Hashable {
    let identification: UInt32
    /// In bytes, from the begin of the payload.
    let offset: Int
    let isLast: Bool
  }

  /// The protocol number of TCP.
  static let tcp: UInt8 = 6

  let source: NetworkAddress
  let destination: NetworkAddress
  /// The protocol of the payload by its number in IANA's registry.
  let transport: UInt8
  /// As far as it was captured.
  let payload: PacketBytes
  /// How many bytes of the payload were on the wire, and not captured.
  let missing: Int
  /// `nil` for a packet that is whole.
  let fragment: Fragment?

  init?(_ packet: LinkLayer.Packet) {
    if packet.isIPv6 {
      self.init(ipv6: packet.bytes, length: packet.length)
    } else {
      self.init(ipv4: packet.bytes, length: packet.length)
    }
  }

  /// RFC 791, section 3.1.
  private init?(ipv4 bytes: PacketBytes, length: Int) {
    guard let first = bytes.byte(at: 0), let claimed: UInt16 = bytes.integer(at: 2),
      let identification: UInt16 = bytes.integer(at: 4), let flags: UInt16 = bytes.integer(at: 6),
      let transport = bytes.byte(at: 9), let source: UInt32 = bytes.integer(at: 12),
      let destination: UInt32 = bytes.integer(at: 16)
    else { return nil }
    let header = Int(first & 0x0F) * 4
    // Where the network card cuts packets into segments the system has not yet written a length.
    let total = claimed == 0 ? length : min(Int(claimed), length)
    guard header >= 20, header <= total, header <= bytes.count else { return nil }
    self.source = NetworkAddress(ipv4: source)
    self.destination = NetworkAddress(ipv4: destination)
    self.transport = transport
    payload = bytes.prefix(total).dropFirst(header)
    missing = total - header - payload.count
    let offset = Int(flags & 0x1FFF) * 8
    let isLast = flags & 0x2000 == 0
    fragment =
      offset == 0 && isLast ? nil : Fragment(identification: UInt32(identification), offset: offset, isLast: isLast)
  }

  /// More extension headers than any packet has are not followed.
  private static let maximumHeaders = 16

  /// RFC 8200, sections 3 and 4.
  private init?(ipv6 bytes: PacketBytes, length: Int) {
    guard let claimed: UInt16 = bytes.integer(at: 4), var next = bytes.byte(at: 6),
      let sourceHigh: UInt64 = bytes.integer(at: 8), let sourceLow: UInt64 = bytes.integer(at: 16),
      let destinationHigh: UInt64 = bytes.integer(at: 24), let destinationLow: UInt64 = bytes.integer(at: 32)
    else { return nil }
    // 0 is a jumbogram, or what the network card is still to fill in.
    let total = claimed == 0 ? length : min(40 + Int(claimed), length)
    let bytes = bytes.prefix(total)
    var header = 40
    var fragment: Fragment?
    for _ in 0..<Self.maximumHeaders {
      guard let size = Self.extensionSize(next, at: header, in: bytes) else { break }
      if next == 44, fragment == nil {
        guard let position: UInt16 = bytes.integer(at: header + 2),
          let identification: UInt32 = bytes.integer(at: header + 4)
        else { return nil }
        let part = Fragment(
          identification: identification, offset: Int(position & 0xFFF8), isLast: position & 1 == 0)
        if part.offset > 0 || !part.isLast { fragment = part }
      }
      guard let following = bytes.byte(at: header) else { return nil }
      next = following
      header += size
      // What follows the header of a fragment is part of the whole, and is there in the first fragment only.
      if fragment != nil { break }
    }
    guard header <= bytes.count else { return nil }
    source = NetworkAddress(high: sourceHigh, low: sourceLow)
    destination = NetworkAddress(high: destinationHigh, low: destinationLow)
    transport = next
    payload = bytes.dropFirst(header)
    missing = total - header - payload.count
    self.fragment = fragment
  }

  /// The size of an extension header in bytes; `nil` where that number is none that has another behind it.
  private static func extensionSize(_ number: UInt8, at offset: Int, in bytes: PacketBytes) -> Int? {
    switch number {
    case 44: 8
    case 0, 43, 60, 135, 139, 140: bytes.byte(at: offset + 1).map { (Int($0) + 1) * 8 }
    // The Authentication Header counts in units of four (RFC 4302, section 2.2).
    case 51: bytes.byte(at: offset + 1).map { (Int($0) + 2) * 4 }
    default: nil
    }
  }
}

extension NetworkPacket {
  /// The packet whose fragment this is.
  func assembled(_ payload: PacketBytes) -> NetworkPacket {
    NetworkPacket(source: source, destination: destination, transport: transport, payload: payload)
  }

  private init(source: NetworkAddress, destination: NetworkAddress, transport: UInt8, payload: PacketBytes) {
    var header = 0
    var next = transport
    // The fragmentable part of an IPv6 packet can begin with headers of its own.
    while let size = Self.extensionSize(next, at: header, in: payload), let following = payload.byte(at: header) {
      next = following
      header += size
    }
    self.source = source
    self.destination = destination
    self.transport = next
    self.payload = payload.dropFirst(header)
    missing = 0
    fragment = nil
  }
}
