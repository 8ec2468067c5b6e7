import Logging
import MIME
import SMTPCore
import TLSWire

/// One message on its way: attempts, the pauses between them, and the receipt at the end.
struct Delivery<Content: MessageContent> {
  let client: SMTPClient
  let message: Content
  let envelope: Envelope
  let progress: (@Sendable (SMTPClient.Progress) async -> Void)?

  /// What one attempt came to.
  private struct Result {
    /// What the server answered, also where an error came before the end.
    var report: TransactionReport?
    var error: SMTPError?
    var evidence: TLSEvidence?
    var timings = Timings()
    var bytes = 0

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

  func run() async throws(SMTPError) -> DeliveryReceipt {
    try await run(on: client.clock)
  }

  private func run(on clock: some Clock<Duration>) async throws(SMTPError) -> DeliveryReceipt {
    let began = clock.now
    var attempts: [DeliveryReceipt.Attempt] = []
    var pending = envelope
    var settled: [EnvelopeAddress: Reply] = [:]
    var generator = SystemRandomNumberGenerator()
    var pause = Duration.zero
    while true {
      let result = await attempt(pending)
      for (address, verdict) in result.verdicts where !verdict.isTransient { settled[address] = verdict }
      let failure = failure(of: result)
      let outcome = outcome(of: result, failure)
      attempts.append(attemptRecord(result, outcome, failure, after: pause))
      let receipt = receipt(result, outcome, settled, attempts)
      guard var failure else { return receipt }
      failure.evidence = failure.evidence ?? result.evidence
      let delay = client.configuration.retryPolicy.delay(
        afterFailures: attempts.count, elapsed: began.duration(to: clock.now), using: &generator)
      guard outcome == .deferred, failure.isTemporary, result.bytes == 0, failure.phase != .transfer, let delay,
        let remaining = remaining(of: pending, settled)
      else {
        failure.receipt = receipt
        throw failure
      }
      client.logger.notice("trying again", metadata: ["after": "\(delay)", "failure": "\(failure)"])
      await progress?(.willRetry(after: delay, failure: failure))
      do {
        try await clock.sleep(for: delay, tolerance: nil)
      } catch {
        var cancellation = SMTPError.cancelled(in: failure.phase)
        cancellation.receipt = receipt
        throw cancellation
      }
      pause = delay
      pending = remaining
    }
  }

  /// The envelope for those whose fate is not sealed, nil where there are none.
  private func remaining(of envelope: Envelope, _ settled: [EnvelopeAddress: Reply]) -> Envelope? {
    try? Envelope(
      reversePath: envelope.reversePath, recipients: envelope.recipients.filter { settled[$0] == nil },
      needsEightBitMIME: envelope.needsEightBitMIME, needsSMTPUTF8: envelope.needsSMTPUTF8, size: envelope.size)
  }

  private func attempt(_ envelope: Envelope) async -> Result {
    var result = Result()
    do {
      var envelope = envelope
      let stream = try openStream()
      envelope.size = stream.size
      let connection = try await client.openConnection(progress: progress)
      result.evidence = try await connection.evidence
      do {
        let size = stream.size
        let tell = progress.map { progress in { @Sendable (sent: Int) in await progress(.sent(bytes: sent, of: size)) }
        }
        (result.report, result.bytes) = try await connection.send(envelope, stream, progress: tell)
        result.timings = try await connection.timings
        await connection.quit()
      } catch {
        result.timings = (try? await connection.timings) ?? Timings()
        result.report = try? await connection.unfinishedReport
        await connection.quit()
        throw error
      }
    } catch let error as SMTPError {
      result.error = error
      result.evidence = error.evidence ?? result.evidence
    } catch {
      result.error = SMTPError(.connectionLost, in: .connect, "\(error)")
    }
    return result
  }

  private func openStream() throws(SMTPError) -> MessageStream {
    do {
      return try message.makeStream()
    } catch {
      throw SMTPError(.unusableMessage, in: .connect, "\(error)")
    }
  }
}

extension Delivery {
  /// The error that an attempt amounts to, nil where the message was accepted for somebody.
  private func failure(of result: Result) -> SMTPError? {
    if let error = result.error { return error }
    guard let report = result.report, !report.isAccepted else { return nil }
    // A temporary refusal of some leaves hope, so it decides over the final refusal of others.
    let verdicts = report.recipients.compactMap { report.verdict(for: $0) }
    let verdict = verdicts.first(where: \.isTransient) ?? verdicts.first
    return SMTPError(
      .refused, in: phase(of: report), "the server refused the message", reply: verdict, evidence: result.evidence)
  }

  private func phase(of report: TransactionReport) -> SMTPPhase {
    if report.acceptance != nil { return .acceptance }
    return report.hasAcceptedRecipient ? .data : .envelope
  }

  private func outcome(of result: Result, _ failure: SMTPError?) -> DeliveryOutcome {
    guard let failure else { return .accepted }
    if result.error != nil, failure.isAmbiguous { return .ambiguous }
    return failure.isTemporary || failure.code == .cancelled ? .deferred : .rejected
  }

  private func attemptRecord(
    _ result: Result, _ outcome: DeliveryOutcome, _ failure: SMTPError?, after pause: Duration
  ) -> DeliveryReceipt.Attempt {
    DeliveryReceipt.Attempt(
      delay: pause, outcome: outcome, failedPhase: failure?.phase,
      reply: failure == nil ? result.report?.acceptance : failure?.reply,
      failure: failure.map { "\($0)" }, tls: result.evidence)
  }

  private func receipt(
    _ result: Result, _ outcome: DeliveryOutcome, _ settled: [EnvelopeAddress: Reply],
    _ attempts: [DeliveryReceipt.Attempt]
  ) -> DeliveryReceipt {
    let latest = result.verdicts
    let recipients = envelope.recipients.map { address in
      let reply = settled[address] ?? latest[address] ?? result.error?.reply
      return DeliveryReceipt.Recipient(
        address: "\(address)", outcome: Self.outcome(of: reply, else: outcome), reply: reply)
    }
    let reply = result.report?.acceptance ?? attempts.last?.reply
    return DeliveryReceipt(
      outcome: outcome, reply: reply, queueID: outcome == .accepted ? reply?.queueID : nil, recipients: recipients,
      tls: result.evidence, timings: result.timings, bytes: result.bytes, attempts: attempts)
  }

  private static func outcome(of reply: Reply?, else outcome: DeliveryOutcome) -> DeliveryOutcome {
    switch reply?.severity {
    case .positiveCompletion: outcome
    case .transientNegative: .deferred
    case .permanentNegative: .rejected
    case .positiveIntermediate, nil: outcome
    }
  }
}
