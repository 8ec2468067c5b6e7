public import TLSWire

/// A line of the SMTP dialogue that crossed the wire in clear.
public struct DialogueLine: Sendable, Hashable, Encodable {
  public let from: TLSEndpoint
  /// Without its line end, with a space for each control character. Credentials are redacted; a message's data and what
  /// is no command are named by their size.
  public let text: String

  public init(from: TLSEndpoint, text: String) {
    self.from = from
    self.text = text
  }
}

extension DialogueLine: CustomStringConvertible {
  public var description: String { "\(from == .client ? "C" : "S"): \(text)" }
}
