/// By when a message is to be delivered, and what happens to it otherwise (DELIVERBY, RFC 2852).
public struct DeliverBy: Sendable, Hashable {
  /// What a server does when the time is over (section 4, `by-mode`).
  public enum Overdue: String, Sendable, Hashable, CaseIterable {
    /// It gives up, and the message comes back as undeliverable.
    case returned = "R"
    /// It tells the sender of the delay, and goes on.
    case notified = "N"
  }

  /// Counted from the MAIL command. What is not above zero is over already.
  public let seconds: Int
  public let overdue: Overdue
  /// Whether every server on the way that cannot do this tells the sender so (section 4, `by-trace`).
  public let isTraced: Bool

  /// - Throws: ``EnvelopeSyntaxError`` for a time of more than nine digits, or, where the message would be returned, not above
  ///   zero.
  public init(
    seconds: Int, overdue: Overdue = .returned, isTraced: Bool = false
  ) throws(EnvelopeSyntaxError) {
    guard (-999_999_999...999_999_999).contains(seconds) else { throw .init("BY takes up to 999999999 seconds") }
    guard overdue == .notified || seconds > 0 else {
      throw .init("BY takes a time above zero where mode R is asked for")
    }
    self.seconds = seconds
    self.overdue = overdue
    self.isTraced = isTraced
  }

  /// Reads the value of a `BY` parameter.
  init(parsing value: String?) throws(EnvelopeSyntaxError) {
    let parts = (value ?? "").utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let sign = parts.first?.first.map { "+-".utf8.contains($0) } == true ? 1 : 0
    let mode = parts.last?.asciiUppercased ?? ""
    guard parts.count == 2, (1 + sign...9 + sign).contains(parts[0].count),
      parts[0].dropFirst(sign).allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int(String(Substring(parts[0]))),
      let overdue = Overdue(rawValue: String(mode.prefix(1))), ["", "T"].contains(mode.dropFirst())
    else { throw .init("Syntax: BY=seconds;R or BY=seconds;N, with T to trace") }
    try self.init(seconds: seconds, overdue: overdue, isTraced: mode.count == 2)
  }

  var parameter: ESMTPParameter {
    ESMTPParameter(trusted: "BY", "\(seconds);\(overdue.rawValue)\(isTraced ? "T" : "")")
  }
}

extension Capabilities {
  public var offersDeliverBy: Bool { offers("DELIVERBY") }

  /// The shortest time in seconds after which a message may be returned (RFC 2852 section 3, `min-by-time`), nil for none.
  public var shortestDeliverBy: Int? {
    parameters(of: "DELIVERBY").first.flatMap { decimal($0, digits: 1...9) }
  }

  func check(_ request: DeliverBy) throws(SessionError) {
    guard offersDeliverBy else { throw .init(.extensionNotOffered("DELIVERBY"), in: .envelope) }
    // Only a message that would come back must be given the shortest time (section 4.1).
    guard let shortest = shortestDeliverBy, request.overdue == .returned, request.seconds < shortest else { return }
    throw .init(
      .extensionLimit("the server delivers within \(shortest) s at best (DELIVERBY), not within \(request.seconds) s"),
      in: .envelope)
  }
}

/// Reads a number without a sign and of so many digits.
func decimal(_ text: some StringProtocol, digits: ClosedRange<Int>) -> Int? {
  guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
  return Int(text)
}
