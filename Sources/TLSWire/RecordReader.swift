import NIOCore

/// What a record carries (RFC 8446, section 5.1; RFC 6520, section 3).
package enum ContentType: UInt8, Sendable {
  case changeCipherSpec = 20
  case alert = 21
  case handshake = 22
  case applicationData = 23
  case heartbeat = 24
}

/// Cuts one direction of a connection into the bodies of its records.
///
/// A body is given out as it comes in, in slices of what was read: nothing is collected but the five bytes of a
/// header.
struct RecordReader: Sendable {
  struct Fragment {
    let type: ContentType
    let version: TLSVersion
    /// Never empty, but for a record of application data that is.
    let bytes: ByteBuffer
    /// How many bytes the whole record has.
    let recordLength: Int
    /// Whether these are the record's first bytes.
    let isFirst: Bool
  }

  private enum State {
    /// A header, of which so many bytes have been read.
    case header(UInt64, count: Int)
    /// A body, of which so many bytes are still to come.
    case body(ContentType, TLSVersion, length: Int, missing: Int)
  }

  /// RFC 8446, section 5.1.
  private static let maximumPlaintext = 1 << 14
  /// RFC 5246, section 6.2.3.
  private static let maximumCiphertext = 1 << 14 + 2048

  private var state = State.header(0, count: 0)
  private var isFirst = true

  /// The next piece of a record; `nil` when the bytes are used up.
  mutating func next(_ bytes: inout ByteBuffer) throws(TLSWireError) -> Fragment? {
    while true {
      switch state {
      case .header(var header, var count):
        let read = (bytes, hasEarlierByte: count == 1)
        while count < 5, let byte = bytes.readInteger(as: UInt8.self) {
          header = header << 8 | UInt64(byte)
          count += 1
          try checkFirst(header, count: count, read: read)
        }
        guard count == 5 else {
          state = .header(header, count: count)
          return nil
        }
        let (type, version, length) = try Self.parse(header)
        isFirst = false
        guard length > 0 else {
          state = .header(0, count: 0)
          return Fragment(type: type, version: version, bytes: ByteBuffer(), recordLength: 0, isFirst: true)
        }
        state = .body(type, version, length: length, missing: length)

      case .body(let type, let version, let length, let missing):
        guard let slice = bytes.readSlice(length: min(missing, bytes.readableBytes)), slice.readableBytes > 0 else {
          return nil
        }
        let rest = missing - slice.readableBytes
        state = rest > 0 ? .body(type, version, length: length, missing: rest) : .header(0, count: 0)
        return Fragment(type: type, version: version, bytes: slice, recordLength: length, isFirst: missing == length)
      }
    }
  }

  private static func parse(_ header: UInt64) throws(TLSWireError) -> (ContentType, TLSVersion, Int) {
    let version = UInt16(truncatingIfNeeded: header >> 16)
    let length = Int(header & 0xFFFF)
    guard let type = ContentType(rawValue: UInt8(truncatingIfNeeded: header >> 32)), version >> 8 == 3 else {
      throw .malformed("what should be a record's header is none")
    }
    guard length > 0 || type == .applicationData else { throw .malformed("an empty record") }
    guard length <= (type == .applicationData ? maximumCiphertext : maximumPlaintext) else {
      throw .limitExceeded("a record of \(length) bytes")
    }
    return (type, TLSVersion(rawValue: version), length)
  }

  /// A side that does not speak TLS is found out by its first byte, or by the second if the first can deceive.
  private func checkFirst(
    _ header: UInt64, count: Int, read: (bytes: ByteBuffer, hasEarlierByte: Bool)
  ) throws(TLSWireError) {
    guard isFirst, count <= 2 else { return }
    let isPossible =
      count == 1 ? ContentType(rawValue: UInt8(truncatingIfNeeded: header)) != nil : header & 0xFF == 3
    guard isPossible else {
      let earlier = read.hasEarlierByte ? [UInt8(truncatingIfNeeded: header >> 8)] : []
      throw .notTLS(firstBytes: earlier + Array(read.bytes.readableBytesView.prefix(64)))
    }
  }
}
