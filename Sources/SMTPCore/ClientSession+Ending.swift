/// A transaction that was under way when its session ended.
public struct UnfinishedTransaction: Sendable, Hashable {
  /// What the server had answered of it.
  public let report: TransactionReport
  /// How far it had come: ``SMTPPhase/acceptance`` where the whole message had been sent, so that it may have been accepted.
  public let phase: SMTPPhase
}

/// How sessions end, and what that means for the messages under way.
extension ClientSession {
  /// 421 announces that the server closes the connection (RFC 5321 section 4.2.1), so what is unanswered stays so; the same
  /// is true where this side closes because of a reply. The message that it answers is refused; of one that follows nothing
  /// is known.
  mutating func close(with reply: Reply, to command: Awaited = .rset) {
    guard let first = transactions.first else { return close() }
    var report = first.report
    switch command {
    case .mail, .rset: report.mail = reply
    case .data, .chunk: if report.data == nil { report.data = reply }
    case .acceptance where first.stage == .awaitingVerdict: report.setRemainingVerdicts(reply, first.verdictsToCome)
    default: if report.data == nil { report.data = reply }
    }
    for index in report.recipients.indices where report.recipients[index].reply == nil {
      report.recipients[index].reply = reply
    }
    transactions.removeFirst()
    actions.append(.finish(report))
    close()
  }

  mutating func abandonTransactions() {
    guard !transactions.isEmpty else { return }
    unfinished = transactions.enumerated().map { position, transaction in
      UnfinishedTransaction(report: transaction.report, phase: phase(of: transaction, isFirst: position == 0))
    }
    transactions.removeAll()
  }

  /// How far a message has come that is under way; the first is at 0.
  public func phase(ofMessageAt position: Int) -> SMTPPhase {
    transactions.indices.contains(position) ? phase(of: transactions[position], isFirst: position == 0) : phase
  }

  /// How far a transaction has come.
  func phase(of transaction: Transaction, isFirst: Bool, awaiting command: Awaited? = nil) -> SMTPPhase {
    switch transaction.stage {
    case .envelope: isFirst && (command ?? awaited.first) == .data ? .data : .envelope
    case .sendingBody: .transfer
    case .awaitingVerdict: transaction.report.mayBeAccepted ? .acceptance : .envelope
    case .endingEmptyMessage: .data
    }
  }
}
