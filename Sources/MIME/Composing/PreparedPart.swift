/// A part whose encoding and header are settled.
struct PreparedPart {
  /// An indirection, for a part may hold a message, which is one.
  final class Enclosed {
    let value: PreparedPart

    init(_ value: PreparedPart) {
      self.value = value
    }
  }

  enum Content {
    case bytes([UInt8])
    case segment(MessageStream.Segment)
    case enclosed(Enclosed)
    case parts([PreparedPart], boundary: String)
  }

  /// The fields, without the empty line after them.
  var header: [UInt8]
  let content: Content
  /// What its bytes are: 7bit, 8bit or binary.
  let domain: TransferEncoding
  /// Whether its last line end is that of a delimiter line which follows, and no part of its content.
  let endsWithLine: Bool
}

extension TransferEncoding {
  /// What the encoded bytes are: 7bit, 8bit or binary (RFC 2045, section 6.2).
  var domain: TransferEncoding { isIdentity ? self : .sevenBit }

  /// What a server must offer for bytes of this domain.
  var needs: TransportNeeds {
    switch self {
    case .binary: .binaryBody
    case .eightBit: .eightBitBody
    case .sevenBit, .quotedPrintable, .base64: []
    }
  }

  /// The wider of two domains.
  func union(_ other: TransferEncoding) -> TransferEncoding {
    [.binary, .eightBit].first { self == $0 || other == $0 } ?? .sevenBit
  }
}
