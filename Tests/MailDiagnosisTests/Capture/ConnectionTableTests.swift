import Testing

@testable import MailDiagnosis

@Suite("The table of connections")
struct ConnectionTableTests {
  /// Gives a table a segment.
  private func accept(
    _ table: inout ConnectionTable, port: UInt16, sequence: UInt32, _ flags: TCPSegment.Flags = [],
    payload: [UInt8] = []
  ) throws {
    let packet = PacketBuilder.ipv4(
      PacketBuilder.tcp(
        from: port, sequence: sequence, acknowledgement: flags.contains(.syn) ? nil : 1, flags, payload: payload))
    try packet.withUnsafeBytes { bytes in
      let frame = try #require(LinkLayer.rawIP.packet(in: PacketBytes(bytes), length: bytes.count))
      let network = try #require(NetworkPacket(frame))
      let segment = try #require(TCPSegment(network.payload, missing: 0))
      table.accept(segment, of: network, at: PacketTime(nanoseconds: 0))
    }
  }

  @Test(
    "holds no more for all connections together than its limit, in segments of any size",
    arguments: [(20, 8000, 4), (20, 1, 500)])
  func limit(connections: UInt16, size: Int, segments: UInt32) throws {
    let maximum = 1 << 17
    var table = ConnectionTable(ports: [25], maximumHeld: maximum)
    var highest = 0
    let payload = [UInt8](repeating: 0x41, count: size)
    for port in 1000..<(1000 + connections) {
      try accept(&table, port: port, sequence: 0, .syn)
      for index in 0..<segments {
        // The first byte is missing.
        try accept(&table, port: port, sequence: 2 + index * UInt32(size), payload: payload)
        highest = max(highest, table.held)
        try #require(table.held <= maximum)
      }
    }
    #expect(highest > maximum / 2)
    let record = table.finish()
    #expect(record.connections.count == Int(connections))
    #expect(table.held == 0)
  }
}
