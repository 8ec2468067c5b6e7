extension Capabilities {
  /// What a server takes of one session (LIMITS, RFC 9422 section 4); nil for what it does not tell.
  public struct Limits: Sendable, Hashable {
    /// How many messages (MAIL commands) one connection may bring.
    public var mailMax: Int?
    /// How many recipients (RCPT commands) one message may have.
    public var rcptMax: Int?
    /// How many different domains all recipients of one connection may have.
    public var rcptDomainMax: Int?

    public init(mailMax: Int? = nil, rcptMax: Int? = nil, rcptDomainMax: Int? = nil) {
      self.mailMax = mailMax
      self.rcptMax = rcptMax
      self.rcptDomainMax = rcptDomainMax
    }

    /// Limits that are not known or not of the grammar are passed over, as the RFC has it. Of two for one thing the lower counts.
    init(words: [String]) {
      for word in words {
        let parts = word.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let number = decimal(parts[1], digits: 1...6), number > 0 else { continue }
        switch parts[0] {
        case "MAILMAX": mailMax = min(mailMax ?? .max, number)
        case "RCPTMAX": rcptMax = min(rcptMax ?? .max, number)
        case "RCPTDOMAINMAX": rcptDomainMax = min(rcptDomainMax ?? .max, number)
        default: break
        }
      }
    }

    /// As they stand behind the keyword.
    var words: [String] {
      [("MAILMAX", mailMax), ("RCPTMAX", rcptMax), ("RCPTDOMAINMAX", rcptDomainMax)].compactMap { name, limit in
        limit.map { "\(name)=\($0)" }
      }
    }
  }

  /// Without any where the server has no LIMITS.
  public var limits: Limits { Limits(words: parameters(of: "LIMITS")) }

  public var offersDSN: Bool { has("DSN") }
  /// Both halves of RFC 3030: a body of any bytes can be sent in chunks only.
  public var offersBinaryMIME: Bool { has("BINARYMIME") && offersChunking }
  /// Only what is offered over TLS counts (RFC 8689 section 3).
  public var offersRequireTLS: Bool { has("REQUIRETLS") }
}
