/// Something that a diagnosis found out: what was seen, what it means, and what to do about it.
///
/// ```swift
/// for finding in report.findings where finding.severity == .problem {
///   print(finding.title, finding.remedy ?? "")
/// }
/// ```
public struct Finding: Sendable, Hashable {
  /// How much a finding matters.
  public enum Severity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// As it should be.
    case good
    /// Worth knowing; nothing need be done.
    case note
    /// Works today, and should be changed.
    case warning
    /// Fails, or exposes something.
    case problem

    public static func < (left: Severity, right: Severity) -> Bool {
      left.rank < right.rank
    }

    private var rank: Int {
      switch self {
      case .good: 0
      case .note: 1
      case .warning: 2
      case .problem: 3
      }
    }
  }

  /// What kind of finding it is: short and stable, such as `tls.programLimit`.
  public let id: ID
  public let severity: Severity
  /// What was found, in one sentence without names of fields.
  public let title: String
  /// What was seen.
  public var evidence: [Evidence]
  /// What follows from it.
  public let meaning: String
  /// What the person can do; `nil` where nothing need be done.
  public let remedy: String?
  /// Where the rule stands, such as `RFC 8996, section 2`.
  public let reference: String?

  public init(
    _ id: ID, _ severity: Severity, _ title: String, evidence: [Evidence] = [], meaning: String, remedy: String? = nil,
    reference: String? = nil
  ) {
    self.id = id
    self.severity = severity
    self.title = title
    self.evidence = evidence
    self.meaning = meaning
    self.remedy = remedy
    self.reference = reference
  }
}

extension Finding {
  /// The kind of a finding. Kinds may be added.
  public struct ID: RawRepresentable, Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    public init(stringLiteral value: StaticString) {
      rawValue = "\(value)"
    }

    public var description: String { rawValue }
  }
}

extension Finding: Encodable {
  private enum CodingKeys: String, CodingKey {
    case id, severity, title, evidence, meaning, action, reference
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id.rawValue, forKey: .id)
    try container.encode(severity, forKey: .severity)
    try container.encode(title, forKey: .title)
    try container.encode(evidence, forKey: .evidence)
    try container.encode(meaning, forKey: .meaning)
    try container.encode(remedy, forKey: .action)
    try container.encode(reference, forKey: .reference)
  }
}
