import SMTPCore

/// How many recipients one transaction may have, and of how many domains; nil for any number.
struct TransactionLimits {
  let recipients: Int?
  let domains: Int?

  init(_ own: SendingLimits, _ server: Capabilities.Limits = Capabilities.Limits()) {
    recipients = [own.recipientsPerMessage, server.rcptMax].compactMap(\.self).min()
    domains = server.rcptDomainMax
  }

  /// Those of the recipients that one transaction can be for, the first among them; nil where it can be for all.
  func choose(from all: [EnvelopeAddress]) -> Set<EnvelopeAddress>? {
    let recipientLimit = max(1, recipients ?? .max)
    guard domains != nil || all.count > recipientLimit else { return nil }
    let domainLimit = max(1, domains ?? .max)
    var chosen: Set<EnvelopeAddress> = []
    var domains: Set<String> = []
    for address in all where chosen.count < recipientLimit {
      let domain = address.domain.lowercased()
      guard domains.contains(domain) || domains.count < domainLimit else { continue }
      domains.insert(domain)
      chosen.insert(address)
    }
    return chosen.count == all.count ? nil : chosen
  }
}
