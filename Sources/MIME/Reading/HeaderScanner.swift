/// Puts the lines of a header together to fields.
struct HeaderScanner {
  /// What a line is.
  enum Verdict {
    /// A line of the header.
    case header
    /// The empty line that ends the header.
    case end
    /// The first line of the body, which the empty line should stand before.
    case body
  }

  private struct Open {
    let start: Int
    let nameEnd: Int
    let valueStart: Int
    var end: Int
  }

  private let bytes: ArraySlice<UInt8>
  /// Where the header of a whole message begins: a line of an mbox file may stand there.
  private let mailboxLineStart: Int?
  private(set) var fields: [ParsedField] = []
  /// How many fields may still be kept.
  private var room: Int
  private var open: Open?

  init(_ bytes: ArraySlice<UInt8>, mailboxLineStart: Int? = nil, room: Int) {
    self.bytes = bytes
    self.mailboxLineStart = mailboxLineStart
    self.room = room
  }

  /// Whether no field began yet.
  var isEmpty: Bool { fields.isEmpty && open == nil }

  mutating func take(_ line: LineScanner.Line, _ defects: inout DefectList) -> Verdict {
    guard !line.isEmpty else {
      finish(&defects)
      return .end
    }
    if bytes[line.start].isBlank {
      guard open == nil else {
        open?.end = line.end
        noteCarriageReturn(in: line, &defects)
        return .header
      }
      // A line of blanks alone is no field to be continued; it looks like the empty line, and is meant as one.
      return bytes[line.content].allSatisfy(\.isBlank) ? .end : .body
    }
    guard let field = field(in: line, &defects) else {
      if line.start == mailboxLineStart, bytes[line.content].starts(with: "From ".utf8) {
        defects.append(.mailboxLine, at: line.start, "a line of an mbox file stands before the header")
        return .header
      }
      finish(&defects)
      return .body
    }
    finish(&defects)
    open = field
    noteCarriageReturn(in: line, &defects)
    return .header
  }

  /// Ends the last field.
  mutating func finish(_ defects: inout DefectList) {
    guard let field = open else { return }
    open = nil
    room -= 1
    guard room >= 0 else {
      if room == -1 { defects.append(.tooManyFields, at: field.start, "the fields from here on are not read") }
      return
    }
    fields.append(
      ParsedField(bytes: bytes[field.start..<field.end], nameEnd: field.nameEnd, valueStart: field.valueStart))
  }

  private func field(in line: LineScanner.Line, _ defects: inout DefectList) -> Open? {
    let content = bytes[line.content]
    let nameEnd = content.firstIndex { !$0.isFieldNameText } ?? content.endIndex
    guard nameEnd > line.start, let colon = content[nameEnd...].firstIndex(where: { !$0.isBlank }),
      content[colon] == .colon
    else { return nil }
    if colon > nameEnd {
      // RFC 5322, section 4.5 had it so; what reads strictly takes another name, or none.
      defects.append(.malformedField, at: nameEnd, "blanks stand before the colon of a field")
    }
    return Open(start: line.start, nameEnd: nameEnd, valueStart: colon + 1, end: line.end)
  }

  private func noteCarriageReturn(in line: LineScanner.Line, _ defects: inout DefectList) {
    guard let place = bytes[line.content].firstIndex(of: .carriageReturn) else { return }
    defects.append(.bareCarriageReturn, at: place, "a field has a carriage return that ends no line")
  }
}
