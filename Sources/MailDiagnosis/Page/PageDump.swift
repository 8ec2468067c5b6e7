/// Bytes in a page: a hexadecimal dump, in which those that decide are marked, and a list of the named parts.
struct PageDump {
  /// Bytes of one part that stand together in a half of a row.
  struct Run {
    let space: PageText
    let hex: PageText
    let hint: PageText
    let tone: PageText
    let isDecisive: Bool
  }

  struct Half {
    let runs: [Run]
    let ascii: PageText
  }

  struct Note {
    let noteName: PageText
    let noteValue: PageText
  }

  struct Row {
    let gap: PageText?
    let offset: PageText
    let halves: [Half]
    let notes: [Note]
  }

  struct Part {
    let range: PageText
    let name: PageText
    let value: PageText
    let isDecisive: Bool
  }

  private static let rowLength = 16
  static let maximumRows = 64
  static let maximumParts = 100

  let dump: PageText
  let label: PageText
  let size: PageText
  let dumpRows: [Row]
  let parts: [Part]
  let hasDecision: Bool
  let decision: PageText
  let bytesLeftOut: PageText?

  /// - Parameter anchor: names the dump in the page; each has its own.
  init(_ bytes: AnnotatedBytes, anchor: String) {
    dump = PageText(anchor)
    label = PageText(bytes.label)
    size = PageText(bytes.bytes.count == 1 ? "1 byte" : "\(bytes.bytes.count) bytes")
    let rows = Self.shownRows(of: bytes)
    dumpRows = Self.rows(rows, of: bytes)
    let shownParts = Self.shownParts(of: bytes)
    parts = shownParts.map {
      Part(
        range: PageText(Self.text(of: $0.range)), name: PageText($0.name), value: PageText($0.value),
        isDecisive: $0.isDecisive)
    }
    let decisive = bytes.marks.filter(\.isDecisive)
    hasDecision = !decisive.isEmpty
    decision = PageText(Self.decision(decisive))
    bytesLeftOut = Self.omission(rows: rows.count, parts: shownParts.count, of: bytes).map { PageText($0) }
  }

  /// `002b–0031`: the first and the last byte, as the rows are counted.
  private static func text(of range: Range<Int>) -> String {
    range.count > 1 ? "\(offset(range.lowerBound))–\(offset(range.upperBound - 1))" : offset(range.lowerBound)
  }

  private static func offset(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func decision(_ marks: [AnnotatedBytes.Mark]) -> String {
    let parts = marks.prefix(4).map { "\($0.name) (\(text(of: $0.range)))" }
    return "in the dump: \(parts.joined(separator: ", ")). These bytes decide."
  }

  private static func omission(rows: Int, parts: Int, of bytes: AnnotatedBytes) -> String? {
    let missingRows = (bytes.bytes.count + rowLength - 1) / rowLength - rows
    let missingParts = bytes.marks.count - parts
    guard missingRows > 0 || missingParts > 0 else { return nil }
    return "\(missingRows) rows and \(missingParts) parts are left out. --json has all."
  }
}

extension PageDump {
  /// The first rows, and every row with a byte that decides.
  private static func shownRows(of bytes: AnnotatedBytes) -> [Int] {
    let all = 0..<(bytes.bytes.count + rowLength - 1) / rowLength
    guard all.count > maximumRows else { return Array(all) }
    var shown = Set(all.prefix(maximumRows))
    for mark in bytes.marks where mark.isDecisive {
      let rows = mark.range.lowerBound / rowLength...(mark.range.upperBound - 1) / rowLength
      shown.formUnion(rows.clamped(to: 0...all.upperBound - 1).prefix(maximumRows))
    }
    return shown.sorted()
  }

  private static func shownParts(of bytes: AnnotatedBytes) -> [AnnotatedBytes.Mark] {
    let rest = bytes.marks.dropFirst(maximumParts).filter(\.isDecisive)
    return Array(bytes.marks.prefix(maximumParts)) + rest.prefix(maximumParts)
  }

  private static func rows(_ numbers: [Int], of bytes: AnnotatedBytes) -> [Row] {
    let owners = owners(of: bytes)
    var previous = -1
    return numbers.map { number in
      let start = number * rowLength
      let end = min(start + rowLength, bytes.bytes.count)
      let middle = min(start + rowLength / 2, end)
      defer { previous = number }
      return Row(
        gap: number == previous + 1 ? nil : "\(number - previous - 1) rows are left out",
        offset: PageText(offset(start)),
        halves: [start..<middle, middle..<end].filter { !$0.isEmpty }.map { half($0, of: bytes, owners) },
        notes: notes(in: start..<end, of: bytes))
    }
  }

  /// Which mark each byte belongs to.
  private static func owners(of bytes: AnnotatedBytes) -> [Int?] {
    var owners = [Int?](repeating: nil, count: bytes.bytes.count)
    for (index, mark) in bytes.marks.enumerated() {
      for position in mark.range.clamped(to: owners.indices) { owners[position] = index }
    }
    return owners
  }

  private static func half(_ range: Range<Int>, of bytes: AnnotatedBytes, _ owners: [Int?]) -> Half {
    var runs: [Run] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let owner = owners[start]
      let end = range[start...].first { owners[$0] != owner } ?? range.upperBound
      let mark = owner.map { bytes.marks[$0] }
      runs.append(
        Run(
          space: runs.isEmpty ? "" : " ",
          hex: PageText(bytes.bytes[start..<end].map { [$0].hexadecimal }.joined(separator: " ")),
          hint: PageText(mark?.name ?? ""),
          tone: owner.map { $0.isMultiple(of: 2) ? "shade" : "plain" } ?? "plain",
          isDecisive: mark?.isDecisive ?? false))
      start = end
    }
    let characters = bytes.bytes[range].map { (0x20...0x7E).contains($0) ? Character(Unicode.Scalar($0)) : "." }
    return Half(runs: runs, ascii: PageText(String(characters)))
  }

  /// What is said below a row: of the parts that decide, those that end in it.
  private static func notes(in range: Range<Int>, of bytes: AnnotatedBytes) -> [Note] {
    bytes.marks.filter { $0.isDecisive && range.contains($0.range.upperBound - 1) }.map {
      Note(noteName: PageText($0.name), noteValue: PageText($0.value))
    }
  }
}
