import MailDiagnosis
import SMTPCore

/// A reply as it was understood, and what is known of it.
struct Explanation: Encodable {
  private let quotation: ReplyAdvice.Quotation
  private let advice: ReplyAdvice?

  init(_ quotation: ReplyAdvice.Quotation) {
    self.quotation = quotation
    advice = ReplyAdvice.advice(for: quotation)
  }

  /// For people.
  var sheet: Sheet {
    var sheet = Sheet()
    sheet.line("\(quotation)", .strong)
    sheet.gap()
    guard let advice else {
      sheet.line("Nothing is known of this reply, and the standards say nothing of its numbers.")
      return sheet
    }
    sheet.row("Known from", advice.origin.text)
    sheet.advice(advice)
    return sheet
  }

  private enum CodingKeys: String, CodingKey {
    case reply, advice
  }

  private enum ReplyKeys: String, CodingKey {
    case code, enhanced, text
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var reply = container.nestedContainer(keyedBy: ReplyKeys.self, forKey: .reply)
    try reply.encode(quotation.code, forKey: .code)
    try reply.encode(quotation.enhanced, forKey: .enhanced)
    try reply.encode(quotation.text, forKey: .text)
    try container.encode(advice, forKey: .advice)
  }
}
