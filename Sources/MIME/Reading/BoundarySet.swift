/// The boundaries of all multiparts that are open, so that a line is looked up once however deep they are nested.
struct BoundarySet {
  /// A line that divides the parts of the multipart at `level`, or closes it.
  struct Delimiter {
    let level: Int
    let isClose: Bool
  }

  private var levels: [ArraySlice<UInt8>: [Int]] = [:]
  private var stack: [(boundary: ArraySlice<UInt8>, level: Int)] = []
  private var longest = 0

  /// Opens a multipart.
  /// - Returns: whether its boundary is not that of one that is open already.
  mutating func open(_ boundary: ArraySlice<UInt8>, at level: Int) -> Bool {
    levels[boundary, default: []].append(level)
    stack.append((boundary, level))
    longest = max(longest, boundary.count)
    return levels[boundary]?.count == 1
  }

  /// Closes the multiparts at `level` and deeper.
  mutating func close(from level: Int) {
    while let last = stack.last, last.level >= level {
      stack.removeLast()
      levels[last.boundary]?.removeLast()
      if levels[last.boundary]?.isEmpty == true { levels[last.boundary] = nil }
    }
  }

  /// Which multipart `line`, without its line end, divides or closes.
  ///
  /// The whole line must be the delimiter: one that only begins like it may be that of another multipart.
  func delimiter(_ line: ArraySlice<UInt8>) -> Delimiter? {
    guard !stack.isEmpty, line.starts(with: [.hyphen, .hyphen]) else { return nil }
    var text = line.dropFirst(2)
    // Blanks at the end may come from a gateway (RFC 2046, section 5.1.1).
    while text.last?.isBlank == true { text.removeLast() }
    guard text.count <= longest + 2 else { return nil }
    if let level = levels[text]?.last { return Delimiter(level: level, isClose: false) }
    guard text.count > 2, text.suffix(2).elementsEqual([.hyphen, .hyphen]), let level = levels[text.dropLast(2)]?.last
    else { return nil }
    return Delimiter(level: level, isClose: true)
  }
}

extension UInt8 {
  static let hyphen = UInt8(ascii: "-")
}
