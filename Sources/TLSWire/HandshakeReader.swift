import NIOCore

/// The types of handshake messages that matter before the encryption begins (RFC 8446, section 4; RFC 5246, 7.4).
package struct HandshakeType: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  static let helloRequest = HandshakeType(rawValue: 0)
  package static let clientHello = HandshakeType(rawValue: 1)
  package static let serverHello = HandshakeType(rawValue: 2)
  static let newSessionTicket = HandshakeType(rawValue: 4)
  static let certificate = HandshakeType(rawValue: 11)
  static let serverKeyExchange = HandshakeType(rawValue: 12)
  static let certificateRequest = HandshakeType(rawValue: 13)
  static let serverHelloDone = HandshakeType(rawValue: 14)
  static let certificateStatus = HandshakeType(rawValue: 22)
  static let supplementalData = HandshakeType(rawValue: 23)

  /// Whether the message is kept; of the others, however long, only the type is.
  func isRead(withCertificates: Bool) -> Bool {
    switch self {
    case .clientHello, .serverHello, .serverKeyExchange: true
    case .certificate: withCertificates
    default: false
    }
  }

  package var description: String {
    switch self {
    case .helloRequest: "HelloRequest"
    case .clientHello: "ClientHello"
    case .serverHello: "ServerHello"
    case .newSessionTicket: "NewSessionTicket"
    case .certificate: "Certificate"
    case .serverKeyExchange: "ServerKeyExchange"
    case .certificateRequest: "CertificateRequest"
    case .serverHelloDone: "ServerHelloDone"
    case .certificateStatus: "CertificateStatus"
    case .supplementalData: "SupplementalData"
    default: "a handshake message of type \(rawValue)"
    }
  }
}

/// Puts handshake messages together that are spread over records and reads.
///
/// A message that is whole in what was read is a slice of it; only one that is not is collected, and only of those
/// types that are read.
struct HandshakeReader: Sendable {
  struct Message {
    let type: HandshakeType
    /// Empty for a message that is not kept.
    let body: ByteBuffer
  }

  private enum State {
    /// Type and length, of which so many bytes have been read.
    case header(UInt32, count: Int)
    case collecting(HandshakeType, ByteBuffer, missing: Int)
    case skipping(HandshakeType, missing: Int)
  }

  static let maximumLength = 128 * 1024

  private let readsCertificates: Bool
  private var state = State.header(0, count: 0)

  init(readsCertificates: Bool = false) {
    self.readsCertificates = readsCertificates
  }

  /// Whether a message has begun and not ended.
  var isInsideMessage: Bool {
    if case .header(_, count: 0) = state { false } else { true }
  }

  /// The next message that is complete; `nil` when the bytes are used up.
  mutating func next(_ bytes: inout ByteBuffer) throws(TLSWireError) -> Message? {
    while true {
      switch state {
      case .header(var header, var count):
        while count < 4, let byte = bytes.readInteger(as: UInt8.self) {
          header = header << 8 | UInt32(byte)
          count += 1
        }
        guard count == 4 else {
          state = .header(header, count: count)
          return nil
        }
        let type = HandshakeType(rawValue: UInt8(truncatingIfNeeded: header >> 24))
        let length = Int(header & 0xFF_FFFF)
        guard length <= Self.maximumLength else { throw .limitExceeded("\(type) of \(length) bytes") }
        let isRead = type.isRead(withCertificates: readsCertificates)
        if isRead, let body = bytes.readSlice(length: length) {
          state = .header(0, count: 0)
          return Message(type: type, body: body)
        }
        state = isRead ? .collecting(type, ByteBuffer(), missing: length) : .skipping(type, missing: length)

      case .collecting(let type, var body, let missing):
        // Without this the buffer would have a second owner, and every piece would copy all those before it.
        state = .header(0, count: 0)
        guard var piece = bytes.readSlice(length: min(missing, bytes.readableBytes)) else { return nil }
        let rest = missing - piece.readableBytes
        body.writeBuffer(&piece)
        guard rest == 0 else {
          state = .collecting(type, body, missing: rest)
          return nil
        }
        return Message(type: type, body: body)

      case .skipping(let type, let missing):
        let count = min(missing, bytes.readableBytes)
        bytes.moveReaderIndex(forwardBy: count)
        guard count == missing else {
          state = .skipping(type, missing: missing - count)
          return nil
        }
        state = .header(0, count: 0)
        return Message(type: type, body: ByteBuffer())
      }
    }
  }
}
