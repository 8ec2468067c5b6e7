extension MIMEPart: Hashable {
  /// How a part is taken apart, in places from the beginning of the one that is compared.
  private struct Outline: Equatable {
    let bytes: Range<Int>
    let headerEnd: Int
    let fieldCount: Int
    let mediaType: MediaType
    let partCount: Int
    let divided: Range<Int>?

    init(_ part: MIMEPart, from origin: Int) {
      func moved(_ range: Range<Int>) -> Range<Int> { (range.lowerBound - origin)..<(range.upperBound - origin) }
      bytes = moved(part.bytes.indices)
      headerEnd = part.header.bytes.endIndex - origin
      fieldCount = part.header.count
      mediaType = part.mediaType
      partCount = part.parts.count
      divided = part.divided.map(moved)
    }
  }

  /// Parts are equal that have the same bytes and are taken apart in the same way, wherever they stand in their messages.
  ///
  /// The bytes are compared once: what is nested has no others, and would be compared again on each level.
  public static func == (left: MIMEPart, right: MIMEPart) -> Bool {
    guard left.bytes == right.bytes else { return false }
    let (lefts, rights) = (left.allParts, right.allParts)
    return lefts.count == rights.count
      && zip(lefts, rights).allSatisfy { Outline($0, from: left.offset) == Outline($1, from: right.offset) }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(bytes)
  }
}
