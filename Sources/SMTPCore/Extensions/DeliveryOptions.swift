/// What a message asks of the servers on its way, beyond being delivered. Each part needs an extension of SMTP; the message is
/// not sent to a server that lacks one.
public struct DeliveryOptions: Sendable, Hashable {
  /// Notifications of delivery, failure and delay (RFC 3461).
  public var dsn: DSNRequest?
  /// The message may go only over TLS with a verified certificate, to servers that promise the same (REQUIRETLS, RFC 8689). It
  /// bounces where one does not, and the bounce may hold what must not be seen: ``DSNRequest/Content/headers`` keeps it short.
  public var requiresTLS = false
  /// By when it is to be delivered (RFC 2852).
  public var deliverBy: DeliverBy?
  /// When it is to be delivered at the earliest (RFC 4865).
  public var hold: MessageHold?
  /// How urgent its transfer is (RFC 6710).
  public var priority: MessagePriority?
  /// Who submitted it first (RFC 4954 section 5); told only to a server that offers AUTH.
  public var submitter: Submitter?

  public init() {}
}

/// The same for one recipient.
public struct RecipientOptions: Sendable, Hashable {
  /// Of what the sender wants to hear, in place of ``DSNRequest/notification``.
  public var notification: DeliveryNotification?
  /// The address to name in notifications.
  public var originalRecipient: OriginalRecipient?

  public init(notification: DeliveryNotification? = nil, originalRecipient: OriginalRecipient? = nil) {
    self.notification = notification
    self.originalRecipient = originalRecipient
  }

  var isEmpty: Bool { notification == nil && originalRecipient == nil }
}
