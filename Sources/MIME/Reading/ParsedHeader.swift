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

  /// Reads a block of fields that is no header of a message, as reports have them.
  init(block bytes: ArraySlice<UInt8>, _ defects: inout DefectList) {
    var lines = LineScanner(bytes)
    var scanner = HeaderScanner(bytes, room: ReadingLimits.default.fields)
    var end = bytes.startIndex
    reading: while let line = lines.next() {
      switch scanner.take(line, &defects) {
      case .header: end = line.end
      case .end:
        end = line.end
        break reading
      case .body:
        defects.append(.malformedField, at: line.start, "a line is no field")
        break reading
      }
    }
    scanner.finish(&defects)
    self.init(bytes: bytes[..<end], fields: scanner.fields)
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
