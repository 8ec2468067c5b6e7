/// Whether and how text is coloured.
package struct TextStyle: Sendable, Hashable {
  package enum Emphasis: Sendable, Hashable {
    case plain
    case strong
    case faint
    case good
    case warning
    case bad

    fileprivate var parameters: String? {
      switch self {
      case .plain: nil
      case .strong: "1"
      case .faint: "2"
      case .good: "1;32"
      case .warning: "33"
      case .bad: "1;31"
      }
    }
  }

  package let isColoured: Bool

  package static let plain = TextStyle(isColoured: false)

  package init(isColoured: Bool) {
    self.isColoured = isColoured
  }

  /// Colours go to a terminal only, and never with a NO_COLOR that is not empty, or on a dumb terminal.
  package init(isTerminal: Bool, environment: [String: String]) {
    isColoured = isTerminal && environment["NO_COLOR"]?.isEmpty != false && environment["TERM"] != "dumb"
  }

  package func apply(_ emphasis: Emphasis, to text: String) -> String {
    guard isColoured, let parameters = emphasis.parameters, !text.isEmpty else { return text }
    return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
  }
}

extension String {
  /// The text with a space for whatever could command a terminal or turn the reading order round: what a server, a
  /// certificate or a file says is shown to people.
  package var printable: String {
    if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars { scalars.append(Self.isHarmless(scalar) ? scalar : " ") }
    return String(scalars)
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: false
    default: !scalar.properties.isBidiControl
    }
  }
}
