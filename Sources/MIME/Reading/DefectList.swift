/// Collects defects up to a limit, so that a hostile message cannot fill the memory with complaints.
struct DefectList {
  private(set) var defects: [Defect] = []
  private let limit: Int

  init(limit: Int = ReadingLimits.default.defects) {
    self.limit = max(1, limit)
  }

  /// Whether nothing more is kept.
  var isFull: Bool { defects.count == limit }

  mutating func append(_ kind: Defect.Kind, at offset: Int, _ reason: @autoclosure () -> String) {
    append(Defect(kind, at: offset, reason()))
  }

  mutating func append(contentsOf others: some Sequence<Defect>) {
    for defect in others where !isFull { append(defect) }
  }

  private mutating func append(_ defect: Defect) {
    guard !isFull else { return }
    if defects.count == limit - 1 {
      defects.append(Defect(.tooManyDefects, at: defect.offset, "more than \(limit - 1) defects are not told"))
    } else {
      defects.append(defect)
    }
  }
}
