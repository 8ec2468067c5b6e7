import Logging
import MIME
import NIOConcurrencyHelpers
import SMTPCore

/// What is set right at once, without a pause and without counting an attempt: a connection that was dead already, and a
/// server that does not keep to what it offers. Each can happen only so often.
extension Delivery {
  /// Whether the same message is to be tried again at once. Notes why.
  func giveSecondChance(after result: Result, _ course: inout Course) -> Bool {
    guard result.bytes == 0 || result.report?.isChunked == true, !source.isSpent else { return false }
    if result.isDisplaced, course.displacements <= client.configuration.pool.effectiveConnections {
      course.displacements += 1
      let reason = result.error?.detail ?? result.report?.mail?.description ?? "it was lost"
      course.notes.append("another connection was used, because the first was of no use any more: \(reason)")
      return true
    }
    if let missing = missingForm(in: result, course.forms) {
      client.missingForms.withLockedValue { _ = $0.insert(missing) }
      course.forms.remove(missing)
      return true
    }
    guard let (keyword, note) = brokenPromise(in: result, course.options) else { return false }
    client.broken.withLockedValue { _ = $0.insert(keyword) }
    client.logger.notice("\(note)")
    course.options.withheld.insert(keyword)
    course.notes.append(note)
    return true
  }

  /// The form that the message was written in, and need not have been, where the server does not offer it. Nearly all offer
  /// 8BITMIME, so it is taken for granted until one is met that does not; nothing of the message has been sent then.
  private func missingForm(in result: Result, _ forms: TransportNeeds) -> TransportNeeds? {
    guard result.error?.code == .extensionNotOffered else { return nil }
    return [TransportNeeds.binaryBody, .eightBitBody].first(where: source.needsByChoice(in: forms).contains)
  }

  /// The extension that the server offers and does not keep to, as far as this message shows it.
  private func brokenPromise(
    in result: Result, _ options: ClientSession.TransferOptions
  ) -> (keyword: String, note: String)? {
    guard let report = result.report else { return nil }
    if report.isChunked, report.hasAcceptedRecipient, let verdict = report.data ?? report.acceptance,
      verdict.saysCommandUnknown, !options.withheld.contains("CHUNKING")
    {
      return ("CHUNKING", "the server offers CHUNKING and refuses BDAT (\(verdict)); DATA is used instead")
    }
    if let mail = report.mail, mail.saysParameterUnknown,
      report.mailParameters.contains(where: { $0.keyword == "SIZE" }),
      !options.withheld.contains("SIZE")
    {
      return ("SIZE", "the server offers SIZE and refuses it (\(mail)); it is left out")
    }
    if report.isPipelined, !report.isChunked, let error = result.error, losesCount(error, report),
      !options.withheld.contains("PIPELINING")
    {
      return (
        "PIPELINING",
        "the server offers PIPELINING and loses count of the commands (\(error.detail)); they are sent one by one"
      )
    }
    return nil
  }

  private func losesCount(_ error: SMTPError, _ report: TransactionReport) -> Bool {
    guard error.phase == .envelope || error.phase == .data else { return false }
    return error.code == .protocolViolation || error.code == .timedOut && report.mail != nil
  }
}

extension Reply {
  /// The command is not known, or not in this place or form (RFC 5321 section 4.2.3).
  fileprivate var saysCommandUnknown: Bool { (500...504).contains(code) }
  /// A parameter is not known (RFC 5321 section 4.2.2).
  fileprivate var saysParameterUnknown: Bool { [501, 504, 555].contains(code) }

  /// RFC 5321 section 4.5.3.1.10: 452, or 552 of servers after an older text; both need the status that says so, for 452 is
  /// the reply to a full disk as well.
  var saysTooManyRecipients: Bool {
    guard code == 452 || code == 552 else { return false }
    guard let enhanced else { return code == 452 && text.lowercased().contains("too many") }
    return enhanced.subject == 5 && enhanced.detail == 3
  }
}
