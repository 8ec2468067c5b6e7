import MIME

/// The mail server whose manner a Received field has.
public enum ServerProduct: String, Sendable, Hashable, Codable, CaseIterable {
  case exchange = "Microsoft Exchange"
  case gmail = "Gmail"
  case postfix = "Postfix"
  case exim = "Exim"
  case sendmail = "Sendmail"
  case openSMTPD = "OpenSMTPD"
  case haraka = "Haraka"
  case ironPort = "IronPort"
  case qmail = "qmail"
  case dovecot = "Dovecot"

  init?(_ clauses: TraceClauses) {
    let with = clauses.value(of: .with) ?? ""
    let by = (clauses.value(of: .by) ?? "").lowercased()
    let comments = clauses.comments
    func hasComment(_ prefix: String) -> Bool { comments.contains { $0.hasPrefix(prefix) } }
    switch true {
    case with.hasPrefix("Microsoft SMTP Server"), with == "mapi", with.hasPrefix("mapi "): self = .exchange
    case hasComment("Exim"): self = .exim
    case hasComment("Postfix"): self = .postfix
    case hasComment("OpenSMTPD"): self = .openSMTPD
    case hasComment("Haraka"): self = .haraka
    case hasComment("Dovecot"): self = .dovecot
    case hasComment("qmail"): self = .qmail
    case with.hasPrefix("ESMTP/TLS/"), with.hasPrefix("SMTP/TLS/"): self = .ironPort
    case by == "mx.google.com", by.hasSuffix(".gmail.com"), by == "smtp-relay.gmail.com": self = .gmail
    case comments.contains(where: Self.isSendmailVersion): self = .sendmail
    default: return nil
    }
  }

  /// Two versions with a slash between them: the program's and its configuration's, such as `8.16.1/8.16.1`.
  private static func isSendmailVersion(_ comment: String) -> Bool {
    let parts = comment.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { $0.hasPrefix("8.") && $0.count > 3 }
  }
}
