/// A password or token that cannot be printed by accident.
///
/// Its description, debug description and mirror are redacted, so that it shows in no log, error or crash report.
/// The bytes are read with ``withBytes(_:)`` only, at the place that puts them on the wire.
public struct Secret: Sendable, Hashable {
  private let bytes: [UInt8]

  public init(_ string: String) {
    bytes = Array(string.utf8)
  }

  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  public var isEmpty: Bool { bytes.isEmpty }

  /// Hands out the secret's bytes for the duration of `body`.
  public func withBytes<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result {
    try body(bytes)
  }

  /// Compares without stopping at the first difference, so that a server's timing tells nothing of the secret.
  public func matches(_ other: Secret) -> Bool {
    var difference = bytes.count ^ other.bytes.count
    for (index, byte) in other.bytes.enumerated() {
      difference |= Int(byte ^ (index < bytes.count ? bytes[index] : 0))
    }
    return difference == 0
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "[redacted]" }
  public var debugDescription: String { "[redacted]" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) {
    self.init(value)
  }
}
