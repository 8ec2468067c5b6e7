extension HeaderField {
  /// Where a value may have encoded words (RFC 2047, section 5).
  enum Structure {
    /// In the names of mailboxes, never in an address.
    case mailboxes
    /// Nowhere that could be found without the field's own grammar.
    case tokens
    /// Everywhere.
    case text
  }

  private static let mailboxFields: Set<String> = [
    "resent-from", "resent-sender", "resent-to", "resent-cc", "resent-reply-to", "disposition-notification-to",
    "return-receipt-to", "errors-to", "mail-followup-to", "mail-reply-to", "apparently-to",
  ]

  private static let tokenFields: Set<String> = [
    "in-reply-to", "references", "resent-date", "resent-message-id", "return-path", "received", "auto-submitted",
    "authentication-results", "dkim-signature", "arc-seal", "arc-message-signature", "arc-authentication-results",
  ]

  var structure: Structure {
    let name = name.asciiLowercased
    if Self.mailboxFields.contains(name) { return .mailboxes }
    return Self.tokenFields.contains(name) || name.hasPrefix("list-") ? .tokens : .text
  }

  /// The mailboxes of a field that is made of them.
  /// - Throws: ``MIMEError/Code/invalidHeader`` where they cannot be read, or there is none.
  func mailboxes() throws(MIMEError) -> [Mailbox] {
    do throws(MIMEError) {
      let mailboxes = try Mailbox.list(value)
      guard !mailboxes.isEmpty else { throw MIMEError(code: .invalidHeader, reason: "there is no address") }
      return mailboxes
    } catch {
      throw MIMEError(code: .invalidHeader, reason: "the field \(name) is made of addresses: \(error.reason)")
    }
  }
}
