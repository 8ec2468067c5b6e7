import TestSupport
import Testing
import Foundation

/// A pcap file whose packets can be dropped, doubled and put in another order.
struct RewrittenCapture {
  enum Change: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// One packet in twelve is missing.
    case dropped
    /// One in three is there twice, the second time a little later.
    case doubled
    /// Each stands up to eight places from where it was.
    case jumbled
    /// All at once, and in any order.
    case shuffled
    case dropsDoublesAndJumbles

    var testDescription: String { rawValue }
  }

  struct NotPcap: Error {}

  private let header: Data
  private let packets: [Data]

  /// Reads a file in the format pcap, of this machine's byte order.
  init(file: String) throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    guard bytes.count >= 24 else { throw NotPcap() }
    header = bytes.prefix(24)
    var packets: [Data] = []
    var offset = 24
    while offset + 16 <= bytes.count {
      let length = bytes[(offset + 8)..<(offset + 12)].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard offset + 16 + length <= bytes.count else { throw NotPcap() }
      packets.append(bytes[offset..<(offset + 16 + length)])
      offset += 16 + length
    }
    self.packets = packets
  }

  var count: Int { packets.count }

  /// Writes a changed copy.
  func write(_ change: Change, seed: UInt64, to file: String) throws {
    var generator = SeededGenerator(seed: seed)
    try Data((header + changed(change, &generator).joined())).write(to: URL(fileURLWithPath: file))
  }

  private func changed(_ change: Change, _ generator: inout SeededGenerator) -> [Data] {
    switch change {
    case .dropped: dropping(packets, &generator)
    case .doubled: doubling(packets, &generator)
    case .jumbled: jumbling(packets, &generator)
    case .shuffled: doubling(packets, &generator).shuffled(using: &generator)
    case .dropsDoublesAndJumbles: jumbling(doubling(dropping(packets, &generator), &generator), &generator)
    }
  }

  private func dropping(_ packets: [Data], _ generator: inout SeededGenerator) -> [Data] {
    packets.filter { _ in Int.random(in: 0..<12, using: &generator) > 0 }
  }

  private func doubling(_ packets: [Data], _ generator: inout SeededGenerator) -> [Data] {
    var placed = packets.enumerated().map { (place: $0.offset, packet: $0.element) }
    for (offset, packet) in packets.enumerated() where Int.random(in: 0..<3, using: &generator) == 0 {
      placed.append((offset + Int.random(in: 0...5, using: &generator), packet))
    }
    return placed.sorted { $0.place < $1.place }.map(\.packet)
  }

  private func jumbling(_ packets: [Data], _ generator: inout SeededGenerator) -> [Data] {
    packets.enumerated().map { (place: $0.offset + Int.random(in: 0...8, using: &generator), packet: $0.element) }
      .sorted { $0.place < $1.place }.map(\.packet)
  }
}
