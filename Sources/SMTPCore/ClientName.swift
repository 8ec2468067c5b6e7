/// The name a client gives in EHLO or HELO (RFC 5321 section 4.1.1.1): a domain name or an address literal, nothing else.
public struct ClientName: Sendable, Hashable, CustomStringConvertible {
  public let description: String

  /// - Throws: ``EnvelopeSyntaxError`` for anything that is no domain name or address literal, or is not ASCII.
  public init(_ name: String) throws(EnvelopeSyntaxError) {
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { throw .init("the client's name must be ASCII") }
    try EnvelopeAddress.check(domain: name)
    description = name
  }

  private init(trusted name: String) {
    description = name
  }

  /// `[127.0.0.1]`, what RFC 5321 lets a client say that has no name of its own.
  public static let loopbackLiteral = ClientName(trusted: "[127.0.0.1]")
}
