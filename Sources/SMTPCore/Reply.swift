public import NIOCore

/// A server's reply (RFC 5321 section 4.2): a code of three digits, an enhanced status code where there is one, and text.
public struct Reply: Sendable, Hashable {
  /// What the first digit of the code says (RFC 5321 section 4.2.1).
  public enum Severity: Sendable, Hashable {
    case positiveCompletion
    case positiveIntermediate
    case transientNegative
    case permanentNegative
  }

  /// 200 to 599.
  public let code: Int
  /// The enhanced status code (RFC 2034), where the text begins with one whose class fits the code.
  public let enhanced: EnhancedStatusCode?
  /// The lines of text, without code and enhanced status code. At least one, possibly empty.
  public let lines: [String]

  /// A reply to be sent. Line breaks and other controls within a line become spaces, so that one line stays one line.
  public init(_ code: Int, _ enhanced: EnhancedStatusCode? = nil, lines: [String]) {
    self.code = code
    self.enhanced = enhanced
    self.lines = lines.isEmpty ? [""] : lines.map(Self.printable)
  }

  /// A reply of one line, such as `Reply(421, "4.7.66", "TLS 1.0 and 1.1 are not supported.")`. An enhanced status code
  /// that is none is left out.
  public init(_ code: Int, _ enhanced: String, _ text: String) {
    self.init(code, EnhancedStatusCode(enhanced), lines: [text])
  }

  /// A reply of one line without an enhanced status code.
  public init(_ code: Int, _ text: String) {
    self.init(code, nil, lines: [text])
  }

  /// The lines joined by a space.
  public var text: String { lines.joined(separator: " ") }

  public var severity: Severity {
    switch code {
    case ..<300: .positiveCompletion
    case ..<400: .positiveIntermediate
    case ..<500: .transientNegative
    default: .permanentNegative
    }
  }

  public var isPositive: Bool { code < 400 }
  /// The same command may succeed later (RFC 5321 section 4.2.1, 4yz).
  public var isTransient: Bool { severity == .transientNegative }

  /// The text with a space for each control character and line separator, which would let a server write to the terminal or
  /// the log of whoever reads it.
  public static func printable(_ text: String) -> String {
    let isPlain = text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
    guard isPlain != true, text.unicodeScalars.contains(where: \.isControlOrSeparator) else { return text }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text.unicodeScalars.map { $0.isControlOrSeparator ? " " : $0 })
    return String(scalars)
  }
}

extension Unicode.Scalar {
  /// C0 and C1 controls, DEL, and the line and paragraph separators.
  var isControlOrSeparator: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
  }
}

extension Reply {
  /// Writes the reply as it goes on the wire, the enhanced status code on every line (RFC 2034 section 4).
  public func encode(into buffer: inout ByteBuffer) {
    for (index, line) in lines.enumerated() {
      let separator = index == lines.count - 1 ? " " : "-"
      let status = enhanced.map { "\($0) " } ?? ""
      buffer.writeString("\(code)\(separator)\(status)\(line)\r\n")
    }
  }
}

extension Reply: CustomStringConvertible {
  /// The reply on one line, such as `421 4.7.66 TLS 1.0 and 1.1 are not supported.`
  public var description: String {
    ["\(code)", enhanced?.description, text.isEmpty ? nil : text].compactMap(\.self).joined(separator: " ")
  }
}

extension Reply: Codable {
  private enum CodingKeys: String, CodingKey {
    case code, enhanced, text
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(Int.self, forKey: .code),
      try container.decodeIfPresent(EnhancedStatusCode.self, forKey: .enhanced),
      lines: [try container.decode(String.self, forKey: .text)])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(enhanced, forKey: .enhanced)
    try container.encode(text, forKey: .text)
  }
}
