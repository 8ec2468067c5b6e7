import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("Fragments")
struct FragmentTests {
  private static let payload = (0..<200).map { UInt8($0) }

  private struct Assembler {
    var assembler = FragmentAssembler()

    mutating func add(_ packet: [UInt8], at seconds: Int = 0, length: Int? = nil) -> [UInt8]? {
      packet.withUnsafeBytes { bytes in
        guard let packet = LinkLayer.rawIP.packet(in: PacketBytes(bytes), length: length ?? bytes.count),
          let packet = NetworkPacket(packet), let fragment = packet.fragment
        else { return nil }
        return assembler.add(packet, fragment, at: PacketTime(seconds: seconds, nanoseconds: 0))
      }
    }
  }

  /// The payload in fragments of eight bytes at the least.
  private static func fragments(size: Int, isIPv6: Bool) -> [[UInt8]] {
    stride(from: 0, to: payload.count, by: size).map { offset in
      let part = Array(payload[offset..<min(payload.count, offset + size)])
      let more = offset + size < payload.count
      guard isIPv6 else { return PacketBuilder.ipv4(part, fragment: (offset, more)) }
      let header: [UInt8] = [6, 0] + PacketBuilder.bytes(UInt64(offset) | (more ? 1 : 0), width: 2) + [0, 0, 0, 9]
      return PacketBuilder.ipv6(part, next: 44, headers: header)
    }
  }

  @Test("make the packet in any order, once or twice", arguments: [8, 16, 104], [false, true])
  func anyOrder(size: Int, isIPv6: Bool) {
    for seed in 0..<50 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let fragments = Self.fragments(size: size, isIPv6: isIPv6)
      // The last of the shuffled ones is sent once, so that the packet is whole no earlier than then.
      var sent = fragments.shuffled(using: &generator)
      let last = sent.removeLast()
      sent += sent.filter { _ in Bool.random(using: &generator) }
      sent.shuffle(using: &generator)
      var assembler = Assembler()
      for fragment in sent { #expect(assembler.add(fragment) == nil) }
      #expect(assembler.add(last) == Self.payload)
      #expect(assembler.assembler.count == 0)
    }
  }

  @Test("that overlap leave the bytes that came first")
  func overlap() {
    var assembler = Assembler()
    let ones = [UInt8](repeating: 1, count: 16)
    let twos = [UInt8](repeating: 2, count: 32)
    #expect(assembler.add(PacketBuilder.ipv4(ones, fragment: (8, true))) == nil)
    #expect(assembler.add(PacketBuilder.ipv4(twos, fragment: (0, true))) == nil)
    let whole = assembler.add(PacketBuilder.ipv4([3, 3, 3], fragment: (32, false)))
    #expect(whole == Array(repeating: 2, count: 8) + ones + Array(repeating: 2, count: 8) + [3, 3, 3])
  }

  @Test("of different packets are kept apart")
  func apart() {
    var assembler = Assembler()
    let part = [UInt8](repeating: 1, count: 8)
    #expect(assembler.add(PacketBuilder.ipv4(part, identification: 1, fragment: (0, true))) == nil)
    #expect(assembler.add(PacketBuilder.ipv4([2], identification: 2, fragment: (8, false))) == nil)
    #expect(assembler.add(PacketBuilder.ipv4(part, source: 1, identification: 1, fragment: (8, false))) == nil)
    #expect(assembler.add(PacketBuilder.ipv4([3], identification: 1, fragment: (8, false))) == part + [3])
  }

  @Test("of which some come too late are forgotten")
  func timeOut() {
    let fragments = Self.fragments(size: 104, isIPv6: false)
    var assembler = Assembler()
    #expect(assembler.add(fragments[0], at: 100) == nil)
    #expect(assembler.add(fragments[1], at: 131) == nil)
    #expect(assembler.add(fragments[0], at: 132) == Self.payload)
  }

  @Test("that never become whole take no more room than is given them")
  func limits() {
    var assembler = Assembler()
    for number in 0..<2000 {
      let part = [UInt8](repeating: 1, count: 8)
      _ = assembler.add(PacketBuilder.ipv4(part, identification: UInt16(number), fragment: (0, true)), at: number / 100)
    }
    #expect(assembler.assembler.count == FragmentAssembler.maximumDatagrams)
  }

  @Test("that reach beyond the greatest packet, contradict each other or were cut make none")
  func impossible() {
    var assembler = Assembler()
    let part = [UInt8](repeating: 1, count: 16)
    #expect(assembler.add(PacketBuilder.ipv4(part, fragment: (65_528, true))) == nil)
    #expect(assembler.add(PacketBuilder.ipv4([1, 2, 3], fragment: (0, true))) == nil)
    #expect(assembler.add(PacketBuilder.ipv4(part, fragment: (16, false))) == nil)
    #expect(assembler.add(PacketBuilder.ipv4(part, fragment: (32, false))) == nil)
    #expect(assembler.assembler.count == 0)
    let cut = PacketBuilder.ipv4(part, fragment: (0, true))
    #expect(assembler.add(Array(cut.dropLast(8)), length: cut.count) == nil)
    #expect(assembler.add(PacketBuilder.ipv4([9], fragment: (16, false))) == nil)
    #expect(assembler.assembler.count == 1)
  }
}
