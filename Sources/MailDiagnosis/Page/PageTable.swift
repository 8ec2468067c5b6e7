/// The table of a page: of a long one, the gravest rows, in its own order.
struct PageTable {
  struct Cell {
    let column: PageText
    /// Between these it may be broken.
    let pieces: [PageText]
    let isHeader: Bool
    /// Whether it may be broken anywhere, so that the table does not grow too wide.
    let isLong: Bool
  }

  struct Row {
    let severity: PageText
    let word: PageText
    let cells: [Cell]
  }

  static let maximumRows = 100
  /// As many characters as an address and a port of IPv4 have.
  private static let longest = 21
  private static let longestBroken = 200

  let caption: PageText
  let columns: [PageText]
  let rows: [Row]
  let omission: PageText?

  /// `nil` for a table without rows.
  init?(_ table: Report.Table) {
    guard !table.rows.isEmpty else { return nil }
    let shown = Self.gravest(table.rows)
    caption = PageText(table.caption)
    columns = table.columns.map { PageText($0) }
    let columns = columns
    rows = shown.map { row in
      let cells = zip(columns, row.cells).enumerated().map { index, cell in
        Cell(column: cell.0, pieces: Self.pieces(of: cell.1), isHeader: index == 0, isLong: cell.1.count > Self.longest)
      }
      return Row(severity: row.severity.className, word: row.severity.word, cells: cells)
    }
    let leftOut = table.rows.count - shown.count
    omission =
      leftOut > 0
      ? "\(shown.count) of \(table.rows.count) rows, the gravest of them; \(leftOut) are left out. --json has all."
      : nil
  }

  /// Short text whole; longer text, such as the name of a cipher suite, after each of its marks.
  private static func pieces(of text: String) -> [PageText] {
    guard text.count > longest else { return [PageText(text)] }
    var pieces: [String] = []
    var piece = ""
    for character in text.prefix(longestBroken) {
      piece.append(character)
      if "_:.-/@".contains(character) {
        pieces.append(piece)
        piece = ""
      }
    }
    return (pieces + [piece + text.dropFirst(longestBroken)]).map { PageText($0) }
  }

  private static func gravest(_ rows: [Report.Table.Row]) -> [Report.Table.Row] {
    guard rows.count > maximumRows else { return rows }
    let order = rows.indices.sorted {
      rows[$0].severity != rows[$1].severity ? rows[$0].severity > rows[$1].severity : $0 < $1
    }
    return order.prefix(maximumRows).sorted().map { rows[$0] }
  }
}
