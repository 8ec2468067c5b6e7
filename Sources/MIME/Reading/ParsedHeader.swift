/// The header of a message or of a part that was read: its fields in their order.
///
/// What the fields of RFC 5322 say is in ``subject``, ``from``, ``date`` and their like. Where a field stands more often than it
/// may, the first is read.
public struct ParsedHeader: Sendable, Hashable {
  /// The header as it stands in the message, with the empty line that ends it.
  public let bytes: ArraySlice<UInt8>

  private let fields: [ParsedField]

  init(bytes: ArraySlice<UInt8>, fields: [ParsedField]) {
    self.bytes = bytes
    self.fields = fields
  }

  /// Reads the next block of fields that is no header of a message, as reports have them, and goes past the empty line after it.
  ///
  /// Lines before and after it that are no fields are passed over. Nil at the end.
  /// - Parameters:
  ///   - lines: the lines of `bytes` from which on to read.
  ///   - room: how many fields may be kept.
  init?(
    nextBlockOf lines: inout LineScanner, in bytes: ArraySlice<UInt8>, room: Int, _ defects: inout DefectList
  ) {
    var scanner = HeaderScanner(bytes, room: room)
    var block: Range<Int>?
    while let line = lines.next() {
      let verdict = scanner.take(line, &defects)
      if verdict == .body { defects.append(.malformedField, at: line.start, "a line is no field") }
      guard verdict == .header else {
        if block == nil { continue }
        if verdict == .end { block = block.map { $0.lowerBound..<line.end } }
        break
      }
      block = (block?.lowerBound ?? line.start)..<line.end
    }
    scanner.finish(&defects)
    guard let block else { return nil }
    self.init(bytes: bytes[block], fields: scanner.fields)
  }

  /// The first field with this name, in any case.
  public func first(named name: String) -> ParsedField? { fields.first { $0.isNamed(name) } }

  /// All fields with this name, in any case, in their order.
  public func all(named name: String) -> [ParsedField] { fields.filter { $0.isNamed(name) } }

  /// The text of the first field with this name, as ``ParsedField/text`` has it.
  public subscript(name: String) -> String? { first(named: name)?.text.value }
}

extension ParsedHeader: RandomAccessCollection {
  public var startIndex: Int { fields.startIndex }
  public var endIndex: Int { fields.endIndex }
  public subscript(position: Int) -> ParsedField { fields[position] }
}
