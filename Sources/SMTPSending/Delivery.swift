import Logging
import MIME
import NIOCore
import SMTPCore
import TLSWire
import Tracing

/// One message on its way: attempts, the pauses between them, and the receipt at the end.
struct Delivery {
  typealias Result = SendRequest.Result

  let client: SMTPClient
  let source: MessageSource
  let envelope: Envelope
  let progress: (@Sendable (SMTPClient.Progress) async -> Void)?
  /// Nil where nobody traces.
  var span: (any Tracing.Span)?

  /// What has come of it so far.
  struct Course {
    /// Those whose fate is not sealed.
    var pending: Envelope
    var options: ClientSession.TransferOptions
    /// What the body may be written in.
    var forms: TransportNeeds
    var attempts: [DeliveryReceipt.Attempt] = []
    var settled: [EnvelopeAddress: Reply] = [:]
    var notes: [String] = []
    /// How often another connection was taken at once, which counts as no attempt.
    var displacements = 0

    /// How often in a row the same was put off.
    var failures: Int { attempts.reversed().prefix { $0.outcome == .deferred }.count }

    /// Those that the next transaction is for.
    func next(within limits: TransactionLimits) -> Envelope {
      guard let chosen = limits.choose(from: pending.recipients) else { return pending }
      return pending.keeping(chosen.contains) ?? pending
    }
  }

  func run() async throws(SMTPError) -> DeliveryReceipt {
    try await run(on: client.clock)
  }

  private func run(on clock: some Clock<Duration>) async throws(SMTPError) -> DeliveryReceipt {
    let began = clock.now
    var course = Course(pending: envelope, options: client.transferOptions, forms: client.bodyForms)
    // A message that comes once is not begun before the server has agreed to take it.
    if source.comesOnce { course.options.allowsSingleFlight = false }
    var pause = Duration.zero
    while true {
      let next = course.next(within: client.pool.transactionLimits)
      let (options, forms) = (course.options, course.forms)
      let result =
        if let tracing = client.tracing {
          await tracing.attempt(failure: failure) { await attempt(next, in: forms, options) }
        } else {
          await attempt(next, in: forms, options)
        }
      if giveSecondChance(after: result, &course) { continue }
      let failure = failure(of: result)
      let outcome = outcome(of: result, failure)
      course.attempts.append(attemptRecord(result, outcome, failure, after: pause))
      pause = .zero
      guard let failure else {
        guard goesOn(after: result, &course) else { return receipt(result, outcome, course) }
        continue
      }
      var generator = SystemRandomNumberGenerator()
      let delay = client.configuration.retryPolicy.delay(
        afterFailures: course.failures, elapsed: began.duration(to: clock.now), using: &generator)
      guard outcome == .deferred, failure.isTemporary, failure.phase != .transfer, failure.phase != .acceptance,
        !source.isSpent, let delay
      else {
        if passesOver(result, &course) { continue }
        return try conclude(failure, receipt(result, outcome, course))
      }
      guard settle(result, &course) else { return try conclude(failure, receipt(result, outcome, course)) }
      client.logger.notice("trying again", metadata: ["after": "\(delay)", "failure": "\(failure)"])
      client.metrics?.retried(after: failure)
      SendTracing.note(retryAfter: delay, failure, on: span)
      await progress?(.willRetry(after: delay, failure: failure))
      do {
        try await clock.sleep(for: delay, tolerance: nil)
      } catch {
        return try conclude(.cancelled(in: failure.phase), receipt(result, outcome, course))
      }
      pause = delay
    }
  }

  /// Whether another transaction follows one that the server refused: for the recipients that it was not for.
  private func passesOver(_ result: Result, _ course: inout Course) -> Bool {
    guard result.error == nil, let report = result.report,
      report.recipients.count < course.pending.recipients.count
    else { return false }
    for recipient in report.recipients { course.settled[recipient.address] = report.verdict(for: recipient) }
    let passed = Set(report.recipients.map(\.address))
    guard let rest = course.pending.keeping({ !passed.contains($0) }) else { return false }
    course.pending = rest
    return true
  }

  /// Where some recipients were accepted there is a receipt to give, whatever became of the others.
  private func conclude(_ failure: SMTPError, _ receipt: DeliveryReceipt) throws(SMTPError) -> DeliveryReceipt {
    guard receipt.outcome != .accepted else { return receipt }
    var failure = failure
    failure.evidence = failure.evidence ?? receipt.tls
    failure.receipt = receipt
    throw failure
  }

  /// Takes note of the verdicts that nothing will change. Gives false where nobody is left.
  private func settle(_ result: Result, _ course: inout Course) -> Bool {
    for (address, verdict) in result.verdicts where !verdict.isTransient { course.settled[address] = verdict }
    let settled = course.settled
    guard let remaining = course.pending.keeping({ settled[$0] == nil }) else { return false }
    course.pending = remaining
    return true
  }

  /// Whether another transaction follows one that was accepted: for the recipients that it was not for, and for those that
  /// were one too many for the server (RFC 5321 section 4.5.3.1.10).
  private func goesOn(after result: Result, _ course: inout Course) -> Bool {
    guard let report = result.report, !source.isSpent else { return false }
    let isTooMany = report.recipients.contains { $0.reply?.saysTooManyRecipients == true }
    guard isTooMany || report.recipients.count < course.pending.recipients.count else { return false }
    let others = Set(course.pending.recipients).subtracting(report.recipients.map(\.address))
    let refused = report.recipients.filter {
      $0.reply?.saysTooManyRecipients != true && report.verdict(for: $0)?.isTransient == true
    }
    guard settle(result, &course) else { return false }
    // A temporary refusal of some is no reason to try the others' next transaction with them again.
    let deferred = Set(refused.map(\.address))
    for recipient in refused { course.settled[recipient.address] = report.verdict(for: recipient) }
    guard let rest = course.pending.keeping({ others.contains($0) || !deferred.contains($0) }) else { return false }
    course.pending = rest
    return true
  }
}

extension Delivery {
  private func attempt(
    _ envelope: Envelope, in forms: TransportNeeds, _ options: ClientSession.TransferOptions
  ) async -> Result {
    do throws(SMTPError) {
      let body = try source.open(in: forms, holdsSmall: progress == nil)
      var envelope = envelope
      if body.needs.contains(.eightBitBody) { envelope.needsEightBitMIME = true }
      if body.needs.contains(.binaryBody) { envelope.needsBinaryMIME = true }
      envelope.size = body.size
      return await carry(envelope, body, options)
    } catch {
      return Result(error: error)
    }
  }

  private func carry(
    _ envelope: Envelope, _ body: MessageSource.Body, _ options: ClientSession.TransferOptions
  ) async -> Result {
    let request = SendRequest(envelope: envelope, body: body.held, options: options, progress: progress)
    let pool = client.pool
    return await withTaskCancellationHandler {
      pool.submit(request)
      return await follow(request, body)
    } onCancel: {
      request.cancel(in: pool)
    }
  }

  private func follow(_ request: SendRequest, _ body: MessageSource.Body) async -> Result {
    var event = await request.nextEvent()
    while true {
      switch event {
      case .finished(let result):
        return result
      case .carried(let info, let evidence):
        if let info { await progress?(.connected(info)) }
        if let evidence { await progress?(.secured(evidence)) }
        event = await request.nextEvent()
      case .bodyWanted(let connection):
        event = await send(body, of: request, on: connection)
      }
    }
  }

  /// Sends the message; gives what became of it. A connection that breaks while the next piece is waited for is noticed then,
  /// not when the piece comes.
  private func send(
    _ body: MessageSource.Body, of request: SendRequest, on connection: CarryingConnection
  ) async -> SendRequest.Event {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await sendPieces(of: body, for: request, on: connection) }
      let event = await request.nextEvent()
      group.cancelAll()
      return event
    }
  }

  /// A message that cannot be read to its end must never be ended properly, for the server would accept a part of it: the
  /// connection is closed instead.
  private func sendPieces(
    of body: MessageSource.Body, for request: SendRequest, on connection: CarryingConnection
  ) async {
    guard let pieces = body.makePieces?() else { return }
    var sent = 0
    while true {
      let piece: ByteBuffer?
      do {
        piece = try await pieces()
      } catch is CancellationError {
        return connection.giveUp(.cancelled(in: .transfer), for: request)
      } catch {
        let detail = "the message could not be read to its end: \(error)"
        return connection.giveUp(SMTPError(.unusableMessage, in: .transfer, detail), for: request)
      }
      // Whoever was told of the last piece may have cancelled, and must be able to be sure.
      guard !Task.isCancelled else { return connection.giveUp(.cancelled(in: .transfer), for: request) }
      do {
        try await connection.write(piece ?? ByteBuffer(), isLast: piece == nil, of: request)
      } catch {
        let lost = SMTPError(.connectionLost, in: .transfer, "the connection broke: \(error)")
        return connection.giveUp(error as? SMTPError ?? lost, for: request)
      }
      guard let piece else { return }
      sent += piece.readableBytes
      await progress?(.sent(bytes: sent, of: body.size))
    }
  }
}
