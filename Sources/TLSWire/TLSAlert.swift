/// An alert that one side sent (RFC 8446, section 6).
public struct TLSAlert: Sendable, Hashable {
  /// How grave the sender says it is. In TLS 1.3 only the description counts.
  public enum Level: Sendable, Hashable {
    case warning
    case fatal
    case unknown(UInt8)

    public init(rawValue: UInt8) {
      switch rawValue {
      case 1: self = .warning
      case 2: self = .fatal
      default: self = .unknown(rawValue)
      }
    }
  }

  public let level: Level
  public let description: AlertDescription

  public init(level: Level, description: AlertDescription) {
    self.level = level
    self.description = description
  }
}
