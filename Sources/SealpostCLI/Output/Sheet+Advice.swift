import MailDiagnosis
import SMTPCore

extension Sheet {
  /// What a reply means and what to do about it; nothing where nothing is known.
  mutating func advice(_ advice: ReplyAdvice?) {
    guard let advice else { return }
    row("Meaning", advice.title, .strong)
    paragraph("", advice.meaning)
    paragraph("What to do", advice.action)
    row("Trying again", advice.retry.text)
    if let link = advice.link { row("More", link) }
  }
}

extension ReplyAdvice.Retry {
  var text: String {
    switch self {
    case .canHelp: "can help, later, with nothing changed"
    case .afterChange: "can help only after the change above"
    case .cannotHelp: "cannot help"
    case .notNeeded: "is not needed"
    }
  }
}

extension ReplyAdvice.Origin {
  var text: String {
    switch self {
    case .known(let providers, .verified):
      "\(providers.joined(separator: ", ")), from the provider's own documents"
    case .known(let providers, .thirdParty):
      "\(providers.joined(separator: ", ")), as seen by others; the provider does not document it"
    case .standard(let document):
      "no provider that is known here; only what \(document) says of its numbers"
    }
  }
}
