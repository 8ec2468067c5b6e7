extension DomainName {
  /// `domain` with its U-labels as A-labels (RFC 5891), in lower case; nil if a label has no such form.
  ///
  /// Labels are lowered, not normalized: one that might have another form in the DNS has none here.
  static func asciiForm(of domain: String) -> String? {
    guard !domain.isASCII else { return domain.asciiLowercased }
    var labels: [String] = []
    for label in domain.split(separator: ".", omittingEmptySubsequences: false) {
      if label.isASCII {
        labels.append(label.asciiLowercased)
      } else {
        let lowered = label.lowercased()
        guard labelProblem(label) == nil, isStable(lowered), let encoded = Punycode.encode(lowered) else { return nil }
        labels.append("xn--\(encoded)")
      }
    }
    return labels.joined(separator: ".")
  }

  /// Whether normalizing and case folding would leave all characters as they are (RFC 5892, sections 2.2 and 2.6). Marks that
  /// could become one character with the letter before them count as not; those of Indic scripts are no such marks.
  private static func isStable(_ label: String) -> Bool {
    label.unicodeScalars.allSatisfy { scalar in
      let properties = scalar.properties
      let isMark = ![0, 7, 9].contains(properties.canonicalCombiningClass.rawValue)
      return !isMark && (!properties.changesWhenNFKCCaseFolded || scalar == "\u{DF}" || scalar == "\u{3C2}")
    }
  }
}

extension EmailAddress {
  /// The same address with A-labels for its domain; nil if it has no form in ASCII, for its local part or a label of its domain.
  var withASCIIDomain: EmailAddress? {
    if isASCII { return self }
    guard localPart.isASCII, let domain = DomainName.asciiForm(of: domain) else { return nil }
    return try? EmailAddress(localPart: localPart, domain: domain)
  }
}
