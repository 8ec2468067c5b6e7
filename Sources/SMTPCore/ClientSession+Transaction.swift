public import NIOCore

/// Messages: MAIL, RCPT, DATA or BDAT, the message itself, and the server's verdict.
extension ClientSession {
  struct Transaction: Sendable {
    enum Stage: Sendable, Hashable {
      /// Replies to MAIL, RCPT and DATA are awaited.
      case envelope
      /// 354 has come for at least one accepted recipient, or chunks may be sent.
      case sendingBody
      /// The end of the data was sent after a whole message.
      case awaitingVerdict
      /// The end of the data was sent after nothing, because nobody was accepted although DATA was.
      case endingEmptyMessage
    }

    /// The RCPT commands, given one by one where commands are not pipelined; else none.
    let recipients: [Command]
    let isPipelined: Bool
    var report: TransactionReport
    var stage = Stage.envelope
    var encoder: BodyEncoder
    /// Those whose verdict is still to come, the next one last. LMTP has one for each accepted recipient.
    var verdictsToCome: [Int] = []
  }

  /// How a message is to be sent, within what the server offers.
  public struct TransferOptions: Sendable, Hashable {
    /// Keywords, in upper case, that are passed over although the server offers them.
    public var withheld: Set<String> = []
    /// Whether the message may follow its envelope before the server has answered, where CHUNKING and PIPELINING are
    /// offered and the message is small. It saves a round trip; a connection that breaks then leaves in doubt whether the
    /// message was accepted, so it is for connections that were heard of a moment ago.
    public var allowsSingleFlight = false

    public init() {}
  }

  /// The largest message that follows its envelope unasked: more would be a waste where the server refuses. In bytes.
  public static let largestSingleFlight = 1 << 20

  /// How many messages may be under way: one that awaits its verdict, and one that follows. More would leave more in doubt
  /// when the connection breaks.
  private static var mostUnderWay: Int { 2 }

  /// Whether ``begin(_:options:)`` may be called now. With PIPELINING the next message may begin as soon as the last byte of
  /// the one before has been handed out; without, when nothing is awaited any more.
  public func canBegin(_ options: TransferOptions = TransferOptions()) -> Bool {
    guard case .established = state else { return false }
    guard capabilities.offersPipelining, !options.withheld.contains("PIPELINING") else { return awaited.isEmpty }
    guard let last = transactions.last else { return true }
    return last.isPipelined && last.stage == .awaitingVerdict && transactions.count < Self.mostUnderWay
  }

  /// Begins to send a message. With PIPELINING, MAIL, every RCPT and DATA go out in one flight (RFC 2920).
  /// - Throws: ``SessionError`` where the server lacks what the message needs, before anything is sent; the session stays
  ///   ready.
  public mutating func begin(
    _ envelope: Envelope, options: TransferOptions = TransferOptions()
  ) throws(SessionError) {
    guard canBegin(options) else { throw SessionError(.connectionClosed, in: phase) }
    let capabilities = capabilities.without(options.withheld)
    let mail = try envelope.mailCommand(for: capabilities, isProtected: isProtected)
    let recipients = try envelope.recipients.indices.map { index throws(SessionError) in
      try envelope.rcptCommand(at: index, for: capabilities)
    }
    let isPipelined = capabilities.offersPipelining
    let isSingleFlight =
      options.allowsSingleFlight && isPipelined && capabilities.offersChunking
      && (envelope.size ?? .max) <= Self.largestSingleFlight
    let transfer: BodyEncoder.Transfer = envelope.needsBinaryMIME ? .binaryChunks : isSingleFlight ? .chunks : .data
    var transaction = Transaction(
      recipients: isPipelined ? [] : recipients, isPipelined: isPipelined, report: TransactionReport(envelope, mail),
      encoder: BodyEncoder(transfer))
    transaction.report.isChunked = transfer != .data
    transaction.report.isPipelined = isPipelined
    // A refused chunk leaves a transaction open that only RSET ends (RFC 3030 section 2), and whether it is, is not known.
    let needsReset = transactions.last?.report.isChunked == true
    var flight: [Command] = []
    flight.reserveCapacity(recipients.count + 3)
    func add(_ command: Command, _ reply: Awaited) {
      flight.append(command)
      awaited.append(reply)
    }
    if needsReset { add(.rset, .rset) }
    add(mail, .mail)
    if isPipelined {
      for (index, recipient) in recipients.enumerated() { add(recipient, .recipient(index)) }
      if transfer == .data { add(.data, .data) }
    }
    actions.append(.send(flight))
    if isSingleFlight {
      transaction.stage = .sendingBody
      actions.append(.sendBody)
    }
    transactions.append(transaction)
  }

  /// Gives what goes on the wire for a piece of the message that was begun last, and with its last piece for its end.
  ///
  /// The last piece may be empty. Once it is handed out, the message's fate is in the server's hands until the reply comes.
  public mutating func body(_ chunk: ByteBuffer, isLast: Bool) -> EncodedBody {
    let last = transactions.count - 1
    guard last >= 0, transactions[last].stage == .sendingBody else { return EncodedBody() }
    let encoded = transactions[last].encoder.encode(chunk, isLast: isLast)
    if isLast {
      transactions[last].stage = .awaitingVerdict
      awaited.append(.acceptance)
    } else if transactions[last].report.isChunked, chunk.readableBytes > 0 {
      awaited.append(.chunk)
    }
    return encoded
  }
}

// MARK: - Replies

extension ClientSession {
  mutating func handleTransaction(_ reply: Reply, to command: Awaited) {
    guard !transactions.isEmpty else { return fail(.unsolicitedReply(reply)) }
    guard Self.canAnswer(reply, command) else {
      return fail(.unexpectedReply(reply), in: phase(of: transactions[0], isFirst: true, awaiting: command))
    }
    guard reply.code != 421 else { return close(with: reply, to: command) }
    switch command {
    case .mail:
      transactions[0].report.mail = reply
      proceed(toRecipient: 0)
    case .recipient(let index):
      transactions[0].report.recipients[index].reply = reply
      proceed(toRecipient: index + 1)
    case .data:
      transactions[0].report.data = reply
      proceedAfterData()
    case .chunk:
      if !reply.isPositive { handleRefusedChunk(reply) }
    default:
      handleVerdict(reply)
    }
  }

  /// Gives the next command, where it was not sent already, or asks for the message.
  private mutating func proceed(toRecipient next: Int) {
    let isLast = next == transactions[0].report.recipients.count
    if transactions[0].isPipelined {
      guard isLast, transactions[0].report.isChunked, transactions[0].stage == .envelope else { return }
    } else if transactions[0].report.mail?.isPositive == false {
      return finish(needsReset: false)
    } else if !isLast {
      return send([transactions[0].recipients[next]], awaiting: [.recipient(next)])
    }
    guard transactions[0].report.hasAcceptedRecipient else { return finish(needsReset: true) }
    if transactions[0].report.isChunked {
      transactions[0].stage = .sendingBody
      actions.append(.sendBody)
    } else {
      send([.data], awaiting: [.data])
    }
  }

  private mutating func proceedAfterData() {
    let report = transactions[0].report
    guard let data = report.data, data.isPositive else { return finish(needsReset: true) }
    if report.hasAcceptedRecipient {
      transactions[0].stage = .sendingBody
      actions.append(.sendBody)
    } else if report.recipients.contains(where: { $0.reply?.isPositive == true }) {
      // MAIL was refused, a recipient and DATA were not. To end the data could deliver an empty message.
      fail(.unexpectedReply(data), in: .data)
    } else if configuration.dialect == .lmtp {
      // There is a reply for each recipient that was accepted (RFC 2033 section 4.2), so to the end of an empty message there
      // may be none, and no way to know.
      actions.append(.finish(transactions.removeFirst().report))
      close()
    } else {
      transactions[0].stage = .endingEmptyMessage
      awaited.append(.acceptance)
      actions.append(.sendEndOfData(ByteBuffer(staticString: ".\r\n")))
    }
  }

  /// A server that refuses in the middle of a message is not sent the rest, and there is no way to break off but to close.
  /// What decides may be an earlier refusal, of which that of the chunk is only the consequence: the report has both.
  private mutating func handleRefusedChunk(_ reply: Reply) {
    if transactions[0].stage == .sendingBody { return close(with: reply, to: .chunk) }
    if transactions[0].report.data == nil { transactions[0].report.data = reply }
  }

  private mutating func handleVerdict(_ reply: Reply) {
    guard transactions[0].stage == .awaitingVerdict else { return finish(needsReset: false) }
    let needsReset = transactions[0].report.isChunked && !reply.isPositive && transactions.count == 1
    if transactions[0].verdictsToCome.isEmpty {
      // What a server says of a message that it has accepted nobody for is no verdict on it.
      guard transactions[0].report.hasAcceptedRecipient else { return finish(needsReset: needsReset) }
      guard configuration.dialect == .lmtp else {
        transactions[0].report.acceptance = reply
        return finish(needsReset: needsReset)
      }
      let recipients = transactions[0].report.recipients
      transactions[0].verdictsToCome = recipients.indices.filter { recipients[$0].reply?.isPositive == true }.reversed()
    }
    if let recipient = transactions[0].verdictsToCome.popLast() {
      transactions[0].report.recipients[recipient].verdict = reply
    }
    if transactions[0].verdictsToCome.isEmpty {
      finish(needsReset: needsReset)
    } else {
      awaited.prepend(.acceptance)
    }
  }

  private mutating func finish(needsReset: Bool) {
    let transaction = transactions.removeFirst()
    if needsReset { send([.rset], awaiting: [.rset]) }
    actions.append(.finish(transaction.report))
  }

  private static func canAnswer(_ reply: Reply, _ command: Awaited) -> Bool {
    switch reply.severity {
    case .transientNegative, .permanentNegative: true
    case .positiveIntermediate: command == .data && reply.code == 354
    case .positiveCompletion: command != .data
    }
  }
}
