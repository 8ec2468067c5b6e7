extension MessageID {
  /// How many identifiers are read of one field: more than any conversation has.
  static let maximumCount = 10_000

  /// The identifiers in the value of a field, at most ``maximumCount`` of them; what stands between them is passed over.
  ///
  /// Blanks inside of one come from folding and are taken out, which is a defect, as is what is none.
  static func list(in value: String, at offset: Int) -> Reading<[MessageID]> {
    var identifiers: [MessageID] = []
    var defects = DefectList()
    func take(_ text: some StringProtocol) {
      let compact = String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isBlank }))
      guard let identifier = try? MessageID(compact) else {
        return defects.append(.malformedMessageID, at: offset, "\(text.excerpt) is no message identifier")
      }
      if compact.utf8.count != text.utf8.count {
        defects.append(.malformedMessageID, at: offset, "\(text.excerpt) has blanks inside")
      }
      identifiers.append(identifier)
    }
    var rest = value.utf8[...]
    guard rest.contains(UInt8(ascii: "<")) else {
      if !value.isEmpty { take(value) }
      return Reading(identifiers, defects.defects)
    }
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      guard identifiers.count < maximumCount else {
        defects.append(.malformedMessageID, at: offset, "identifiers after the first \(maximumCount) are not read")
        break
      }
      rest = rest[start...].dropFirst()
      let content = rest.prefix { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
      rest = rest[content.endIndex...]
      take(Substring(content))
    }
    return Reading(identifiers, defects.defects)
  }
}
