extension DomainName {
  /// `domain` with its U-labels as A-labels (RFC 5891), in lower case; nil if a label has no such form.
  ///
  /// Labels are lowered, not normalized: what is not in NFC is another name here, as it would be in the DNS.
  static func asciiForm(of domain: String) -> String? {
    guard !domain.isASCII else { return domain.asciiLowercased }
    var labels: [String] = []
    for label in domain.split(separator: ".", omittingEmptySubsequences: false) {
      if label.isASCII {
        labels.append(label.asciiLowercased)
      } else {
        guard labelProblem(label) == nil, let encoded = Punycode.encode(label.lowercased()) else { return nil }
        labels.append("xn--\(encoded)")
      }
    }
    return labels.joined(separator: ".")
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
