import NIOCore
import SMTPCore
import Testing

/// A reply as its provider's documents have it, and what the advice's title must say.
struct AdviceRow: Sendable, CustomTestStringConvertible {
  let reply: String
  let title: String
  let retry: ReplyAdvice.Retry
  let source: ReplyAdvice.Source

  init(_ reply: String, _ title: String, _ retry: ReplyAdvice.Retry, source: ReplyAdvice.Source = .verified) {
    self.reply = reply
    self.title = title
    self.retry = retry
    self.source = source
  }

  var testDescription: String { reply }
}

@Suite("Advice on the replies that providers document")
struct ReplyAdviceTableTests {
  static let tls: [AdviceRow] = [
    AdviceRow(
      """
      421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. \
      Visit https://aka.ms/smtp_auth_tls
      """,
      "TLS 1.0 or 1.1, and the server turned it away", .canHelp),
    AdviceRow(
      "550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization. Please contact your administrator.",
      "which the organisation does not allow", .afterChange, source: .thirdParty),
    AdviceRow("421 4.4.2 Connection dropped due to SocketError", "broke off", .canHelp),
    AdviceRow("451 5.7.3 Must issue a STARTTLS command first", "STARTTLS must come first", .afterChange),
  ]

  static let authentication: [AdviceRow] = [
    AdviceRow(
      "535 5.7.3 Authentication unsuccessful [BY1PR10CA0041.namprd10.prod.outlook.com]", "credentials", .afterChange),
    AdviceRow("535 5.7.139 Authentication unsuccessful, ", "the text after it says why", .afterChange),
    AdviceRow(
      "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
      "whole organisation", .afterChange),
    AdviceRow(
      "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
      "for this mailbox", .afterChange),
    AdviceRow(
      "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "password is switched off",
      .afterChange),
    AdviceRow(
      "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
      "security defaults", .afterChange),
    AdviceRow(
      """
      535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated \
      successfully. Contact your administrator.
      """,
      "conditions", .afterChange),
    AdviceRow(
      "535 5.7.139 Authentication unsuccessful, federated STS service was unreachable.", "did not answer", .canHelp),
    AdviceRow(
      "535 5.7.139 Authentication unsuccessful, the federated STS URL does not support HTTPS.", "not HTTPS",
      .afterChange),
    AdviceRow(
      "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM", "has not signed in",
      .afterChange),
    AdviceRow("535 5.7.57 Client not authenticated to send mail.", "has not signed in", .afterChange),
    AdviceRow("550 5.7.57 Client not authenticated to send mail.", "has not signed in", .afterChange),
    AdviceRow(
      "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "may not send as", .afterChange),
    AdviceRow(
      "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process",
      "may not send as", .afterChange),
    AdviceRow(
      "550 5.7.30 Basic authentication is not supported for Client Submission.", "no longer takes a password",
      .afterChange),
    AdviceRow("550 5.7.12 Sender was not authenticated by organization", "who have signed in", .cannotHelp),
    AdviceRow("550 5.7.133 Sender not authenticated for group", "who have signed in", .cannotHelp),
    AdviceRow("550 5.7.134 Sender not authenticated for mailbox", "who have signed in", .cannotHelp),
    AdviceRow("550 5.7.136 Sender not authenticated for mail user", "who have signed in", .cannotHelp),
  ]

  static let throttling: [AdviceRow] = [
    AdviceRow(
      "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.",
      "at once for this mailbox", .canHelp),
    AdviceRow(
      "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "at once for this mailbox", .canHelp),
    AdviceRow("432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded", "recipient's mailbox gets", .canHelp),
    AdviceRow(
      "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel",
      "to the receiving server at once", .canHelp),
    AdviceRow(
      "421 4.4.2 Message submission rate for this client has exceeded the configured limit", "faster than", .canHelp),
    AdviceRow(
      "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", "as a day allows", .canHelp),
    AdviceRow("554 5.2.2 Submission quota exceeded", "as a day allows", .canHelp),
    AdviceRow("554 5.2.2 mailbox full", "mailbox is full", .afterChange),
    AdviceRow(
      "554 5.2.2 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
      "mailbox is full", .afterChange),
    AdviceRow("554 5.2.2 MapiExceptionQuotaExceeded", "mailbox is full", .afterChange),
    AdviceRow("550 5.2.251 throttled", "full mailboxes", .afterChange),
    AdviceRow("550 5.2.252 throttled", "may not use", .afterChange),
    AdviceRow("550 5.2.253 throttled", "licence", .afterChange),
    AdviceRow("550 5.2.254 throttled", "too many recipients", .afterChange),
    AdviceRow("550 5.2.255 throttled", "do not exist", .afterChange),
    AdviceRow("451 4.7.500 Server busy. Please try again later from [192.0.2.1].", "busy", .canHelp),
    AdviceRow("451 4.7.650 Access denied, please try again later", "denied for now", .canHelp),
    AdviceRow("451 4.7.860 Access denied, please try again later", "denied for now", .canHelp),
    AdviceRow("451 4.7.0 Temporary server error. Please try again later. PRX4", "temporary error inside", .canHelp),
    AdviceRow("452 4.5.3 Too many recipients", "Too many recipients", .canHelp),
    AdviceRow("550 5.7.232 tenant external recipient rate limit exceeded", "outside recipients", .canHelp),
    AdviceRow("550 5.7.233 tenant external recipient rate limit exceeded", "outside recipients", .canHelp),
    AdviceRow("550 5.7.705 Access denied, tenant has exceeded threshold", "sent too much", .afterChange),
    AdviceRow("550 5.7.708 Access denied, traffic not accepted from this IP", "this IP address", .cannotHelp),
    AdviceRow(
      "550 5.7.750 Client blocked from sending from unregistered domains", "domain is not registered", .afterChange),
    AdviceRow("550 5.1.8 Access denied, bad outbound sender", "barred", .afterChange),
  ]

  static let policy: [AdviceRow] =
    [
      AdviceRow("550 5.7.64 TenantAttribution; Relay Access Denied", "TenantAttribution", .afterChange),
      AdviceRow("550 5.7.506 Access Denied, Bad HELO", "EHLO or HELO", .afterChange),
      AdviceRow("550 5.7.509 Access denied, sending domain does not pass DMARC verification", "DMARC", .afterChange),
      AdviceRow(
        "550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant", "From field", .afterChange),
      AdviceRow("550 5.7.511 Access denied, banned sender", "sender is banned", .afterChange),
    ]
    + (501...503).map { AdviceRow("550 5.7.\($0) Access denied, banned sender", "sender is banned", .afterChange) }
    + [606, 620, 649].map {
      AdviceRow("550 5.7.\($0) Access denied, banned sending IP", "IP address is banned", .afterChange)
    }

  static let gmail: [AdviceRow] = [
    AdviceRow("421 4.7.0 Try again later, closing connection. ab1-2024 - gsmtp", "Gmail turned", .canHelp),
    AdviceRow("421 4.7.0", "a reason of the server's own", .canHelp),
    AdviceRow(
      "454 4.5.0 SMTP protocol violation, no commands allowed to pipeline after STARTTLS, see RFC 3207.",
      "between STARTTLS and", .afterChange),
    AdviceRow(
      "454 4.7.0 Too many login attempts, please try again later. - gsmtp", "Gmail cannot authenticate just now",
      .canHelp),
    AdviceRow("454 4.7.0", "authenticate, or begin TLS, just now", .canHelp),
    AdviceRow("530 5.7.0", "STARTTLS or a sign-in", .afterChange),
    AdviceRow("530-5.7.0 Authentication Required. For more information, go to", "has to sign in first", .afterChange),
    AdviceRow("530 5.7.0 Must issue a STARTTLS command first. - gsmtp", "STARTTLS must come first", .afterChange),
    AdviceRow("534 5.7.9 Application-specific password required.", "app password", .afterChange),
    AdviceRow("534-5.7.9 Please log in with your web browser and then try again.", "sign-in on the web", .afterChange),
    AdviceRow("535 5.7.8 Username and Password not accepted. - gsmtp", "Gmail did not accept", .afterChange),
    AdviceRow("535 5.7.8", "server did not accept the credentials", .afterChange),
    AdviceRow("550 5.4.5 Daily user sending limit exceeded.", "daily sending limit", .canHelp),
  ]

  @Test("every documented reply is known, with its own advice", arguments: tls + authentication + throttling + policy)
  func microsoftReplies(_ row: AdviceRow) throws {
    let advice = try check(row)
    guard case .known(let providers, let source) = advice.origin else { return }
    #expect(providers.first?.contains("Microsoft 365") == true)
    #expect(source == row.source)
  }

  @Test("Gmail's replies are known", arguments: gmail)
  func googleReplies(_ row: AdviceRow) throws {
    let advice = try check(row)
    guard case .known(let providers, _) = advice.origin else { return }
    #expect(providers.first == "Gmail")
    #expect(advice.link == "https://support.google.com/a/answer/3726730")
  }

  @Test(
    "the same reply read from the wire gets the same advice",
    arguments: tls + authentication + throttling + policy + gmail)
  func fromTheWire(_ row: AdviceRow) throws {
    var parser = ReplyParser()
    parser.append(ByteBuffer(string: row.reply.replacing(/^(53.)-/) { "\($0.1) " } + "\r\n"))
    let reply = try #require(try parser.next())
    #expect(ReplyAdvice.advice(for: reply) == ReplyAdvice.advice(quoted: row.reply))
  }

  private func check(_ row: AdviceRow) throws -> ReplyAdvice {
    let advice = try #require(ReplyAdvice.advice(quoted: row.reply))
    #expect(advice.isKnown)
    #expect(advice.title.contains(row.title), "\(advice.title)")
    #expect(advice.retry == row.retry)
    #expect(advice.meaning.count > 40 && advice.action.count > 40)
    return advice
  }
}
