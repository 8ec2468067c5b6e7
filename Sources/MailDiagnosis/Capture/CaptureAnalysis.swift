/// Goes through the packets of a capture, and keeps what they tell of mail connections.
struct CaptureAnalysis {
  struct Statistics: Sendable, Hashable {
    var packets = 0
    /// As they were on the wire.
    var bytes = 0
    var first: PacketTime?
    var last: PacketTime?
    /// Packets of which the end was not captured.
    var cutPackets = 0
  }

  private let linkLayer: LinkLayer
  private var fragments = FragmentAssembler()
  private var table: ConnectionTable
  private(set) var statistics = Statistics()

  init(linkLayer: LinkLayer, ports: Set<UInt16>) {
    self.linkLayer = linkLayer
    table = ConnectionTable(ports: ports)
  }

  mutating func accept(_ frame: CapturedFrame) {
    statistics.packets += 1
    statistics.bytes += frame.length
    statistics.first = min(statistics.first ?? frame.time, frame.time)
    statistics.last = max(statistics.last ?? frame.time, frame.time)
    if frame.length > frame.bytes.count { statistics.cutPackets += 1 }
    guard let packet = linkLayer.packet(in: frame.bytes, length: frame.length), let packet = NetworkPacket(packet)
    else { return }
    guard let fragment = packet.fragment else { return accept(packet, at: frame.time) }
    guard let whole = fragments.add(packet, fragment, at: frame.time) else { return }
    whole.withUnsafeBytes { bytes in
      accept(packet.assembled(PacketBytes(bytes)), at: frame.time)
    }
  }

  private mutating func accept(_ packet: NetworkPacket, at time: PacketTime) {
    guard packet.transport == NetworkPacket.tcp, let segment = TCPSegment(packet.payload, missing: packet.missing)
    else { return }
    table.accept(segment, of: packet, at: time)
  }

  mutating func finish() -> ConnectionRecord {
    table.finish()
  }
}
