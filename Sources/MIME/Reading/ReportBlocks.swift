#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The blocks of fields, with empty lines between them, that the machine-readable part of a report is made of.
struct ReportBlocks {
  private let bytes: ArraySlice<UInt8>
  private var lines: LineScanner
  /// How many fields may still be kept, of all blocks together.
  private var room = ReadingLimits.default.fields
  private(set) var defects = DefectList()
  /// Where defects are, if not in the line that they are of: decoded bytes have places of their own.
  private let place: Int?

  init(_ part: MIMEPart) {
    let isIdentity = part.transferEncoding.isIdentity
    bytes = isIdentity ? part.content : part.decodedContent.value[...]
    // One for all blocks: it looks through the bytes for what ends their lines.
    lines = LineScanner(bytes)
    place = isIdentity ? nil : part.offset
  }

  /// The next block that has a field; nil at the end.
  mutating func next() -> ParsedHeader? {
    var found = DefectList()
    let block = ParsedHeader(nextBlockOf: &lines, in: bytes, room: room, &found)
    for defect in found.defects { defects.append(defect.kind, at: place ?? defect.offset, defect.reason) }
    room -= block?.count ?? 0
    return block
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
