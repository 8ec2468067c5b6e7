/// A page of text for people: a headline, rows of a label and a value, paragraphs.
package struct Sheet: Sendable, Hashable {
  private enum Line: Hashable {
    case text(String, TextStyle.Emphasis)
    case row(label: String, value: String, TextStyle.Emphasis)
    case paragraph(label: String, text: String)
    case gap
  }

  private static let labelWidth = 15
  private static let pageWidth = 100
  private var lines: [Line] = []

  package init() {}

  /// A line as it is.
  package mutating func line(_ text: String, _ emphasis: TextStyle.Emphasis = .plain) {
    lines.append(.text(text, emphasis))
  }

  /// A value that is never broken, so that it can be copied. An empty label continues the row above.
  package mutating func row(_ label: String, _ value: String, _ emphasis: TextStyle.Emphasis = .plain) {
    lines.append(.row(label: label, value: value, emphasis))
  }

  /// Prose, broken between words. Its own line breaks stay.
  package mutating func paragraph(_ label: String, _ text: String) {
    lines.append(.paragraph(label: label, text: text))
  }

  package mutating func gap() {
    lines.append(.gap)
  }

  package mutating func append(_ other: Sheet) {
    lines += other.lines
  }

  /// The page, its last line ended too.
  package func render(_ style: TextStyle) -> String {
    lines.map { render($0, style) + "\n" }.joined()
  }

  private func render(_ line: Line, _ style: TextStyle) -> String {
    switch line {
    case .gap: ""
    case .text(let text, let emphasis): style.apply(emphasis, to: text.printable)
    case .row(let label, let value, let emphasis):
      Self.labelled(label, [style.apply(emphasis, to: value.printable)], style)
    case .paragraph(let label, let text):
      Self.labelled(label, text.split(whereSeparator: \.isNewline).flatMap { Self.wrap($0) }, style)
    }
  }

  private static func labelled(_ label: String, _ values: [String], _ style: TextStyle) -> String {
    let indentation = String(repeating: " ", count: labelWidth)
    let padding = String(repeating: " ", count: max(1, labelWidth - label.count))
    let first = style.apply(.faint, to: label) + padding + (values.first ?? "")
    return ([first] + values.dropFirst().map { indentation + $0 }).joined(separator: "\n")
  }

  private static func wrap(_ text: Substring) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in String(text).printable.split(separator: " ") {
      if !line.isEmpty, labelWidth + line.count + 1 + word.count > pageWidth {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
