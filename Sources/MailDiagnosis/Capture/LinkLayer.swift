/// The header that stands before an IP packet, by the link type of a capture (https://www.tcpdump.org/linktypes.html).
enum LinkLayer: Hashable, CaseIterable {
  case ethernet
  /// LINKTYPE_LINUX_SLL, the first form of Linux's cooked capture.
  case linuxCooked
  /// LINKTYPE_LINUX_SLL2, the second.
  case linuxCooked2
  /// An IP packet and nothing before it.
  case rawIP
  /// LINKTYPE_NULL and LINKTYPE_LOOP: the protocol family of the system that captured, in either byte order.
  case loopback

  /// An IP packet, as far as it was captured.
  struct Packet {
    let bytes: PacketBytes
    /// How long it was on the wire, with what the link layer appended.
    let length: Int
    let isIPv6: Bool
  }

  /// More tags than any network stacks are not followed.
  private static let maximumTags = 8

  /// The IP packet of a frame; `nil` where it carries something else or ends too early.
  /// - Parameter length: how long the frame was on the wire.
  func packet(in frame: PacketBytes, length: Int) -> Packet? {
    switch self {
    case .ethernet: Self.packet(in: frame, type: frame.integer(at: 12), header: 14, length: length)
    case .linuxCooked: Self.packet(in: frame, type: frame.integer(at: 14), header: 16, length: length)
    case .linuxCooked2: Self.packet(in: frame, type: frame.integer(at: 0), header: 20, length: length)
    case .rawIP: Self.packet(in: frame, header: 0, length: length)
    case .loopback: Self.loopbackPacket(in: frame, length: length)
    }
  }

  private static func packet(in frame: PacketBytes, type: UInt16?, header: Int, length: Int) -> Packet? {
    var type = type
    var header = header
    for _ in 0...maximumTags {
      switch type {
      case 0x0800, 0x86DD:
        guard let packet = packet(in: frame, header: header, length: length), packet.isIPv6 == (type == 0x86DD) else {
          return nil
        }
        return packet
      // IEEE 802.1Q, 802.1ad, and two numbers that were in use before the latter.
      case 0x8100, 0x88A8, 0x9100, 0x9200:
        type = frame.integer(at: header + 2)
        header += 4
      default: return nil
      }
    }
    return nil
  }

  /// A packet whose version of IP its own first four bits tell.
  private static func packet(in frame: PacketBytes, header: Int, length: Int) -> Packet? {
    guard let first = frame.byte(at: header), first >> 4 == 4 || first >> 4 == 6 else { return nil }
    return Packet(
      bytes: frame.dropFirst(header), length: max(length, frame.count) - header, isIPv6: first >> 4 == 6)
  }

  /// AF_INET is 2 everywhere; AF_INET6 is 10, 24, 28 or 30.
  private static func loopbackPacket(in frame: PacketBytes, length: Int) -> Packet? {
    guard let family: UInt32 = frame.integer(at: 0), let packet = packet(in: frame, header: 4, length: length) else {
      return nil
    }
    let families: [UInt32] = packet.isIPv6 ? [10, 24, 28, 30] : [2]
    return families.contains(family) || families.contains(family.byteSwapped) ? packet : nil
  }
}
