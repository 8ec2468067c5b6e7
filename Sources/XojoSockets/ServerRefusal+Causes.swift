import SMTPCore
import SMTPSending

extension ServerRefusal {
  /// A message that cannot be sent as it is.
  init(_ fault: EmailFault, of email: EmailMessage) {
    self.init(errorID: fault.kind.rawValue, message: fault.text, email: email, cause: nil)
  }

  /// What a server said, or what is wrong with the message; nil for any other failure.
  init?(_ error: SMTPError, of email: EmailMessage?) {
    if let reply = error.reply, !reply.isPositive, error.category != .policy {
      self.init(errorID: reply.code, message: "\(reply)", email: email, cause: error)
    } else if error.category == .message {
      let fault = EmailFault(error)
      self.init(errorID: fault.kind.rawValue, message: fault.text, email: email, cause: error)
    } else {
      return nil
    }
  }

  /// The recipients that were refused of a message that was accepted for others; nil where there are none.
  init?(partOf receipt: DeliveryReceipt, _ email: EmailMessage) {
    let refused = receipt.recipients.filter { $0.outcome != .accepted }
    guard let first = refused.first else { return nil }
    let lines = refused.map { recipient in "\(recipient.address): \(recipient.reply.map { "\($0)" } ?? "refused")" }
    self.init(errorID: first.reply?.code ?? 0, message: lines.joined(separator: "; "), email: email, cause: nil)
  }
}

extension SMTPError {
  /// Whether another message may fare better at once. What was said before there was talk of a message holds for all of
  /// them: to go on would be to try a wrong password once for each.
  var isAboutMessage: Bool {
    switch phase {
    case .connect, .greeting, .hello, .startTLS, .tls, .authentication: category == .message
    case .envelope, .data, .transfer, .acceptance, .quit: reply?.code != 421 && reply?.code != 530
    }
  }
}
