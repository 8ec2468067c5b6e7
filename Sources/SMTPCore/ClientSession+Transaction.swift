public import NIOCore

/// One message: MAIL, RCPT, DATA, the message itself, and the server's verdict.
extension ClientSession {
  struct Transaction: Sendable {
    enum Stage: Sendable, Hashable {
      /// Replies to MAIL, RCPT and DATA are awaited.
      case envelope
      /// 354 has come for at least one accepted recipient.
      case sendingBody
      /// The end of the data was sent after a whole message.
      case awaitingVerdict
      /// The end of the data was sent after nothing, because nobody was accepted although DATA was.
      case endingEmptyMessage
    }

    let envelope: Envelope
    let parameters: [ESMTPParameter]
    let isPipelined: Bool
    var report: TransactionReport
    var stage = Stage.envelope
    var stuffer = DotStuffer()
  }

  /// Begins to send a message. With PIPELINING, MAIL, every RCPT and DATA go out in one flight (RFC 2920).
  /// - Throws: ``SessionError`` where the server lacks what the message needs, before anything is sent; the session stays
  ///   ready.
  public mutating func begin(_ envelope: Envelope) throws(SessionError) {
    guard case .ready = state else { throw SessionError(.connectionClosed, in: phase) }
    let parameters = try envelope.mailParameters(for: capabilities)
    let isPipelined = capabilities.offersPipelining
    let transaction = Transaction(
      envelope: envelope, parameters: parameters, isPipelined: isPipelined, report: TransactionReport(envelope))
    state = .transacting(transaction)
    var commands = [Command.mail(envelope.reversePath, parameters)]
    var replies = [Awaited.mail]
    if isPipelined {
      commands += envelope.recipients.map { .rcpt($0, []) } + [.data]
      replies += envelope.recipients.indices.map { .recipient($0) } + [.data]
    }
    send(commands, awaiting: replies)
  }

  /// Gives what goes on the wire for a piece of the message: the same buffer where nothing in it needs changing.
  public mutating func body(_ chunk: ByteBuffer) -> ByteBuffer {
    guard case .transacting(var transaction) = state, transaction.stage == .sendingBody else { return ByteBuffer() }
    let stuffed = transaction.stuffer.stuff(chunk)
    state = .transacting(transaction)
    return stuffed
  }

  /// The message is complete. From here on its fate is in the server's hands until the reply comes.
  public mutating func endBody() {
    guard case .transacting(var transaction) = state, transaction.stage == .sendingBody else { return }
    actions.append(.sendEndOfData(transaction.stuffer.finish()))
    transaction.stage = .awaitingVerdict
    state = .transacting(transaction)
    awaited.append(.acceptance)
  }

  mutating func handleTransaction(_ reply: Reply, to command: Awaited) {
    guard case .transacting(var transaction) = state else { return fail(.unsolicitedReply(reply)) }
    guard Self.canAnswer(reply, command) else {
      return fail(.unexpectedReply(reply), in: Self.phase(of: command, transaction.stage))
    }
    if reply.code == 421 { return finishClosing(transaction, with: reply, to: command) }
    switch command {
    case .mail:
      transaction.report.mail = reply
    case .recipient(let index):
      transaction.report.recipients[index].reply = reply
    case .data:
      transaction.report.data = reply
    default:
      if transaction.stage == .awaitingVerdict { transaction.report.acceptance = reply }
      return finish(transaction, needsReset: false)
    }
    state = .transacting(transaction)
    proceed(transaction, after: command)
  }

  private mutating func proceed(_ transaction: Transaction, after command: Awaited) {
    if case .data = command { return proceedAfterData(transaction) }
    guard !transaction.isPipelined else { return }
    if let mail = transaction.report.mail, !mail.isPositive { return finish(transaction, needsReset: false) }
    if let next = transaction.report.recipients.firstIndex(where: { $0.reply == nil }) {
      send([.rcpt(transaction.envelope.recipients[next], [])], awaiting: [.recipient(next)])
    } else if transaction.report.hasAcceptedRecipient {
      send([.data], awaiting: [.data])
    } else {
      finish(transaction, needsReset: true)
    }
  }

  private mutating func proceedAfterData(_ transaction: Transaction) {
    var transaction = transaction
    let report = transaction.report
    guard let data = report.data, data.isPositive else { return finish(transaction, needsReset: true) }
    if report.hasAcceptedRecipient {
      transaction.stage = .sendingBody
      state = .transacting(transaction)
      actions.append(.sendBody)
    } else if report.recipients.contains(where: { $0.reply?.isPositive == true }) {
      // MAIL was refused, a recipient and DATA were not. To end the data could deliver an empty message.
      fail(.unexpectedReply(data), in: .data)
    } else {
      transaction.stage = .endingEmptyMessage
      state = .transacting(transaction)
      awaited.append(.acceptance)
      actions.append(.sendEndOfData(ByteBuffer(staticString: ".\r\n")))
    }
  }

  private mutating func finish(_ transaction: Transaction, needsReset: Bool) {
    state = .ready
    if needsReset { send([.rset], awaiting: [.rset]) }
    actions.append(.finish(transaction.report))
  }

  /// 421 announces that the server closes the connection (RFC 5321 section 4.2.1), so what is unanswered stays so.
  private mutating func finishClosing(_ transaction: Transaction, with reply: Reply, to command: Awaited) {
    var report = transaction.report
    switch command {
    case .mail: report.mail = reply
    case .data: report.data = reply
    case .acceptance where transaction.stage == .awaitingVerdict: report.acceptance = reply
    default: if report.data == nil { report.data = reply }
    }
    for index in report.recipients.indices where report.recipients[index].reply == nil {
      report.recipients[index].reply = reply
    }
    actions.append(.finish(report))
    close()
  }

  private static func canAnswer(_ reply: Reply, _ command: Awaited) -> Bool {
    switch reply.severity {
    case .transientNegative, .permanentNegative: true
    case .positiveIntermediate: command == .data && reply.code == 354
    case .positiveCompletion: command != .data
    }
  }

  private static func phase(of command: Awaited, _ stage: Transaction.Stage) -> SMTPPhase {
    switch command {
    case .data: .data
    case .acceptance: stage == .endingEmptyMessage ? .data : .acceptance
    default: .envelope
    }
  }
}
