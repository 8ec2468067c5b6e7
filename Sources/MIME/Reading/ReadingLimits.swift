/// How much of a message is taken apart. What goes beyond stays in the message undivided, and is a defect.
///
/// The message itself is in memory already; these bound what is made of it: at most some hundred bytes for each part, field and
/// defect. What is read of one field is bounded as well: 100,000 addresses of all fields of one name, 10,000 parameters, 10,000 message
/// identifiers.
public struct ReadingLimits: Sendable, Hashable {
  /// How deep parts may be nested, multiparts and enclosed messages counted alike: 1 to 1000.
  public let depth: Int
  /// How many parts there may be in all, multiparts and enclosed messages included: at least 1.
  public let parts: Int
  /// How many header fields there may be in all.
  public let fields: Int
  /// How many defects are told: at least 1.
  public let defects: Int

  /// Makes limits; values that are out of their range are taken for the nearest one that is in it.
  public init(depth: Int = 128, parts: Int = 10_000, fields: Int = 100_000, defects: Int = 1000) {
    // A tree is freed by recursion, for which 1000 levels are still cheap on any thread.
    self.depth = min(max(depth, 1), 1000)
    self.parts = max(parts, 1)
    self.fields = max(fields, 0)
    self.defects = max(defects, 1)
  }

  /// 128 levels, 10,000 parts, 100,000 fields, 1,000 defects.
  public static let `default` = ReadingLimits()
}
