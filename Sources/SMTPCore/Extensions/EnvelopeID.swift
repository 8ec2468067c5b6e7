/// A sender's own name for a transaction (RFC 3461 section 4.4, `ENVID`), which comes back in the notifications about it.
public struct EnvelopeID: Sendable, Hashable, CustomStringConvertible {
  /// The identifier, not encoded.
  public let description: String
  private let encoded: String

  /// - Throws: ``EnvelopeSyntaxError`` for nothing, for what is not printable ASCII, and for more than 100 characters when it is
  ///   encoded.
  public init(_ text: String) throws(EnvelopeSyntaxError) {
    encoded = try XText.encode(text, of: "the envelope identifier", limit: 100)
    description = text
  }

  /// Reads the value of an `ENVID` parameter.
  init(parsing value: String?) throws(EnvelopeSyntaxError) {
    guard let text = value.flatMap({ XText.decode($0) }) else {
      throw .init("ENVID must be of up to 100 characters of xtext")
    }
    try self.init(text)
  }

  var parameter: ESMTPParameter { ESMTPParameter(trusted: "ENVID", encoded) }
}
