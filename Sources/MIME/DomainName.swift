/// The rules for what stands after the `@`: a host name (RFC 5321, section 4.1.2; RFC 5890 for U-labels) or an address
/// literal (section 4.1.3).
package enum DomainName {
  /// What is wrong with `domain`, or nil if it may be used.
  static func problem(in domain: String) -> String? {
    guard !domain.isEmpty else { return "the domain is missing" }
    if let (scalar, place) = firstForbidden(in: domain) {
      return "the domain has \(scalar.codePoint) at character \(place)"
    }
    let length = domain.utf8.count
    guard length <= 255 else { return "the domain has \(length) bytes, 255 are allowed" }
    if domain.hasPrefix("[") { return literalProblem(domain) }
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    for (index, label) in labels.enumerated() {
      if let problem = labelProblem(label) { return "label \(index + 1) of the domain \(problem)" }
    }
    if let last = labels.last, labels.count > 1, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return "the domain looks like an IP address; write it as [\(domain)]"
    }
    return nil
  }

  private static func firstForbidden(in domain: String) -> (Unicode.Scalar, Int)? {
    for (index, scalar) in domain.unicodeScalars.enumerated() where scalar.isControl || scalar.isBlank {
      return (scalar, index + 1)
    }
    return nil
  }

  /// What is wrong with one label, as the end of a sentence.
  static func labelProblem(_ label: Substring) -> String? {
    guard !label.isEmpty else { return "is empty" }
    for (index, scalar) in label.unicodeScalars.enumerated() where !isLabelText(scalar) {
      return "has \(scalar.isASCII ? String(scalar).excerpt : scalar.codePoint) at character \(index + 1)"
    }
    if label.hasPrefix("-") || label.hasSuffix("-") { return "begins or ends with \"-\"" }
    // A U-label becomes "xn--" and at least one byte for each of its scalars; its real length needs Punycode.
    let shortest = label.isASCII ? label.utf8.count : label.unicodeScalars.count + 4
    return shortest > 63 ? "has \(shortest) bytes, 63 are allowed" : nil
  }

  /// Letters, digits and hyphen; beyond ASCII the letters, marks and digits that stay themselves under NFKC.
  ///
  /// A scalar that is mapped to another one (a fullwidth letter, an ideographic full stop) would make this domain a
  /// different one at the next program that maps it.
  private static func isLabelText(_ scalar: Unicode.Scalar) -> Bool {
    if let byte = UInt8(exactly: scalar.value), byte < 0x80 {
      return byte.isASCIILetterOrDigit || byte == UInt8(ascii: "-")
    }
    switch scalar.value {
    case 0x00DF, 0x03C2, 0x200C, 0x200D: return true  // valid though folded: sharp s, final sigma, the two joiners
    case 0x00B7, 0x0375, 0x05F3, 0x05F4, 0x30FB: return true  // valid in context (RFC 5892, appendix A)
    default: break
    }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .decimalNumber:
      return scalar.properties.lowercaseMapping.unicodeScalars.allSatisfy { !$0.properties.changesWhenNFKCCaseFolded }
    default: return false
    }
  }

  private static func literalProblem(_ literal: String) -> String? {
    guard literal.hasSuffix("]"), literal.utf8.count > 2 else { return "the address literal lacks its \"]\"" }
    let content = literal.dropFirst().dropLast()
    if content.asciiLowercased.hasPrefix("ipv6:") {
      let address = String(content.dropFirst(5))
      return IPAddress.isV6(address) ? nil : "\(address.excerpt) is not an IPv6 address"
    }
    if IPAddress.isV4(String(content)) { return nil }
    return "\(content.excerpt) is neither an IPv4 address nor \"IPv6:\" and an IPv6 address"
  }
}
