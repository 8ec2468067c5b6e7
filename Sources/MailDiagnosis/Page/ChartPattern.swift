/// How an area of a chart is filled, so that kinds can be told apart without colour.
struct ChartPattern {
  private static let slash = "M-1,7 L7,-1 M-1,1 L1,-1 M5,7 L7,5"
  private static let backslash = "M-1,-1 L7,7 M-1,5 L1,7 M5,-1 L7,1"
  private static let level = "M0,3 H6"
  private static let upright = "M3,0 V6"
  private static let dot = "M3,3 h.01"

  /// How dense the ground is, from 0 to 1.
  let ground: String
  /// Lines in a square of 6 by 6.
  let path: String

  private init(_ ground: String, _ path: String = "") {
    self.ground = ground
    self.path = path
  }

  /// The heavier the graver.
  private static func patterns(for severity: Finding.Severity) -> [ChartPattern] {
    switch severity {
    case .problem: [ChartPattern("1"), ChartPattern(".2", "\(slash) \(backslash)"), ChartPattern(".7")]
    case .warning: [ChartPattern(".15", slash), ChartPattern(".15", backslash), ChartPattern(".6")]
    case .note: [ChartPattern(".1", upright), ChartPattern(".1", "\(upright) \(level)")]
    case .good:
      [ChartPattern(".25"), ChartPattern(".08", level), ChartPattern(".08", dot), ChartPattern(".6")]
    }
  }

  /// - Parameter number: which of the kinds of this severity it is, counted from 0.
  init(_ severity: Finding.Severity, number: Int) {
    let patterns = Self.patterns(for: severity)
    self = patterns[number % patterns.count]
  }
}
