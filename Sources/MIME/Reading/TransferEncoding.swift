/// How content is written in a message (RFC 2045, section 6).
public enum TransferEncoding: String, Sendable, Hashable, CustomStringConvertible {
  /// As it is, in short lines of ASCII.
  case sevenBit = "7bit"
  /// As it is, in short lines.
  case eightBit = "8bit"
  /// As it is.
  case binary
  case quotedPrintable = "quoted-printable"
  case base64

  public var description: String { rawValue }

  /// Whether the content stands in the message as it is.
  public var isIdentity: Bool { self != .quotedPrintable && self != .base64 }
}
