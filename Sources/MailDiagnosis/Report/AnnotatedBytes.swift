/// Bytes as they crossed the wire, with names for the parts of them.
public struct AnnotatedBytes: Sendable, Hashable {
  /// A named part.
  public struct Mark: Sendable, Hashable {
    /// Which bytes, counted from the first of ``AnnotatedBytes/bytes``. Never empty.
    public let range: Range<Int>
    /// The field's name in its specification, such as `supported_versions`.
    public let name: String
    /// What the bytes say, such as `TLSv1.3, TLSv1.2`.
    public let value: String
    /// Whether these bytes decide what the finding says.
    public let isDecisive: Bool

    public init(_ range: Range<Int>, _ name: String, _ value: String, isDecisive: Bool = false) {
      self.range = range
      self.name = name
      self.value = value
      self.isDecisive = isDecisive
    }
  }

  /// What these bytes are, such as `ClientHello, sent by 127.0.0.1:50000`.
  public let label: String
  public let bytes: [UInt8]
  /// In the order of their first byte; they do not overlap.
  public let marks: [Mark]

  public init(label: String, bytes: [UInt8], marks: [Mark]) {
    self.label = label
    self.bytes = bytes
    self.marks = marks
  }
}

extension AnnotatedBytes: Encodable {
  private enum CodingKeys: String, CodingKey {
    case hex, marks
  }

  private struct EncodedMark: Encodable {
    let offset: Int
    let length: Int
    let name: String
    let value: String
    let decisive: Bool
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(bytes.hexadecimal, forKey: .hex)
    try container.encode(
      marks.map {
        EncodedMark(
          offset: $0.range.lowerBound, length: $0.range.count, name: $0.name, value: $0.value, decisive: $0.isDecisive)
      }, forKey: .marks)
  }
}

extension Sequence<UInt8> {
  /// Two lower-case digits a byte.
  var hexadecimal: String {
    var text = ""
    for byte in self {
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }
}
