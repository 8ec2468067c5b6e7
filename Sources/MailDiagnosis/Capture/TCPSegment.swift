/// A segment of a TCP connection (RFC 9293, section 3.1).
struct TCPSegment {
  struct Flags: OptionSet, Hashable {
    let rawValue: UInt8

    static let fin = Flags(rawValue: 1)
    static let syn = Flags(rawValue: 2)
    static let rst = Flags(rawValue: 4)
    static let ack = Flags(rawValue: 16)
  }

  let sourcePort: UInt16
  let destinationPort: UInt16
  let sequence: UInt32
  /// `nil` where the segment acknowledges nothing.
  let acknowledgement: UInt32?
  let flags: Flags
  /// As far as it was captured.
  let payload: PacketBytes
  /// How many bytes of the payload were on the wire behind it, and not captured.
  let missing: Int

  /// - Parameters:
  ///   - bytes: the payload of an IP packet, as far as it was captured.
  ///   - missing: how many bytes more it had.
  init?(_ bytes: PacketBytes, missing: Int) {
    guard let sourcePort: UInt16 = bytes.integer(at: 0), let destinationPort: UInt16 = bytes.integer(at: 2),
      let sequence: UInt32 = bytes.integer(at: 4), let acknowledgement: UInt32 = bytes.integer(at: 8),
      let words = bytes.byte(at: 12), let flags = bytes.byte(at: 13), bytes.count >= 20
    else { return nil }
    let header = Int(words >> 4) * 4
    guard header >= 20, header <= bytes.count + missing else { return nil }
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.sequence = sequence
    self.flags = Flags(rawValue: flags)
    self.acknowledgement = self.flags.contains(.ack) ? acknowledgement : nil
    payload = bytes.dropFirst(header)
    // The options too may have been cut off.
    self.missing = missing - max(0, header - bytes.count)
  }

  /// How many bytes of the stream it carries.
  var length: Int { payload.count + missing }
}
