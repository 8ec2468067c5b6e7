/// What the server answered to each command of one mail transaction.
public struct TransactionReport: Sendable, Hashable {
  public struct Recipient: Sendable, Hashable {
    public let address: EnvelopeAddress
    /// Nil where the server was not asked or did not answer.
    public internal(set) var reply: Reply?
    /// The verdict on the message for this recipient, which LMTP gives (RFC 2033 section 4.2); nil in SMTP.
    public internal(set) var verdict: Reply?
  }

  /// The parameters that went with MAIL.
  public let mailParameters: [ESMTPParameter]
  public internal(set) var mail: Reply?
  public internal(set) var recipients: [Recipient]
  /// The reply to DATA, or to a chunk before the last where it was refused.
  public internal(set) var data: Reply?
  /// The verdict on the whole message. Nil where none was sent, and in LMTP.
  public internal(set) var acceptance: Reply?
  /// Whether commands were sent before the replies to those before them (RFC 2920).
  public internal(set) var isPipelined = false
  /// Whether the message went in chunks (RFC 3030), without DATA.
  public internal(set) var isChunked = false

  init(_ envelope: Envelope, _ mailCommand: Command) {
    mailParameters = if case .mail(_, let parameters) = mailCommand { parameters } else { [] }
    recipients = envelope.recipients.map { Recipient(address: $0) }
  }

  /// Whether the server took responsibility for the message (RFC 5321 section 4.2.5), for at least one recipient.
  public var isAccepted: Bool {
    if acceptance?.severity == .positiveCompletion { return hasAcceptedRecipient }
    return recipients.contains { $0.verdict?.severity == .positiveCompletion }
  }

  /// Whether sender and at least one recipient were accepted.
  public var hasAcceptedRecipient: Bool {
    mail?.isPositive == true && recipients.contains { $0.reply?.isPositive == true }
  }

  /// Whether the server, once it has the whole message, may accept it: nothing that it said rules that out.
  var mayBeAccepted: Bool {
    mail?.isPositive != false && data?.isPositive != false && recipients.contains { $0.reply?.isPositive != false }
  }

  /// The reply that decided about a recipient: the earliest refusal on its way, else the acceptance.
  public func verdict(for recipient: Recipient) -> Reply? {
    if let mail, !mail.isPositive { return mail }
    if let reply = recipient.reply, !reply.isPositive { return reply }
    if let data, !data.isPositive { return data }
    return recipient.reply == nil ? nil : recipient.verdict ?? acceptance
  }

  /// Takes a reply for the verdict on all that have none.
  /// - Parameter waiting: the recipients who have none, in LMTP; empty for all.
  mutating func setRemainingVerdicts(_ reply: Reply, _ waiting: [Int]) {
    guard !waiting.isEmpty else {
      acceptance = reply
      return
    }
    for index in waiting { recipients[index].verdict = reply }
  }
}
