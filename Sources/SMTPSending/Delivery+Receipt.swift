import SMTPCore
import TLSWire

/// What an attempt amounts to, and the receipt that tells it.
extension Delivery {
  /// The error that an attempt amounts to, nil where the message was accepted for somebody.
  func failure(of result: Result) -> SMTPError? {
    if let error = result.error { return error }
    guard let report = result.report, !report.isAccepted else { return nil }
    // A temporary refusal of some leaves hope, so it decides over the final refusal of others.
    let verdicts = report.recipients.compactMap { report.verdict(for: $0) }
    let verdict = verdicts.first(where: \.isTransient) ?? verdicts.first
    return SMTPError(
      .refused, in: phase(of: report), "the server refused the message", reply: verdict, evidence: result.evidence)
  }

  private func phase(of report: TransactionReport) -> SMTPPhase {
    // What was sent unasked after a refusal is refused as well, and says nothing.
    guard report.hasAcceptedRecipient else { return .envelope }
    if report.isChunked, report.data != nil { return .transfer }
    let hasVerdict = report.acceptance != nil || report.recipients.contains { $0.verdict != nil }
    return hasVerdict && report.data?.isPositive != false ? .acceptance : .data
  }

  func outcome(of result: Result, _ failure: SMTPError?) -> DeliveryOutcome {
    guard let failure else { return .accepted }
    if result.error != nil, failure.isAmbiguous { return .ambiguous }
    return failure.isTemporary || failure.category == .cancelled ? .deferred : .rejected
  }

  func attemptRecord(
    _ result: Result, _ outcome: DeliveryOutcome, _ failure: SMTPError?, after pause: Duration
  ) -> DeliveryReceipt.Attempt {
    DeliveryReceipt.Attempt(
      delay: pause, outcome: outcome, failedPhase: failure?.phase,
      reply: failure == nil ? result.report?.firstAcceptance : failure?.reply,
      failure: failure.map { "\($0)" }, tls: result.evidence)
  }

  func receipt(_ result: Result, _ outcome: DeliveryOutcome, _ course: Course) -> DeliveryReceipt {
    let recipients = recipients(result, outcome, course)
    let isAccepted = outcome == .accepted || recipients.contains { $0.outcome == .accepted }
    let reply = course.attempts.last?.reply
    return DeliveryReceipt(
      outcome: isAccepted ? .accepted : outcome, reply: reply, recipients: recipients, tls: result.evidence,
      timings: result.timings, bytes: result.bytes,
      attempts: course.attempts, isConnectionReused: result.isReused, notes: course.notes)
  }

  private func recipients(
    _ result: Result, _ outcome: DeliveryOutcome, _ course: Course
  ) -> [DeliveryReceipt.Recipient] {
    if let report = result.report, course.settled.isEmpty, report.recipients.count == envelope.recipients.count {
      return report.recipients.map { recipient in
        let reply = report.verdict(for: recipient) ?? result.error?.reply
        return DeliveryReceipt.Recipient(
          address: recipient.address.description, outcome: Self.outcome(of: reply, else: outcome), reply: reply)
      }
    }
    let latest = result.verdicts
    let asked = Set(result.report?.recipients.map(\.address) ?? envelope.recipients)
    return envelope.recipients.map { address in
      let reply = latest[address] ?? course.settled[address] ?? result.error?.reply
      // What became of one transaction is in doubt, and not what became of those that never went out.
      let outcome = outcome == .ambiguous && !asked.contains(address) ? .deferred : outcome
      return DeliveryReceipt.Recipient(
        address: address.description, outcome: Self.outcome(of: reply, else: outcome), reply: reply)
    }
  }

  private static func outcome(of reply: Reply?, else outcome: DeliveryOutcome) -> DeliveryOutcome {
    switch reply?.severity {
    case .positiveCompletion: .accepted
    case .transientNegative: .deferred
    case .permanentNegative: .rejected
    case .positiveIntermediate, nil: outcome
    }
  }
}

extension TransactionReport {
  /// The reply that accepts the message, in LMTP for the first for whom it is.
  var firstAcceptance: Reply? {
    acceptance ?? recipients.lazy.compactMap(\.verdict).first { $0.isPositive }
  }
}

extension SendRequest.Result {
  /// The reply that decided about each recipient, as far as one did.
  var verdicts: [EnvelopeAddress: Reply] {
    guard let report else { return [:] }
    var verdicts: [EnvelopeAddress: Reply] = [:]
    for recipient in report.recipients where verdicts[recipient.address] == nil {
      verdicts[recipient.address] = report.verdict(for: recipient)
    }
    return verdicts
  }
}
