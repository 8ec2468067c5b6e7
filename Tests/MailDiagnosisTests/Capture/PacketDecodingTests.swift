import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("Packets")
struct PacketDecodingTests {
  private typealias Build = PacketBuilder
  private static let text = Array("EHLO client\r\n".utf8)
  private static let segment = Build.tcp(sequence: 77, acknowledgement: 5, payload: Self.text)

  struct Frame: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let layer: LinkLayer
    let bytes: [UInt8]
    var isIPv6 = false

    init(_ name: String, _ layer: LinkLayer, _ bytes: [UInt8], isIPv6: Bool = false) {
      testDescription = name
      self.layer = layer
      self.bytes = bytes
      self.isIPv6 = isIPv6
    }
  }

  static let frames: [Frame] = {
    let ip4 = Build.ipv4(segment)
    let ip6 = Build.ipv6(segment)
    // Hop-by-hop, routing, destination options, then TCP.
    let headers: [UInt8] = [43, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 6, 1] + Array(repeating: 0, count: 14)
    let authentication: [UInt8] = [6, 4] + Array(repeating: 0, count: 22)
    return [
      Frame("Ethernet", .ethernet, Build.ethernet(ip4)),
      Frame("Ethernet with IPv6", .ethernet, Build.ethernet(ip6), isIPv6: true),
      Frame("Ethernet with padding", .ethernet, Build.ethernet(ip4) + [0, 0, 0, 0, 0, 0]),
      Frame("802.1Q", .ethernet, Build.ethernet(ip4, tags: [0x8100])),
      Frame("802.1ad in 802.1Q", .ethernet, Build.ethernet(ip6, tags: [0x88A8, 0x8100]), isIPv6: true),
      Frame("QinQ of old", .ethernet, Build.ethernet(ip4, tags: [0x9100, 0x8100])),
      Frame("Linux cooked", .linuxCooked, Build.linuxCooked(ip4)),
      Frame("Linux cooked with a tag", .linuxCooked, Build.linuxCooked(ip4, tags: [0x8100])),
      Frame("Linux cooked 2", .linuxCooked2, Build.linuxCooked2(ip6), isIPv6: true),
      Frame("raw IPv4", .rawIP, ip4),
      Frame("raw IPv6", .rawIP, ip6, isIPv6: true),
      Frame("loopback, little-endian", .loopback, Build.loopback(ip4, family: 2, littleEndian: true)),
      Frame("loopback, big-endian", .loopback, Build.loopback(ip4, family: 2, littleEndian: false)),
      Frame("loopback of macOS", .loopback, Build.loopback(ip6, family: 30, littleEndian: true), isIPv6: true),
      Frame("loopback of OpenBSD", .loopback, Build.loopback(ip6, family: 24, littleEndian: false), isIPv6: true),
      Frame("IPv4 with options", .rawIP, Build.ipv4(segment, options: 12)),
      Frame(
        "TCP with options", .rawIP, Build.ipv4(Build.tcp(sequence: 77, acknowledgement: 5, options: 40, payload: text))),
      Frame("IPv4 of a card that segments", .rawIP, Build.ipv4(segment, total: 0)),
      Frame("IPv6 of a card that segments", .rawIP, Build.ipv6(segment, length: 0), isIPv6: true),
      Frame("IPv6 with extension headers", .rawIP, Build.ipv6(segment, next: 0, headers: headers), isIPv6: true),
      Frame("IPv6 with authentication", .rawIP, Build.ipv6(segment, next: 51, headers: authentication), isIPv6: true),
      Frame(
        "IPv6 with a fragment header, and whole", .rawIP,
        Build.ipv6(segment, next: 44, headers: [6, 0, 0, 0, 0, 0, 0, 9]), isIPv6: true),
    ]
  }()

  @Test("of every link layer give their segment", arguments: frames)
  func layers(frame: Frame) throws {
    let decoded = try #require(DecodedSegment(frame.bytes, frame.layer))
    #expect(decoded.source == (frame.isIPv6 ? "[2001:db8::1]:50000" : "192.0.2.1:50000"))
    #expect(decoded.destination == (frame.isIPv6 ? "[2001:db8::2]:25" : "192.0.2.2:25"))
    #expect(decoded.sequence == 77)
    #expect(decoded.payload == Self.text)
    #expect(decoded.missing == 0)
  }

  @Test("cut at any byte give what was captured and how much is missing, or nothing", arguments: frames)
  func cut(frame: Frame) throws {
    let header = frame.bytes.count - Self.text.count
    for count in 0..<frame.bytes.count {
      guard let decoded = DecodedSegment(Array(frame.bytes.prefix(count)), frame.layer, length: frame.bytes.count)
      else {
        #expect(count < header)
        continue
      }
      #expect(decoded.payload == Array(Self.text.prefix(decoded.payload.count)))
      #expect(decoded.payload.count + decoded.missing == Self.text.count, "cut at \(count)")
    }
  }

  @Test("of a link layer that are read as those of another never read outside", arguments: frames)
  func confused(frame: Frame) {
    for layer in LinkLayer.allCases {
      for start in 0..<frame.bytes.count { _ = DecodedSegment(Array(frame.bytes[start...]), layer) }
    }
  }

  @Test("of random bytes never read outside")
  func random() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<20_000 {
      var frame = Self.frames.randomElement(using: &generator).map(\.bytes) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        frame[Int.random(in: 0..<frame.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      for layer in LinkLayer.allCases {
        _ = DecodedSegment(frame, layer, length: Int.random(in: 0...2000, using: &generator))
      }
    }
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let frame: [UInt8]
  }

  @Test(
    "that carry no TCP give nothing",
    arguments: [
      Refused(testDescription: "ARP", frame: Build.ethernet(Build.ipv4(segment), type: 0x0806)),
      Refused(testDescription: "UDP", frame: Build.ethernet(Build.ipv4(segment, transport: 17))),
      Refused(testDescription: "IPv6 called IPv4", frame: Build.ethernet(Build.ipv6(segment), type: 0x0800)),
      Refused(testDescription: "a short IPv4 header", frame: Build.ethernet([0x44] + Build.ipv4(segment).dropFirst())),
      Refused(testDescription: "a short length", frame: Build.ethernet(Build.ipv4(segment, total: 19))),
      Refused(
        testDescription: "a short TCP header",
        frame: Build.ethernet(Build.ipv4(segment.prefix(12) + [0x40] + segment.dropFirst(13)))),
      Refused(
        testDescription: "tags without end",
        frame: Build.ethernet(Build.ipv4(segment), tags: .init(repeating: 0x8100, count: 9))),
    ])
  func refused(refused: Refused) {
    #expect(DecodedSegment(refused.frame, .ethernet) == nil)
  }

  @Test(
    "have addresses as RFC 5952 writes them",
    arguments: [
      (0x2001_0DB8_0000_0000, 1, "2001:db8::1"), (0, 0, "::"), (0, 1, "::1"),
      (0x2001_0DB8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
      (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
      (0x2001_0DB8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"), (0xFE80 << 48, 0, "fe80::"),
      (0, 0xFFFF_C000_0201, "192.0.2.1"),
    ] as [(UInt64, UInt64, String)])
  func addresses(high: UInt64, low: UInt64, text: String) {
    #expect(NetworkAddress(high: high, low: low).description == text)
  }
}
