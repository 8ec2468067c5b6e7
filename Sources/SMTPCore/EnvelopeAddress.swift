/// A mailbox as it stands in an envelope (RFC 5321 section 4.1.2 `Mailbox`, RFC 6531 section 3.3): local part and domain.
///
/// It exists only in valid form, and ``description`` always builds the text anew from the parts and quotes where it must.
/// So no string that a caller, a file or a peer supplied reaches a command line unparsed.
public struct EnvelopeAddress: Sendable, Hashable {
  /// The local part without its quotes.
  public let localPart: String
  /// A domain name, or an address literal with its brackets.
  public let domain: String
  /// The address as it goes on a command's line, quoted where it must be. Built once: a message asks for it several times.
  public let description: String

  /// - Throws: ``EnvelopeSyntaxError`` for an empty part, a control character, a local part of more than 64 octets, or a
  ///   domain that is neither a name nor an address literal.
  public init(localPart: String, domain: String) throws(EnvelopeSyntaxError) {
    guard !localPart.isEmpty else { throw .init("the local part is empty") }
    guard localPart.utf8.count <= 64 else { throw .init("the local part is longer than 64 octets") }
    guard !localPart.unicodeScalars.contains(where: \.isControlOrSeparator) else {
      throw .init("the local part holds a control character")
    }
    try Self.check(domain: domain)
    self.localPart = localPart
    self.domain = domain
    description = Self.written(localPart, domain)
  }

  /// Reads `local@domain` or `"quoted local"@domain`, without angle brackets and without a source route.
  public init(_ text: some StringProtocol) throws(EnvelopeSyntaxError) {
    // By scalars: a combining mark after the @ or the quote must not hide it.
    let scalars = text.unicodeScalars
    guard let at = scalars.lastIndex(of: "@") else { throw .init("there is no @ and domain") }
    try self.init(
      localPart: Self.unquote(text[..<at]), domain: String(Substring(text[scalars.index(after: at)...])))
  }

  /// Whether SMTPUTF8 is needed to send it (RFC 6531).
  public var isASCII: Bool { localPart.utf8.allSatisfy { $0 < 0x80 } && domain.utf8.allSatisfy { $0 < 0x80 } }

  private static func unquote(_ text: some StringProtocol) throws(EnvelopeSyntaxError) -> String {
    guard text.unicodeScalars.first == "\"" else {
      guard isDotString(text) else { throw .init("the local part needs quotes") }
      return String(text)
    }
    var result = String.UnicodeScalarView()
    var isEscaped = false
    var isClosed = false
    for scalar in text.unicodeScalars.dropFirst() {
      guard !isClosed else { throw .init("there is text after the quoted local part") }
      if isEscaped {
        result.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        isClosed = true
      } else {
        result.append(scalar)
      }
    }
    guard isClosed else { throw .init("the quoted local part has no end") }
    return String(result)
  }

  /// Whether a local part can stand without quotes (RFC 5321 `Dot-string`).
  static func isDotString(_ text: some StringProtocol) -> Bool {
    if let isDotString = isPlainDotString(text) { return isDotString }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.unicodeScalars.allSatisfy { scalar in
          if scalar.value >= 0x80 { return !scalar.isControlOrSeparator }
          return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
        }
    }
  }

  /// The same for letters, digits and dots alone, of which most addresses consist; nil where there is anything else.
  private static func isPlainDotString(_ text: some StringProtocol) -> Bool? {
    var isAfterDot = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        isAfterDot = false
      case UInt8(ascii: "."):
        if isAfterDot { return false }
        isAfterDot = true
      default:
        return nil
      }
    }
    return !isAfterDot
  }

  static func check(domain: String) throws(EnvelopeSyntaxError) {
    guard !domain.isEmpty else { throw .init("the domain is empty") }
    guard domain.utf8.count <= 255 else { throw .init("the domain is longer than 255 octets") }
    if domain.hasPrefix("[") {
      guard isAddressLiteral(domain) else { throw .init("\(Reply.printable(domain)) is no address literal") }
      return
    }
    if isPlainDotString(domain) == true, domain.utf8.count <= 63 { return }
    for label in domain.split(separator: ".", omittingEmptySubsequences: false) {
      guard isLabel(label) else { throw .init("\"\(Reply.printable(domain))\" is no domain name") }
    }
  }

  private static func isLabel(_ label: Substring) -> Bool {
    guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-" else { return false }
    return label.unicodeScalars.allSatisfy { scalar in
      if scalar.value >= 0x80 { return !scalar.isControlOrSeparator && !scalar.properties.isWhitespace }
      return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
    }
  }

  private static func isAddressLiteral(_ text: String) -> Bool {
    guard text.hasSuffix("]"), text.utf8.count > 2 else { return false }
    let inner = text.dropFirst().dropLast()
    if inner.lowercased().hasPrefix("ipv6:") {
      let address = inner.dropFirst(5)
      return address.contains(":") && address.utf8.count <= 45
        && address.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") }
    }
    let octets = inner.split(separator: ".", omittingEmptySubsequences: false)
    return octets.count == 4
      && octets.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
  }
}

extension EnvelopeAddress: CustomStringConvertible {
  private static func written(_ localPart: String, _ domain: String) -> String {
    guard !isDotString(localPart) else { return "\(localPart)@\(domain)" }
    var quoted = String.UnicodeScalarView()
    for scalar in localPart.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
      quoted.append(scalar)
    }
    return "\"\(String(quoted))\"@\(domain)"
  }
}

/// A part of an envelope that is not of SMTP's form, and why.
public struct EnvelopeSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Where a message comes from and where its bounce goes: an address, or the null path `<>` (RFC 5321 section 4.5.5).
public enum ReversePath: Sendable, Hashable, CustomStringConvertible {
  case null
  case address(EnvelopeAddress)

  public var description: String {
    switch self {
    case .null: "<>"
    case .address(let address): "<\(address)>"
    }
  }
}
