/// The identifier of one message, such as `<1234@example.com>` (RFC 5322, section 3.6.4).
public struct MessageID: Sendable, Hashable {
  /// What stands between the angle brackets.
  public let content: String

  /// Reads an identifier, with or without its angle brackets.
  /// - Throws: ``MIMEError/Code/invalidMessageID`` unless it is two parts with one `@` between them, at most 500 bytes,
  ///   without blanks, controls and angle brackets.
  public init(_ string: String) throws(MIMEError) {
    func fail(_ what: String) -> MIMEError { MIMEError(code: .invalidMessageID, reason: "\(string.excerpt): \(what)") }
    var content = Substring(string)
    if content.hasPrefix("<"), content.hasSuffix(">"), content.utf8.count > 1 {
      content = content.dropFirst().dropLast()
    }
    for (index, scalar) in content.unicodeScalars.enumerated() {
      if scalar.isControl || scalar.isBlank { throw fail("\(scalar.codePoint) at character \(index + 1)") }
      if scalar == "<" || scalar == ">" { throw fail("an angle bracket inside") }
    }
    let parts = content.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { throw fail("not two parts with one \"@\"") }
    guard content.utf8.count <= 500 else { throw fail("\(content.utf8.count) bytes, 500 are allowed") }
    self.content = String(content)
  }

  /// Makes a new identifier: 128 random bits at the domain of `address`, in A-labels if it has
  /// any.
  public init(uniqueFor address: EmailAddress) {
    content = "\(RandomName.make())@\(DomainName.asciiForm(of: address.domain) ?? address.domain)"
  }
}

extension MessageID: CustomStringConvertible {
  /// The identifier in its angle brackets.
  public var description: String { "<\(content)>" }
}
