/// A domain or a selector in a signature: as it was written, and as it stands in the DNS.
struct DKIMName: Sendable, Hashable {
  /// With A-labels, in lower case.
  let ascii: String

  /// Reads a name as it is met in signatures: by RFC 6376, section 3.5, with underscores too, which some selectors have,
  /// and with U-labels (RFC 8616, section 5).
  init?(_ text: String) {
    guard let ascii = DomainName.asciiForm(of: text), ascii.utf8.count <= 253,
      ascii.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(Self.isLabel)
    else { return nil }
    self.ascii = ascii
  }

  /// Whether it is `domain` or a subdomain of it.
  func isWithin(_ domain: DKIMName) -> Bool { ascii == domain.ascii || ascii.hasSuffix(".\(domain.ascii)") }

  private static func isLabel(_ label: Substring.UTF8View) -> Bool {
    (1...63).contains(label.count)
      && label.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
  }
}
