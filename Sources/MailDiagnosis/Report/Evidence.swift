/// What a finding rests on.
public enum Evidence: Sendable, Hashable {
  /// A line that was seen, and where: a reply, a header field, a row of a table.
  case text(label: String, String)
  /// Bytes that were seen, with what they mean.
  case bytes(AnnotatedBytes)
}

extension Evidence: Encodable {
  private enum CodingKeys: String, CodingKey {
    case label, text, bytes
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .text(let label, let text):
      try container.encode(label, forKey: .label)
      try container.encode(text, forKey: .text)
    case .bytes(let bytes):
      try container.encode(bytes.label, forKey: .label)
      try container.encode(bytes, forKey: .bytes)
    }
  }
}
