/// An enhanced status code such as `4.7.66` (RFC 3463): class, subject and detail.
public struct EnhancedStatusCode: Sendable, Hashable {
  /// 2 success, 4 persistent transient failure, 5 permanent failure.
  public let statusClass: Int
  /// 0 to 999: what the failure is about, 7 being security or policy.
  public let subject: Int
  /// 0 to 999.
  public let detail: Int

  /// Gives nil for a class other than 2, 4 and 5, or a number outside 0 to 999.
  public init?(_ statusClass: Int, _ subject: Int, _ detail: Int) {
    guard [2, 4, 5].contains(statusClass), (0...999).contains(subject), (0...999).contains(detail) else { return nil }
    self.statusClass = statusClass
    self.subject = subject
    self.detail = detail
  }

  /// Reads `class.subject.detail`, one to three digits each for subject and detail; gives nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3,
      parts.allSatisfy({ (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let statusClass = Int(parts[0]), let subject = Int(parts[1]), let detail = Int(parts[2])
    else { return nil }
    self.init(statusClass, subject, detail)
  }
}

extension EnhancedStatusCode: CustomStringConvertible {
  public var description: String { "\(statusClass).\(subject).\(detail)" }
}

extension EnhancedStatusCode: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let code = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no enhanced status code")
    }
    self = code
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
