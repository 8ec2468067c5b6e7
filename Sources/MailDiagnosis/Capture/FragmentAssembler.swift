/// Puts fragmented IP packets together (RFC 815).
///
/// The first bytes win where fragments overlap. What does not become whole within 30 seconds of the packets' own time, or
/// when there is too much of it, is forgotten.
struct FragmentAssembler {
  private struct Key: Hashable {
    let source: NetworkAddress
    let destination: NetworkAddress
    let identification: UInt32
    let transport: UInt8
  }

  fileprivate struct Datagram {
    let began: PacketTime
    var bytes: [UInt8] = []
    /// Which bytes have come: sorted, neither touching nor overlapping.
    var covered: [Range<Int>] = []
    /// Known once the last fragment has come.
    var length: Int?

    var isWhole: Bool { length != nil && covered == [0..<(length ?? 0)] }
  }

  /// RFC 791, section 3.2, has 15 seconds; RFC 8200, section 4.5, has 60.
  private static let timeOut = 30.0
  private static let maximumLength = 65_535
  private static let maximumPieces = 256
  static let maximumDatagrams = 256

  private var datagrams: [Key: Datagram] = [:]

  var count: Int { datagrams.count }

  /// Takes a fragment; gives the payload of the packet that it makes whole.
  mutating func add(_ packet: NetworkPacket, _ fragment: NetworkPacket.Fragment, at time: PacketTime) -> [UInt8]? {
    let key = Key(
      source: packet.source, destination: packet.destination, identification: fragment.identification,
      transport: packet.transport)
    let end = fragment.offset + packet.payload.count
    // A fragment that was cut short when it was captured can never be completed.
    guard packet.missing == 0, !packet.payload.isEmpty, end <= Self.maximumLength,
      fragment.isLast || packet.payload.count % 8 == 0
    else {
      datagrams[key] = nil
      return nil
    }
    makeRoom(for: key, at: time)
    var datagram = datagrams.removeValue(forKey: key) ?? Datagram(began: time)
    if fragment.isLast {
      guard datagram.length == nil || datagram.length == end else { return nil }
      datagram.length = end
    }
    datagram.insert(packet.payload, at: fragment.offset)
    guard datagram.covered.count <= Self.maximumPieces,
      datagram.bytes.count <= datagram.length ?? Self.maximumLength
    else { return nil }
    guard !datagram.isWhole else { return datagram.bytes }
    datagrams[key] = datagram
    return nil
  }

  private mutating func makeRoom(for key: Key, at time: PacketTime) {
    if let old = datagrams[key], time.elapsed(since: old.began) > Self.timeOut { datagrams[key] = nil }
    guard datagrams.count >= Self.maximumDatagrams, datagrams[key] == nil else { return }
    datagrams = datagrams.filter { time.elapsed(since: $0.value.began) <= Self.timeOut }
    guard datagrams.count >= Self.maximumDatagrams,
      let oldest = datagrams.min(by: { $0.value.began < $1.value.began })
    else { return }
    datagrams[oldest.key] = nil
  }
}

extension FragmentAssembler.Datagram {
  /// Writes what has not come before.
  fileprivate mutating func insert(_ payload: PacketBytes, at offset: Int) {
    let range = offset..<(offset + payload.count)
    if bytes.count < range.upperBound { bytes += Array(repeating: 0, count: range.upperBound - bytes.count) }
    var position = range.lowerBound
    for old in covered where old.upperBound > range.lowerBound && old.lowerBound < range.upperBound {
      copy(payload, from: offset, position..<max(position, old.lowerBound))
      position = max(position, old.upperBound)
    }
    copy(payload, from: offset, position..<max(position, range.upperBound))
    cover(range)
  }

  private mutating func copy(_ payload: PacketBytes, from offset: Int, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    payload.dropFirst(range.lowerBound - offset).prefix(range.count).withUnsafeBytes { source in
      bytes.replaceSubrange(range, with: source)
    }
  }

  private mutating func cover(_ range: Range<Int>) {
    var merged = range
    var others: [Range<Int>] = []
    for old in covered {
      if old.upperBound < merged.lowerBound || old.lowerBound > merged.upperBound {
        others.append(old)
      } else {
        merged = min(old.lowerBound, merged.lowerBound)..<max(old.upperBound, merged.upperBound)
      }
    }
    covered = (others + [merged]).sorted { $0.lowerBound < $1.lowerBound }
  }
}
