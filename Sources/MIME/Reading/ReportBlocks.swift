#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The blocks of fields, with empty lines between them, that the machine-readable part of a report is made of.
struct ReportBlocks {
  private var rest: ArraySlice<UInt8>
  private(set) var defects = DefectList()

  init(_ part: MIMEPart) {
    // Decoded bytes have places of their own; the defects of those that are encoded are told at the part.
    let isIdentity = part.transferEncoding.isIdentity
    rest = isIdentity ? part.content : part.decodedContent.value[...]
    isPlaced = isIdentity
    place = part.offset
  }

  private let isPlaced: Bool
  private let place: Int

  /// The next block that has a field; nil at the end.
  mutating func next() -> ParsedHeader? {
    while !rest.isEmpty {
      var found = DefectList()
      let block = ParsedHeader(block: rest, &found)
      for defect in found.defects { defects.append(defect.kind, at: isPlaced ? defect.offset : place, defect.reason) }
      rest = rest[block.bytes.endIndex...]
      if !block.isEmpty { return block }
      // A line that is no field, as the first of a block, would be met again.
      if block.bytes.isEmpty { skipLine() }
    }
    return nil
  }

  private mutating func skipLine() {
    let lineEnd = rest.firstIndex(of: .lineFeed) ?? rest.endIndex - 1
    rest = rest[(lineEnd + 1)...]
  }
}

extension ParsedHeader {
  /// The value of a field of a report; nil if it is empty.
  func token(_ name: String) -> String? {
    guard let value = first(named: name)?.value.replacingControls.trimmingBlanks, !value.isEmpty else { return nil }
    return value
  }

  /// The value of a field of a report that says its type before a semicolon.
  func typed(_ name: String) -> DeliveryStatus.Typed? {
    guard let value = token(name) else { return nil }
    guard let semicolon = value.utf8.firstIndex(of: UInt8(ascii: ";")) else {
      return DeliveryStatus.Typed(type: "", value: value)
    }
    return DeliveryStatus.Typed(
      type: value[..<semicolon].trimmingBlanks.asciiLowercased,
      value: String(value[semicolon...].dropFirst()).trimmingBlanks)
  }

  func date(_ name: String) -> Date? { token(name).flatMap(MessageDate.parse) }
}
