extension Report {
  /// The report for a terminal: the verdict on the first line, then what it rests on.
  package func text(_ style: TextStyle) -> String { sheet.render(style) }

  /// The report as plain text, the verdict on its first line.
  public var text: String { text(.plain) }

  package var sheet: Sheet {
    var sheet = Sheet()
    sheet.line(verdict.text, verdict.severity.emphasis)
    sheet.gap()
    for fact in facts { sheet.row(fact.label, fact.value) }
    if let table, !table.rows.isEmpty {
      sheet.gap()
      sheet.table(table)
    }
    for finding in findings where finding.severity > .good {
      sheet.gap()
      sheet.finding(finding)
    }
    return sheet
  }
}

extension Finding.Severity {
  package var emphasis: TextStyle.Emphasis {
    switch self {
    case .good: .good
    case .note: .plain
    case .warning: .warning
    case .problem: .bad
    }
  }
}

extension Sheet {
  /// What was found, what it rests on, what it means and what to do.
  package mutating func finding(_ finding: Finding) {
    line(finding.title, finding.severity.emphasis)
    for evidence in finding.evidence {
      switch evidence {
      case .text(let label, let text):
        row(label, text.shortened(to: Self.maximumQuote))
      case .bytes(let bytes):
        for mark in bytes.marks where mark.isDecisive {
          row(mark.name, "\(mark.value)  (\(bytes.label), byte \(mark.range.lowerBound))")
        }
      }
    }
    paragraph("It means", finding.meaning)
    if let remedy = finding.remedy { paragraph("What to do", remedy) }
    if let reference = finding.reference { row("Source", reference) }
  }

  /// Columns as wide as their widest cell. What every row has is told once, above them: a terminal is narrow.
  mutating func table(_ table: Report.Table) {
    let columns = table.columns.indices.filter { column in
      let first = table.rows.first?.cells[column]
      guard table.rows.allSatisfy({ $0.cells[column] == first }) else { return true }
      if let first, !first.isEmpty {
        let name = table.columns[column]
        // The name of a field of Wireshark's is no word.
        row(name.contains(".") ? name : name.capitalizedFirst, first.shortened(to: Self.maximumCell))
      }
      return false
    }
    guard !columns.isEmpty else { return }
    func text(_ cell: String) -> String { cell.shortened(to: Self.maximumCell).printable }
    let widths = columns.map { column in
      ([table.columns[column]] + table.rows.map { text($0.cells[column]) }).map(\.count).max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = zip(columns, widths).map { column, width in
        let cell = text(cells[column])
        return cell + String(repeating: " ", count: max(0, width - cell.count))
      }
      return padded.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }
    if columns.count < table.columns.count { gap() }
    self.line(line(table.columns), .faint)
    let shown = table.gravest(Self.maximumRows)
    for row in shown { self.line(line(row.cells), row.severity == .good ? .plain : row.severity.emphasis) }
    if shown.count < table.rows.count {
      self.line("and \(table.rows.count - shown.count) more, none of them graver; --json has them all", .faint)
    }
  }

  /// More would push the findings out of sight.
  private static let maximumRows = 50
  /// Characters of a cell, and of what a finding quotes. Longer text is nothing that a person reads on a terminal; --json
  /// has all of it.
  private static let maximumCell = 255
  private static let maximumQuote = 4096
}

extension Report.Table {
  /// So many rows in their order: those with the gravest findings, and of equals the first.
  func gravest(_ count: Int) -> [Row] {
    guard rows.count > count else { return rows }
    let chosen = rows.indices.sorted { (rows[$1].severity, $0) < (rows[$0].severity, $1) }.prefix(count)
    return chosen.sorted().map { rows[$0] }
  }
}

extension String {
  fileprivate func shortened(to length: Int) -> String {
    utf8.count <= length ? self : count <= length ? self : prefix(length) + "…"
  }

  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, predicate(last) { text.removeLast() }
    return String(text)
  }
}
