/// The address to which a sender first sent (RFC 3461 section 4.2, `ORCPT`), which comes back in notifications, however often
/// the message was forwarded.
public struct OriginalRecipient: Sendable, Hashable, CustomStringConvertible {
  /// `rfc822`, `utf-8` (RFC 6533), or another type of address that is registered.
  public let addressType: String
  /// The address, not encoded.
  public let address: String
  private let encoded: String

  /// An address of Internet mail; one beyond ASCII is written in the seven-bit form of RFC 6533 section 3, which needs no
  /// SMTPUTF8.
  /// - Throws: ``EnvelopeSyntaxError`` for one that is longer than 500 characters when it is encoded.
  public init(_ address: EnvelopeAddress) throws(EnvelopeSyntaxError) {
    try self.init(type: address.isASCII ? "rfc822" : "utf-8", address: address.description)
  }

  /// An address of any type.
  /// - Throws: ``EnvelopeSyntaxError`` for a type that is not letters, digits and hyphens, and for an address that is empty,
  ///   too long, holds a control, or, unless the type is `utf-8`, is not ASCII.
  public init(type: String, address: String) throws(EnvelopeSyntaxError) {
    guard (1...63).contains(type.utf8.count), type.utf8.allSatisfy(Self.isTypeText) else {
      throw .init("\"\(Reply.printable(type))\" is no type of address")
    }
    if type.utf8.asciiUppercased == "UTF-8" {
      guard !address.isEmpty, !address.unicodeScalars.contains(where: \.isControlOrSeparator) else {
        throw .init("the original recipient is empty or holds a control character")
      }
      encoded = UnicodeXText.encode(address)
      guard encoded.utf8.count <= 500 else { throw .init("the original recipient is longer than 500 characters") }
    } else {
      encoded = try XText.encode(address, of: "the original recipient", limit: 500)
    }
    addressType = type
    self.address = address
  }

  /// Reads the value of an `ORCPT` parameter.
  init(parsing value: String?) throws(EnvelopeSyntaxError) {
    let parts = (value ?? "").split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    let isUnicode = parts.first.map { $0.utf8.asciiUppercased == "UTF-8" } ?? false
    guard parts.count == 2, let address = isUnicode ? UnicodeXText.decode(parts[1]) : XText.decode(parts[1]) else {
      throw .init("Syntax: ORCPT=type;address as xtext")
    }
    try self.init(type: String(parts[0]), address: address)
  }

  private static func isTypeText(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
    default: false
    }
  }

  public var description: String { "\(addressType);\(address)" }

  var parameter: ESMTPParameter { ESMTPParameter(trusted: "ORCPT", "\(addressType);\(encoded)") }
}
