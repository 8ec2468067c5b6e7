import MailDiagnosis
import SMTPCore
import SMTPSending

extension Sheet {
  /// Why a message was not sent: what happened and where, the reply, what it means and what to do.
  init(_ error: SMTPError, at server: SMTPClient.Endpoint?) {
    self.init()
    let place = server.map { " to \($0)" } ?? ""
    let verdict =
      if error.isAmbiguous {
        "Perhaps sent\(place)"
      } else {
        error.category == .cancelled ? "Interrupted, not sent\(place)" : "Not sent\(place)"
      }
    line("sealpost: \(verdict), \(error.phase): \(error.detail)", error.isAmbiguous ? .warning : .bad)
    let advice = error.reply.flatMap(ReplyAdvice.advice(for:))
    if let reply = error.reply { row("Server said", "\(reply)") }
    if error.isAmbiguous {
      paragraph(
        "Meaning",
        "The whole message was sent and no verdict came. It may have been delivered: sending it again may deliver it twice."
      )
    }
    if let advice {
      self.advice(advice)
    } else {
      if let remedy = error.remedy { paragraph("What to do", remedy) }
      row(
        "Trying again",
        error.isTemporary ? "can help, later, with nothing changed" : "cannot help unless something changes")
    }
    if let tls = error.evidence {
      gap()
      evidence(tls)
    }
    guard let receipt = error.receipt, receipt.attempts.count > 1 || receipt.recipients.count > 1 else { return }
    gap()
    if receipt.recipients.count > 1 { outcomes(of: receipt) }
    attempts(of: receipt)
  }

  private mutating func outcomes(of receipt: DeliveryReceipt) {
    for recipient in receipt.recipients {
      row("Recipient", "\(recipient.address): \(recipient.outcome.rawValue)")
      if let reply = recipient.reply { row("", "\(reply)") }
    }
  }
}
