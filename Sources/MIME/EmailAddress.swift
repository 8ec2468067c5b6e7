/// One e-mail address, such as `ada@example.com`, held as its two parts.
///
/// It is read strictly (RFC 5321, section 4.1.2, and RFC 6531) and always written from the parts, so that what one
/// server sees is what was read:
///
/// ```swift
/// let address = try EmailAddress("\"a@evil b\"@example.com")
/// print(address.localPart)  // a@evil b
/// print(address.domain)  // example.com
/// print(address)  // "a@evil b"@example.com
/// ```
public struct EmailAddress: Sendable {
  /// What stands before the last `@`, without quotes. Its case matters. Never empty.
  public let localPart: String

  /// A host name as it was given (A-labels or U-labels), or an address literal such as `[192.0.2.1]` or
  /// `[IPv6:2001:db8::1]`.
  public let domain: String

  /// Reads `local-part@domain`, where the local part is a dot-atom or a quoted string.
  ///
  /// No blanks, comments, display name or obsolete forms are accepted; ``Mailbox`` reads those that are in use.
  /// - Throws: ``MIMEError/Code/invalidAddress`` that names the first wrong character and its place.
  public init(_ string: String) throws(MIMEError) {
    var parser = AddressParser(string)
    self = try parser.bareAddress()
  }

  /// Makes an address from its parts; `localPart` is not quoted.
  ///
  /// The limits are those of RFC 5321, section 4.5.3.1: 64 bytes for the local part as it is written (quotes
  /// included), 255 bytes for the domain, 63 for a label of it.
  /// - Throws: ``MIMEError/Code/invalidAddress`` for controls, an empty part, a part over its limit, or a bad domain.
  public init(localPart: String, domain: String) throws(MIMEError) {
    func fail(_ what: String) -> MIMEError {
      MIMEError(code: .invalidAddress, reason: "\((localPart + "@" + domain).excerpt): \(what)")
    }
    guard !localPart.isEmpty else { throw fail("nothing stands before the \"@\"") }
    for (index, scalar) in localPart.unicodeScalars.enumerated() where scalar.isControl {
      throw fail("the local part has the control \(scalar.codePoint) at character \(index + 1)")
    }
    if let problem = DomainName.problem(in: domain) { throw fail(problem) }
    self.localPart = localPart
    self.domain = domain
    let length = writtenLocalPart.utf8.count
    guard length <= 64 else { throw fail("the local part has \(length) bytes, 64 are allowed") }
  }

  /// Whether both parts are ASCII. If not, a server must offer SMTPUTF8 to take the address (RFC 6531).
  public var isASCII: Bool { localPart.isASCII && domain.isASCII }

  private var writtenLocalPart: String {
    let isDotAtom = localPart.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0.allSatisfy(\.isAtomText)
    }
    return isDotAtom ? localPart : localPart.quotedString
  }
}

extension EmailAddress: CustomStringConvertible {
  /// The address as it stands on a command line and in a header: quoted where it must be.
  public var description: String { "\(writtenLocalPart)@\(domain)" }
}

extension EmailAddress: Hashable {
  /// Local parts are compared byte by byte, domains as the DNS does: without regard to case, and an A-label equals the U-label
  /// that it encodes (RFC 5890, section 2.3.2.4).
  public static func == (left: EmailAddress, right: EmailAddress) -> Bool {
    left.localPart.utf8.elementsEqual(right.localPart.utf8) && left.comparableDomain == right.comparableDomain
  }

  public func hash(into hasher: inout Hasher) {
    for byte in localPart.utf8 { hasher.combine(byte) }
    hasher.combine(comparableDomain)
  }

  private var comparableDomain: String { DomainName.asciiForm(of: domain) ?? domain.asciiLowercased }
}
