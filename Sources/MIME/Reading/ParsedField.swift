/// One field of a header that was read, as a piece of the message.
public struct ParsedField: Sendable, Hashable {
  /// The field as it stands in the message, with its line ends.
  public let bytes: ArraySlice<UInt8>

  private let nameEnd: Int
  private let valueStart: Int

  /// - Parameters:
  ///   - nameEnd: where the name ends.
  ///   - valueStart: the place after the colon.
  init(bytes: ArraySlice<UInt8>, nameEnd: Int, valueStart: Int) {
    self.bytes = bytes
    self.nameEnd = nameEnd
    self.valueStart = valueStart
  }

  /// The name as it stands; compare names without regard to case.
  public var name: String { String(decoding: bytes[..<nameEnd], as: UTF8.self) }

  /// Where the field begins, in bytes from the beginning of the message.
  public var offset: Int { bytes.startIndex }

  /// All that stands after the colon, with its folding and its line end.
  public var rawValue: ArraySlice<UInt8> { bytes[valueStart...] }

  /// The value without folding and without the blanks around it; encoded words are as they stand. Bytes above 127 are read
  /// as UTF-8, or as windows-1252 where they are not. Controls are left as well, a NUL or a lone CR too: ``text`` has none.
  public var value: String { unfolded.value }

  /// The value as text: unfolded, its encoded words decoded (RFC 2047), its controls made spaces.
  ///
  /// This is for fields of text, such as Subject. A field with a structure, such as From, is to be read by that first.
  public var text: Reading<String> {
    let unfolded = unfolded
    let decoded = EncodedText.decode(unfolded.value, at: offset)
    return Reading(decoded.value, unfolded.defects + decoded.defects)
  }

  /// Whether this is the field `name`, in any case.
  public func isNamed(_ name: String) -> Bool {
    let name = name.utf8
    return name.count == nameEnd - bytes.startIndex
      && zip(bytes[..<nameEnd], name).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
  }

  /// The value without folding, and what was wrong with its bytes.
  var unfolded: Reading<String> {
    let raw = rawValue
    var unfolded: [UInt8] = []
    unfolded.reserveCapacity(raw.count)
    for index in raw.indices {
      let byte = raw[index]
      guard byte == .carriageReturn || byte == .lineFeed else {
        unfolded.append(byte)
        continue
      }
      // A line end is followed by a blank or by the end here; a CR that is neither must not glue two words together.
      let next = index + 1 < raw.endIndex ? raw[index + 1] : .lineFeed
      if !next.isBlank, next != .lineFeed, next != .carriageReturn { unfolded.append(.space) }
    }
    let (text, isUTF8) = Charset.utf8OrWindows(unfolded[...])
    let defects =
      isUTF8 ? [] : [Defect(.eightBitHeader, at: offset, "the field \(name.excerpt) has bytes that are not UTF-8")]
    return Reading(text.trimmingBlanks, defects)
  }
}

extension UInt8 {
  var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
