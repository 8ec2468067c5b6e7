public import SMTPSending

/// A server's refusal, as ``SMTPSecureSocket/serverError(_:message:email:)`` tells it.
public struct ServerRefusal: Sendable {
  /// The reply's code, or what RFC 5321 has for what is wrong with the message.
  public let errorID: Int
  /// The reply, or what is wrong with the message.
  public let message: String
  /// Nil where there was no message yet.
  public let email: EmailMessage?
  /// What the client beneath said, nil where it was not asked.
  public let cause: SMTPError?
}

/// What came of one run through the queue.
public struct MailReport: Sendable {
  /// A message that a server has taken.
  public struct Sent: Sendable {
    public let email: EmailMessage
    public let receipt: DeliveryReceipt
  }

  /// In their order.
  public internal(set) var sent: [Sent] = []
  /// In their order. These messages are still in the queue, unless some of their recipients were accepted.
  public internal(set) var refused: [ServerRefusal] = []
}
