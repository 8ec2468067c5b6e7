/// What the server answered to each command of one mail transaction.
public struct TransactionReport: Sendable, Hashable {
  public struct Recipient: Sendable, Hashable {
    public let address: EnvelopeAddress
    /// Nil where the server was not asked or did not answer.
    public internal(set) var reply: Reply?
  }

  public internal(set) var mail: Reply?
  public internal(set) var recipients: [Recipient]
  public internal(set) var data: Reply?
  /// The verdict on the whole message. Nil where none was sent.
  public internal(set) var acceptance: Reply?

  init(_ envelope: Envelope) {
    recipients = envelope.recipients.map { Recipient(address: $0) }
  }

  /// Whether the server took responsibility for the message (RFC 5321 section 4.2.5), for at least one recipient.
  public var isAccepted: Bool {
    acceptance?.severity == .positiveCompletion && hasAcceptedRecipient
  }

  /// Whether sender and at least one recipient were accepted.
  public var hasAcceptedRecipient: Bool {
    mail?.isPositive == true && recipients.contains { $0.reply?.isPositive == true }
  }

  /// The reply that decided about a recipient: the earliest refusal on its way, else the acceptance.
  public func verdict(for recipient: Recipient) -> Reply? {
    if let mail, !mail.isPositive { return mail }
    if let reply = recipient.reply, !reply.isPositive { return reply }
    if let data, !data.isPositive { return data }
    return recipient.reply == nil ? nil : acceptance
  }
}
