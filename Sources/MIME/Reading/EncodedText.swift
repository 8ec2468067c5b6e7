/// Reads the value of a field of text, such as Subject, with its encoded words (RFC 2047, section 6).
///
/// Encoded words are found wherever they stand, with blanks inside too: mail has them without the blanks that should be around
/// them, and with some where none may be. The next "?" ends each piece of one, so that no text is gone through more than a few times.
struct EncodedText {
  private static let longestCharset = 64

  private enum Found {
    case word(EncodedWord.Run, end: Int)
    /// It has the form of an encoded word and is none.
    case broken(Defect.Kind, String)
    case none
  }

  private let bytes: [UInt8]
  private let offset: Int
  private var text = ""
  private var pending: EncodedWord.Run?
  private var defects = DefectList()

  /// The text of `value`, its controls made spaces; defects are at `offset`.
  static func decode(_ value: String, at offset: Int) -> Reading<String> {
    var reader = EncodedText(value, at: offset)
    return reader.decode()
  }

  /// Whether `text` has what an encoded word begins with.
  static func mayOccur(in text: String) -> Bool {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if previous == UInt8(ascii: "="), byte == UInt8(ascii: "?") { return true }
      previous = byte
    }
    return false
  }

  private init(_ value: String, at offset: Int) {
    bytes = Array(value.utf8)
    self.offset = offset
  }

  private mutating func decode() -> Reading<String> {
    var plainStart = 0
    var index = 0
    while let start = nextStart(from: index) {
      switch word(at: start) {
      case .word(let run, let end):
        add(plainStart..<start, before: run)
        plainStart = end
        index = end
      case .broken(let kind, let reason):
        defects.append(kind, at: offset, reason)
        index = start + 2
      case .none: index = start + 2
      }
    }
    flush()
    text += String(decoding: bytes[plainStart...], as: UTF8.self)
    guard text.firstControl != nil else { return Reading(text, defects.defects) }
    defects.append(.control, at: offset, "the text has control characters, which are read as spaces")
    return Reading(text.replacingControls, defects.defects)
  }

  private func nextStart(from index: Int) -> Int? {
    var index = index
    while index + 1 < bytes.count {
      if bytes[index] == UInt8(ascii: "="), bytes[index + 1] == UInt8(ascii: "?") { return index }
      index += 1
    }
    return nil
  }

  /// Blanks between two encoded words are no text.
  private mutating func add(_ plain: Range<Int>, before run: EncodedWord.Run) {
    let isGap = pending != nil && bytes[plain].allSatisfy(\.isBlank)
    if isGap, pending?.charset == run.charset {
      pending?.bytes += run.bytes
      return
    }
    flush()
    if !isGap { text += String(decoding: bytes[plain], as: UTF8.self) }
    pending = run
  }

  private mutating func flush() {
    guard let run = pending else { return }
    pending = nil
    let decoded = run.text(at: offset)
    defects.append(contentsOf: decoded.defects)
    text += decoded.value
  }

  private func word(at start: Int) -> Found {
    guard let charsetEnd = mark(from: start + 2), charsetEnd - start - 2 <= Self.longestCharset,
      charsetEnd > start + 2, charsetEnd + 2 < bytes.count, bytes[charsetEnd + 2] == UInt8(ascii: "?"),
      let textEnd = mark(from: charsetEnd + 3), textEnd + 1 < bytes.count, bytes[textEnd + 1] == UInt8(ascii: "=")
    else { return .none }
    let label = String(decoding: bytes[(start + 2)..<charsetEnd], as: UTF8.self)
    guard let charset = EncodedWord.charset(label) else {
      return .broken(.unknownCharset, "an encoded word is in the charset \(label.excerpt), which is not known")
    }
    let content = bytes[(charsetEnd + 3)..<textEnd]
    switch bytes[charsetEnd + 1] {
    case UInt8(ascii: "q"), UInt8(ascii: "Q"):
      guard let decoded = EncodedWord.decodedQ(content) else {
        return .broken(.malformedEncodedWord, "an encoded word has an equals sign that begins no escape")
      }
      return .word(EncodedWord.Run(charset: charset, bytes: decoded), end: textEnd + 2)
    case UInt8(ascii: "b"), UInt8(ascii: "B"):
      // Padding is missing often enough; characters of another alphabet mean that it is none.
      let decoded = Base64Reader.decode(content)
      guard decoded.defects.allSatisfy({ $0.offset == content.endIndex }) else {
        return .broken(.malformedEncodedWord, "an encoded word has characters that are no base64")
      }
      return .word(EncodedWord.Run(charset: charset, bytes: decoded.value), end: textEnd + 2)
    default: return .none
    }
  }

  /// The next "?".
  private func mark(from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { $0.firstIndex(of: UInt8(ascii: "?"), from: start) }
  }
}

extension String {
  /// This text with a space for each control other than a tab.
  var replacingControls: String {
    var cleaned = String.UnicodeScalarView()
    for scalar in unicodeScalars { cleaned.append(scalar.isControl && scalar != "\t" ? " " : scalar) }
    return String(cleaned)
  }
}
