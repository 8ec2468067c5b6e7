/// How urgent a message's transfer is (MT-PRIORITY, RFC 6710): from -9 to 9, and 0 for ordinary mail.
public struct MessagePriority: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let value: Int

  /// - Throws: ``EnvelopeSyntaxError`` outside -9 to 9.
  public init(_ value: Int) throws(EnvelopeSyntaxError) {
    guard (-9...9).contains(value) else { throw .init("a priority is -9 to 9, not \(value)") }
    self.value = value
  }

  /// Reads the value of an `MT-PRIORITY` parameter (section 4).
  init(parsing value: String?) throws(EnvelopeSyntaxError) {
    guard let value, let number = Int(value), "\(number)" == value, (-9...9).contains(number) else {
      throw .init("Syntax: MT-PRIORITY=-9 to 9")
    }
    try self.init(number)
  }

  public var description: String { "\(value)" }
  var parameter: ESMTPParameter { ESMTPParameter(trusted: "MT-PRIORITY", "\(value)") }

  public static func < (left: MessagePriority, right: MessagePriority) -> Bool { left.value < right.value }
}

extension Capabilities {
  public var offersPriorities: Bool { offers("MT-PRIORITY") }
}
