import Foundation
import NIOCore
import TLSWire
import TestSupport

@testable import MailDiagnosis

/// Makes capture files.
struct CaptureBuilder {
  /// How the header of a pcap file is written.
  struct Format: Hashable {
    var littleEndian = true
    var nanoseconds = false
    var linkType: UInt32 = 1
    var snapshotLength = 262_144
  }

  /// 2026-01-02T03:04:05Z.
  static let epoch = 1_767_323_045

  let format: Format
  private(set) var bytes: [UInt8] = []
  private var frames = 0

  init(_ format: Format = Format()) {
    self.format = format
    let fractions: UInt64 = format.nanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4
    bytes = number(fractions, 4) + number(2, 2) + number(4, 2)
    bytes += number(0, 8) + number(UInt64(format.snapshotLength), 4) + number(UInt64(format.linkType), 4)
  }

  private func number(_ value: UInt64, _ width: Int) -> [UInt8] {
    let bytes = PacketBuilder.bytes(value, width: width)
    return format.littleEndian ? bytes.reversed() : bytes
  }

  /// Adds a frame, 1 ms after the one before it.
  mutating func add(_ frame: [UInt8]) {
    let captured = frame.prefix(format.snapshotLength)
    let fraction = frames % 1000 * (format.nanoseconds ? 1_000_000 : 1000)
    bytes += number(UInt64(Self.epoch + frames / 1000), 4) + number(UInt64(fraction), 4)
    bytes += number(UInt64(captured.count), 4) + number(UInt64(frame.count), 4) + captured
    frames += 1
  }

  /// Adds a whole connection.
  mutating func add(
    _ turns: [TCPConversation.Turn], clientPort: UInt16 = 50_000, serverPort: UInt16,
    sizes: ClosedRange<Int> = 1460...1460,
    seed: UInt64 = 1, change: ([TCPConversation.Segment]) -> [TCPConversation.Segment] = { $0 },
    wrap: ([UInt8]) -> [UInt8] = { PacketBuilder.ethernet($0) }
  ) {
    var generator = SeededGenerator(seed: seed)
    let initial = (
      UInt32.random(in: 0...UInt32.max, using: &generator), UInt32.random(in: 0...UInt32.max, using: &generator)
    )
    let conversation = TCPConversation(turns, sizes: sizes, initial: initial, using: &generator)
    for segment in change(conversation.segments) {
      add(wrap(Self.packet(segment, clientPort: clientPort, serverPort: serverPort)))
    }
  }

  static func packet(_ segment: TCPConversation.Segment, clientPort: UInt16, serverPort: UInt16) -> [UInt8] {
    let isClient = segment.from == .client
    let segment = PacketBuilder.tcp(
      from: isClient ? clientPort : serverPort, to: isClient ? serverPort : clientPort, sequence: segment.sequence,
      acknowledgement: segment.acknowledgement, segment.flags, payload: segment.bytes)
    return PacketBuilder.ipv4(
      segment, source: isClient ? 0xC000_0201 : 0xC000_0202, destination: isClient ? 0xC000_0202 : 0xC000_0201)
  }

  /// Reads what has been made.
  func read(ports: Set<UInt16> = [], prefix: Int = .max) async throws -> Capture {
    try await TemporaryFile.with(Array(bytes.prefix(prefix))) { path in
      try await Capture.read(.file(path), ports: ports)
    }
  }
}

extension TCPConversation.Turn {
  static func turns(_ pieces: [Recording.Piece]) -> [TCPConversation.Turn] {
    pieces.map { TCPConversation.Turn(from: $0.from, bytes: Array($0.bytes.readableBytesView)) }
  }
}

/// A file that exists while a closure runs.
enum TemporaryFile {
  static func with<Result>(_ bytes: [UInt8], _ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sealpost-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }
}
