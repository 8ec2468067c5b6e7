package import NIOCore

/// The vectors of TLS: a length of one to three bytes, then that many bytes (RFC 8446, section 3.4).
extension ByteBuffer {
  /// Reads a vector as a slice; `nil` when the buffer ends before it does. What was read then is of no use.
  package mutating func readVector(lengthBytes: Int) -> ByteBuffer? {
    var length = 0
    for _ in 0..<lengthBytes {
      guard let byte = readInteger(as: UInt8.self) else { return nil }
      length = length << 8 | Int(byte)
    }
    return readSlice(length: length)
  }

  /// Reads everything that is left as 16-bit codes; `nil` for an odd number of bytes.
  package mutating func readCodes() -> [UInt16]? {
    guard readableBytes.isMultiple(of: 2) else { return nil }
    var codes: [UInt16] = []
    codes.reserveCapacity(readableBytes / 2)
    while let code = readInteger(as: UInt16.self) {
      codes.append(code)
    }
    return codes
  }

  /// Writes a vector, its length first. The caller sees to it that the length fits.
  mutating func writeVector(lengthBytes: Int, _ write: (inout ByteBuffer) -> Void) {
    var body = ByteBuffer()
    write(&body)
    for shift in (0..<lengthBytes).reversed() {
      writeInteger(UInt8(truncatingIfNeeded: body.readableBytes >> (8 * shift)))
    }
    writeImmutableBuffer(body)
  }

  mutating func writeCodes(_ codes: some Sequence<UInt16>) {
    for code in codes {
      writeInteger(code)
    }
  }
}
