import NIOCore

/// The first bytes of one side's TLS, as many as its hello has.
struct OpeningRecords: Sendable {
  /// A hello of today has no more than a few thousand bytes, with post-quantum key shares.
  private static let limit = 16 * 1024
  private var bytes: [UInt8] = []
  /// Where the next record begins: those before it are not looked at again, for a peer may send them byte by byte.
  private var position = 0
  /// How many bytes of the message stand in the records before that, and its type and length.
  private var known = 0
  private var header: [UInt8] = []
  /// Where the first handshake message ends, if it has.
  private var end: Int?

  mutating func append(_ buffer: ByteBuffer) {
    guard bytes.count < Self.limit, end == nil else { return }
    bytes += buffer.readableBytesView.prefix(Self.limit - bytes.count)
    findEnd()
  }

  /// The records up to the end of the first handshake message, or as much as came of them.
  var hello: [UInt8] {
    Array(bytes.prefix(end ?? bytes.count))
  }

  private mutating func findEnd() {
    while position + 5 <= bytes.count, bytes[position] == 0x16 {
      let length = Int(bytes[position + 3]) << 8 | Int(bytes[position + 4])
      let body = bytes[(position + 5)..<min(bytes.count, position + 5 + length)]
      let start = header + body.prefix(4 - header.count)
      if start.count == 4 {
        let needed = 4 + Int(start[1]) << 16 + Int(start[2]) << 8 + Int(start[3])
        if known + body.count >= needed {
          end = position + 5 + needed - known
          return
        }
      }
      guard body.count == length else { return }
      header = start
      known += length
      position += 5 + length
    }
  }
}
