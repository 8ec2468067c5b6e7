/// What of a message not every server takes, or what of that a server takes.
public struct TransportNeeds: OptionSet, Sendable, Hashable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Its body has bytes above 127, so that the server must offer 8BITMIME (RFC 6152).
  public static let eightBitBody = TransportNeeds(rawValue: 1 << 0)
  /// Its body has bytes that are no lines of text, so that the server must offer BINARYMIME (RFC 3030). It is sent as it is.
  public static let binaryBody = TransportNeeds(rawValue: 1 << 1)
  /// Its header has UTF-8 beyond ASCII, so that the server must offer SMTPUTF8 (RFC 6531).
  public static let internationalHeader = TransportNeeds(rawValue: 1 << 2)
}
