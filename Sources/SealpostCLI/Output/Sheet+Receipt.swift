import MailDiagnosis
import SMTPCore
import SMTPSending
import TLSWire

extension Sheet {
  /// A receipt: the verdict, the evidence, each recipient, and what it took.
  init(_ receipt: DeliveryReceipt, from server: SMTPClient.Endpoint) {
    self.init()
    let way = receipt.tls?.version.map { "over \($0)" } ?? "without TLS"
    let refused = receipt.recipients.filter { $0.outcome != .accepted }.count
    if refused == 0 {
      line("Accepted by \(server) \(way)", .good)
    } else {
      line("Accepted by \(server) \(way), but not for \(refused) of \(receipt.recipients.count) recipients", .warning)
    }
    gap()
    evidence(receipt.tls)
    gap()
    recipients(of: receipt)
    if let queueID = receipt.queueID { row("Queue ID", queueID) }
    row("Message", ByteCount.text(receipt.bytes))
    row("Timings", Self.text(of: receipt.timings))
    attempts(of: receipt)
  }

  mutating func recipients(of receipt: DeliveryReceipt) {
    for recipient in receipt.recipients {
      row("Recipient", "\(recipient.address): \(recipient.outcome.rawValue)", Self.emphasis(of: recipient.outcome))
      guard let reply = recipient.reply else { continue }
      row("", "\(reply)")
      if recipient.outcome != .accepted { advice(ReplyAdvice.advice(for: reply)) }
    }
  }

  mutating func attempts(of receipt: DeliveryReceipt) {
    row("Attempts", "\(receipt.attempts.count)")
    guard receipt.attempts.count > 1 else { return }
    for (index, attempt) in receipt.attempts.enumerated() {
      let version = attempt.tls?.version.map { " (\($0))" } ?? ""
      row("", "\(index + 1)\(version): \(attempt.failure ?? attempt.outcome.rawValue)")
    }
  }

  private static func emphasis(of outcome: DeliveryOutcome) -> TextStyle.Emphasis {
    switch outcome {
    case .accepted: .good
    case .rejected: .bad
    case .deferred, .ambiguous: .warning
    }
  }

  private static func text(of timings: Timings) -> String {
    let parts: [(String, Duration?)] = [
      ("connect", timings.connect), ("TLS", timings.tls), ("authentication", timings.authentication),
      ("transfer", timings.transfer),
    ]
    return parts.compactMap { name, duration in duration.map { "\(name) \($0.milliseconds)" } }.joined(separator: ", ")
  }
}

extension Duration {
  /// Such as `12 ms`.
  fileprivate var milliseconds: String { "\(Int((self / .milliseconds(1)).rounded())) ms" }

  /// Seconds with one decimal, such as `0.8 s`.
  var tenthsOfSeconds: String {
    let tenths = Int((self / .milliseconds(100)).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
