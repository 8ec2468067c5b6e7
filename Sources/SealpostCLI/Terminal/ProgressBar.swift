/// How far a message has got, on one line of a terminal.
struct ProgressBar {
  private static let width = 30
  private var shown: Int?

  /// What to write for so many of so many bytes; empty where nothing visible has changed.
  mutating func update(_ bytes: Int, of total: Int) -> String {
    guard total > 0 else { return "" }
    let share = min(1, max(0, Double(bytes) / Double(total)))
    let percent = Int(share * 100)
    guard percent != shown else { return "" }
    shown = percent
    let filled = Int(share * Double(Self.width))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    let digits = String(percent)
    let padding = String(repeating: " ", count: 3 - digits.count)
    return "\r\u{1B}[K[\(bar)] \(padding)\(digits) %  \(ByteCount.text(bytes)) of \(ByteCount.text(total))"
  }

  /// What takes the bar off the terminal; empty where there is none.
  mutating func clear() -> String {
    guard shown != nil else { return "" }
    shown = nil
    return "\r\u{1B}[K"
  }
}
