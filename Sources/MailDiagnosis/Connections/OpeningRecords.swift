import NIOCore

/// The first bytes of one side's TLS, as many as its hello has.
struct OpeningRecords: Sendable {
  /// A hello of today has no more than a few thousand bytes, with post-quantum key shares.
  private static let limit = 16 * 1024
  private var bytes: [UInt8] = []

  mutating func append(_ buffer: ByteBuffer) {
    guard bytes.count < Self.limit, end == nil else { return }
    bytes += buffer.readableBytesView.prefix(Self.limit - bytes.count)
  }

  /// The records up to the end of the first handshake message, or as much as came of them.
  var hello: [UInt8] {
    Array(bytes.prefix(end ?? bytes.count))
  }

  /// Where the first handshake message ends, if it has.
  private var end: Int? {
    var header: [UInt8] = []
    var known = 0
    var position = 0
    while position + 5 <= bytes.count, bytes[position] == 0x16 {
      let length = Int(bytes[position + 3]) << 8 | Int(bytes[position + 4])
      let body = bytes[(position + 5)..<min(bytes.count, position + 5 + length)]
      header += body.prefix(4 - header.count)
      if header.count == 4 {
        let needed = 4 + Int(header[1]) << 16 + Int(header[2]) << 8 + Int(header[3])
        if known + body.count >= needed { return position + 5 + needed - known }
      }
      known += body.count
      position += 5 + length
    }
    return nil
  }
}
