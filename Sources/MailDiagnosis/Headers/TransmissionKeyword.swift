/// A keyword for the protocol by which a message was taken, from IANA's registry of mail transmission types (RFC 3848,
/// RFC 6531, RFC 2033). It tells whether there was TLS and a login, never which version.
public struct TransmissionKeyword: Sendable, Hashable {
  /// In upper case, such as `ESMTPSA`.
  public let name: String
  /// Whether TLS was used.
  public let isSecure: Bool
  /// Whether the client had logged in.
  public let isAuthenticated: Bool

  /// Reads the first word of a `with` clause; `nil` when it is no such keyword.
  public init?(_ text: String) {
    let word = text.prefix { $0 != " " && $0 != "/" }.uppercased()
    var rest = word[...]
    // Exim's words for TLS from the first byte.
    if ["SSMTP", "ESSMTP", "ESSMTPA"].contains(word) {
      name = word
      isSecure = true
      isAuthenticated = word.hasSuffix("A")
      return
    }
    guard let base = ["UTF8SMTP", "UTF8LMTP", "ESMTP", "SMTP", "LMTP"].first(where: { rest.hasPrefix($0) }) else {
      return nil
    }
    rest = rest.dropFirst(base.count)
    guard ["", "S", "A", "SA"].contains(rest) else { return nil }
    name = word
    isSecure = rest.hasPrefix("S")
    isAuthenticated = rest.hasSuffix("A")
  }

  /// Whether the message was delivered into a mailbox by it, which is no submission.
  public var isLocalDelivery: Bool { name.contains("LMTP") }
}
