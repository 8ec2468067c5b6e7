/// What was read of something, and what was wrong with it.
public struct Reading<Value: Sendable>: Sendable {
  /// What could be read.
  public let value: Value
  /// What was wrong, in the order in which it was found; empty if nothing was.
  public let defects: [Defect]

  init(_ value: Value, _ defects: [Defect] = []) {
    self.value = value
    self.defects = defects
  }
}

extension Reading: Equatable where Value: Equatable {}
extension Reading: Hashable where Value: Hashable {}
