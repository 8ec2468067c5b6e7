extension DomainName {
  /// `domain` with its U-labels as A-labels (RFC 5891), in lower case; nil if a label has no such form.
  ///
  /// Labels are lowered, not normalized: one that might have another form in the DNS has none here.
  package static func asciiForm(of domain: String) -> String? {
    guard !domain.isASCII else { return domain.asciiLowercased }
    var labels: [String] = []
    for label in domain.split(separator: ".", omittingEmptySubsequences: false) {
      if label.isASCII {
        labels.append(label.asciiLowercased)
      } else {
        let lowered = label.lowercased()
        guard labelProblem(label) == nil, isComposed(lowered), let encoded = Punycode.encode(lowered) else {
          return nil
        }
        labels.append("xn--\(encoded)")
      }
    }
    return labels.joined(separator: ".")
  }

  /// Whether no mark is in it that could become one character with the letter before it (NFC); those of Indic scripts do not.
  /// All else that normalizing would change is no label in the first place.
  private static func isComposed(_ label: String) -> Bool {
    label.unicodeScalars.allSatisfy { [0, 7, 9].contains($0.properties.canonicalCombiningClass.rawValue) }
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
