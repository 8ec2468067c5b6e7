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
  var emphasis: TextStyle.Emphasis {
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
        row(label, text)
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

  /// Columns as wide as their widest cell.
  mutating func table(_ table: Report.Table) {
    let widths = table.columns.indices.map { column in
      ([table.columns[column]] + table.rows.map { $0.cells[column].printable }).map(\.count).max() ?? 0
    }
    func pad(_ cells: [String]) -> String {
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - cell.count))
      }
      return padded.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }
    line(pad(table.columns), .faint)
    for row in table.rows {
      line(pad(row.cells.map(\.printable)), row.severity == .good ? .plain : row.severity.emphasis)
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, predicate(last) { text.removeLast() }
    return String(text)
  }
}
