import Foundation

/// A table in Markdown, its columns aligned so that it reads as text too.
public struct Table {
  private var rows: [[String]]

  public init(_ head: [String]) {
    rows = [head]
  }

  public mutating func append(_ row: [String]) { rows.append(row) }

  public var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    func line(_ row: [String]) -> String {
      let cells = widths.enumerated().map { column, width in
        let text = column < row.count ? row[column] : ""
        let space = String(repeating: " ", count: max(0, width - text.count))
        return column == 0 ? text + space : space + text
      }
      return "| " + cells.joined(separator: " | ") + " |"
    }
    let rule = widths.enumerated().map { column, width in
      column == 0 ? String(repeating: "-", count: width + 2) : String(repeating: "-", count: width + 1) + ":"
    }
    return ([line(rows[0]), "|" + rule.joined(separator: "|") + "|"] + rows.dropFirst().map(line)).joined(
      separator: "\n")
      + "\n"
  }

  /// Three figures that count.
  public static func figure(_ number: Double) -> String {
    switch number {
    case ..<10: String(format: "%.2f", number)
    case ..<100: String(format: "%.1f", number)
    default: grouped(Int(number.rounded()))
    }
  }

  private static func grouped(_ number: Int) -> String {
    var digits = String(number)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }
}
