/// A charset that text in mail may be in.
enum Charset: Sendable, Hashable {
  case ascii
  case utf8
  /// ISO-8859-1, whose C1 controls are letters of windows-1252 whenever they occur in mail.
  case latin1
  case windows1252
  case utf16(isBigEndian: Bool?)
  case utf32(isBigEndian: Bool?)
  /// One that the system's library converts, under the names to try there.
  case system([String])

  /// Decodes `bytes`. What means nothing becomes U+FFFD and one defect at `offset`.
  func decode(_ bytes: ArraySlice<UInt8>, at offset: Int) -> Reading<String> {
    let (text, problem) = decode(bytes)
    return Reading(text, problem.map { [Defect($0.kind, at: offset, $0.reason)] } ?? [])
  }

  /// `bytes` as UTF-8, or as windows-1252 if they are not UTF-8.
  static func utf8OrWindows(_ bytes: ArraySlice<UInt8>) -> (text: String, isUTF8: Bool) {
    if let text = String(validating: bytes, as: UTF8.self) { return (text, true) }
    return (Windows1252.decode(bytes), false)
  }
}

extension Charset {
  private struct Problem {
    let kind: Defect.Kind
    let reason: String

    static let invalid = Problem(kind: .invalidText, reason: "the text has bytes that mean nothing in its charset")
  }

  private func decode(_ bytes: ArraySlice<UInt8>) -> (String, Problem?) {
    switch self {
    case .utf8:
      if let text = String(validating: bytes, as: UTF8.self) { return (text, nil) }
      return (String(decoding: bytes, as: UTF8.self), .invalid)
    case .ascii:
      let (text, isUTF8) = Self.utf8OrWindows(bytes)
      guard bytes.contains(where: { $0 > 0x7F }) else { return (text, nil) }
      let found = isUTF8 ? "UTF-8" : "windows-1252"
      return (text, Problem(kind: .wrongCharset, reason: "the text is called US-ASCII and read as \(found)"))
    case .latin1:
      let isWindows = bytes.contains { (0x80...0x9F).contains($0) }
      let problem = Problem(kind: .wrongCharset, reason: "the text is called ISO-8859-1 and read as windows-1252")
      return (Windows1252.decode(bytes), isWindows ? problem : nil)
    case .windows1252: return (Windows1252.decode(bytes), nil)
    case .utf16(let isBigEndian): return Self.flagged(WideText.utf16(bytes, isBigEndian: isBigEndian))
    case .utf32(let isBigEndian): return Self.flagged(WideText.utf32(bytes, isBigEndian: isBigEndian))
    case .system(let names):
      guard let converted = SystemConverter.decode(bytes, from: names) else {
        let problem = Problem(
          kind: .unknownCharset, reason: "this system does not convert \(names.joined(separator: " or "))")
        return (Self.utf8OrWindows(bytes).text, problem)
      }
      return Self.flagged(converted)
    }
  }

  private static func flagged(_ converted: (text: String, isValid: Bool)) -> (String, Problem?) {
    (converted.text, converted.isValid ? nil : .invalid)
  }
}
