import Foundation

/// A pcap file that is being written.
struct CaptureFile {
  private static let blockSize = 1 << 20

  private(set) var size = 0
  private(set) var frames = 0
  private let handle: FileHandle
  private var block: [UInt8] = []

  init(_ path: String) throws {
    FileManager.default.createFile(atPath: path, contents: nil)
    handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    for word in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 262_144, 1] as [UInt32] { append(word) }
    size = block.count
  }

  /// Writes a frame, 20 microseconds after the one before it.
  mutating func write(_ frame: [UInt8]) throws {
    append(UInt32(1_767_323_045 + frames / 50_000))
    append(UInt32(frames % 50_000 * 20))
    append(UInt32(frame.count))
    append(UInt32(frame.count))
    block += frame
    frames += 1
    size += 16 + frame.count
    if block.count >= Self.blockSize { try finish() }
  }

  mutating func finish() throws {
    try handle.write(contentsOf: Data(block))
    block.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ word: UInt32) {
    withUnsafeBytes(of: word.littleEndian) { block += $0 }
  }
}
