@testable import MailDiagnosis

/// Makes packets, layer by layer, from the inside out.
enum PacketBuilder {
  static func bytes(_ values: UInt64..., width: Int) -> [UInt8] {
    values.flatMap { value in (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) } }
  }

  static func tcp(
    from source: UInt16 = 50_000, to destination: UInt16 = 25, sequence: UInt32 = 1, acknowledgement: UInt32? = nil,
    _ flags: TCPSegment.Flags = [], options: Int = 0, payload: [UInt8] = []
  ) -> [UInt8] {
    var flags = flags
    if acknowledgement != nil { flags.insert(.ack) }
    return bytes(UInt64(source), UInt64(destination), width: 2)
      + bytes(UInt64(sequence), UInt64(acknowledgement ?? 0), width: 4)
      + [UInt8((20 + options) / 4) << 4, flags.rawValue, 0xFF, 0xFF, 0, 0, 0, 0]
      + Array(repeating: 1, count: options) + payload
  }

  /// - Parameters:
  ///   - total: the length to claim, if not the right one.
  ///   - fragment: offset in bytes, and whether more fragments follow.
  static func ipv4(
    _ payload: [UInt8], source: UInt32 = 0xC000_0201, destination: UInt32 = 0xC000_0202, transport: UInt8 = 6,
    options: Int = 0, total: Int? = nil, identification: UInt16 = 7, fragment: (offset: Int, more: Bool) = (0, false)
  ) -> [UInt8] {
    [0x40 | UInt8((20 + options) / 4), 0]
      + bytes(
        UInt64(total ?? 20 + options + payload.count), UInt64(identification),
        UInt64(fragment.offset / 8) | (fragment.more ? 0x2000 : 0), width: 2)
      + [64, transport, 0, 0] + bytes(UInt64(source), UInt64(destination), width: 4)
      + Array(repeating: 1, count: options) + payload
  }

  /// - Parameter headers: extension headers as they are, the first of which has the number `next`.
  static func ipv6(_ payload: [UInt8], next: UInt8 = 6, headers: [UInt8] = [], length: Int? = nil) -> [UInt8] {
    [0x60, 0, 0, 0] + bytes(UInt64(length ?? headers.count + payload.count), width: 2) + [next, 64]
      + bytes(0x2001_0DB8_0000_0000, 1, width: 8) + bytes(0x2001_0DB8_0000_0000, 2, width: 8) + headers + payload
  }

  static func ethernet(_ packet: [UInt8], tags: [UInt16] = [], type: UInt16? = nil) -> [UInt8] {
    let inner = type ?? (packet.first.map { $0 >> 4 } == 6 ? 0x86DD : 0x0800)
    return Array(repeating: 2, count: 12) + tags.flatMap { bytes(UInt64($0), 100, width: 2) }
      + bytes(UInt64(inner), width: 2) + packet
  }

  static func linuxCooked(_ packet: [UInt8], tags: [UInt16] = []) -> [UInt8] {
    Array(repeating: 0, count: 14) + ethernet(packet, tags: tags).dropFirst(12)
  }

  static func linuxCooked2(_ packet: [UInt8]) -> [UInt8] {
    ethernet(packet).dropFirst(12).prefix(2) + Array(repeating: 0, count: 18) + packet
  }

  static func loopback(_ packet: [UInt8], family: UInt32, littleEndian: Bool) -> [UInt8] {
    bytes(UInt64(littleEndian ? family.byteSwapped : family), width: 4) + packet
  }
}

/// What a decoder made of a packet, with nothing borrowed.
struct DecodedSegment: Hashable {
  var source = ""
  var destination = ""
  var sequence: UInt32 = 0
  var payload: [UInt8] = []
  var missing = 0

  /// Decodes a frame as far as TCP, without fragments.
  init?(_ frame: [UInt8], _ layer: LinkLayer, length: Int? = nil) {
    let decoded = frame.withUnsafeBytes { bytes -> DecodedSegment? in
      guard let packet = layer.packet(in: PacketBytes(bytes), length: length ?? frame.count),
        let packet = NetworkPacket(packet), packet.fragment == nil, packet.transport == NetworkPacket.tcp,
        let segment = TCPSegment(packet.payload, missing: packet.missing)
      else { return nil }
      return DecodedSegment(packet, segment)
    }
    guard let decoded else { return nil }
    self = decoded
  }

  private init(_ packet: NetworkPacket, _ segment: TCPSegment) {
    source = packet.source.text(port: segment.sourcePort)
    destination = packet.destination.text(port: segment.destinationPort)
    sequence = segment.sequence
    payload = segment.payload.withUnsafeBytes { Array($0) }
    missing = segment.missing
  }
}
