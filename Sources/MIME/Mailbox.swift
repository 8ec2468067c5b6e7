/// An address with the name of the one it belongs to, such as `Ada Lovelace <ada@example.com>`.
public struct Mailbox: Sendable, Hashable {
  /// The display name, decoded; nil if there is none. It has no controls.
  public let name: String?

  /// The address, which an encoded word never changes.
  public let address: EmailAddress

  /// Reads one mailbox: `ada@example.com`, `<ada@example.com>`, `Ada Lovelace <ada@example.com>`,
  /// `"Lovelace, Ada" <ada@example.com>`, with comments where RFC 5322 allows them, which are dropped.
  ///
  /// Encoded words (RFC 2047) in the name are decoded. The time is linear in the length of `string`.
  /// - Throws: ``MIMEError/Code/invalidAddress`` that names the first wrong character and its place.
  public init(_ string: String) throws(MIMEError) {
    var parser = AddressParser(string)
    self = try parser.singleMailbox()
  }

  /// Makes a mailbox. Controls and line breaks in `name` become spaces; a name that is empty then is no name.
  public init(name: String?, address: EmailAddress) {
    var cleaned = String.UnicodeScalarView()
    for scalar in (name ?? "").unicodeScalars { cleaned.append(scalar.isControl ? " " : scalar) }
    let text = String(cleaned)
    self.name = text.unicodeScalars.allSatisfy(\.isBlank) ? nil : text
    self.address = address
  }

  /// Reads a list of mailboxes with commas between them, as it stands in a To field.
  ///
  /// The members of a group (`Team: ada@example.com, alan@example.com;`) are read in its place; empty members are
  /// skipped.
  /// - Throws: ``MIMEError/Code/invalidAddress``, as ``init(_:)`` does.
  public static func list(_ string: String) throws(MIMEError) -> [Mailbox] {
    var parser = AddressParser(string)
    return try parser.mailboxList()
  }
}

extension Mailbox: CustomStringConvertible {
  /// The mailbox for people: the name quoted where it must be, but not encoded.
  public var description: String {
    guard let name else { return address.description }
    // Outside quotes it would be taken for an encoded word when it is read again.
    let isPlain = Self.isPhrase(name) && !name.contains("=?")
    return "\(isPlain ? name : name.quotedString) <\(address)>"
  }

  /// Whether `name` is made of atoms with single spaces between them, so that it needs no quotes.
  static func isPhrase(_ name: String) -> Bool {
    name.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0.allSatisfy(\.isAtomText)
    }
  }
}
