extension ReplyAdvice {
  private static let ignorance = "Sealpost does not know this reply."

  /// What the standards say of the numbers: the enhanced status code where there is one, else the code.
  static func standard(for quotation: Quotation) -> ReplyAdvice? {
    if let status = quotation.enhanced { return standard(for: status) }
    return quotation.code.flatMap(standard(for:))
  }

  private static func standard(for status: EnhancedStatusCode) -> ReplyAdvice {
    let subject = StandardSubject.all[status.subject]
    let detail = subject?.details[status.detail]
    let document = detail?.document ?? "RFC 3463"
    let name: String
    let meaning: String
    switch (subject, detail) {
    case (_, let detail?):
      name = detail.name.withoutGloss
      meaning = "\(ignorance) By \(document), \(status) means \(detail.name). It is \(classMeaning(of: status))."
    case (let subject?, nil):
      name = "\(subject.name.capitalizedFirst), detail unknown"
      meaning = """
        \(ignorance) By RFC 3463, \(status.statusClass).\(status.subject) is \(classMeaning(of: status)) to do with \
        \(subject.name). The registry of status codes has no detail \(status.detail): it is the server's own.
        """
    case (nil, nil):
      name = classMeaning(of: status).capitalizedFirst.droppingArticle
      meaning = """
        \(ignorance) By RFC 3463, its class \(status.statusClass) is \(classMeaning(of: status)). Subject \
        \(status.subject) is none that the standards know.
        """
    }
    return ReplyAdvice(
      origin: .standard(document: document), title: name.capitalizedFirst, meaning: meaning,
      action: action(statusClass: status.statusClass, detail?.action ?? subject?.action),
      retry: retry(forClass: status.statusClass),
      link: "https://www.iana.org/assignments/smtp-enhanced-status-codes")
  }

  private static func standard(for code: Int) -> ReplyAdvice? {
    guard (200...599).contains(code) else { return nil }
    let kind = StandardCode.severities[code / 100] ?? ""
    if let known = StandardCode.all[code] {
      return ReplyAdvice(
        origin: .standard(document: known.document), title: known.name.withoutGloss.capitalizedFirst,
        meaning: "\(ignorance) By \(known.document), the code \(code) means \(known.name). It is \(kind).",
        action: action(statusClass: code / 100, known.action), retry: retry(forClass: code / 100),
        link: link(to: known.document))
    }
    let category = StandardCode.categories[code / 10 % 10].map { " It is to do with \($0)." } ?? ""
    return ReplyAdvice(
      origin: .standard(document: "RFC 5321"), title: kind.capitalizedFirst.droppingArticle,
      meaning: """
        \(ignorance) No standard that it knows has the code \(code). By RFC 5321, its first digit makes it \
        \(kind).\(category)
        """,
      action: action(statusClass: code / 100, nil), retry: retry(forClass: code / 100), link: link(to: "RFC 5321"))
  }

  private static func classMeaning(of status: EnhancedStatusCode) -> String {
    switch status.statusClass {
    case 2: "a success"
    case 4: "a temporary failure"
    default: "a permanent failure"
    }
  }

  private static func retry(forClass statusClass: Int) -> Retry {
    switch statusClass {
    case 4: .canHelp
    case 5: .afterChange
    default: .notNeeded
    }
  }

  private static func action(statusClass: Int, _ specific: String?) -> String {
    let general =
      switch statusClass {
      case 2: "Nothing: the server has done what it was asked."
      case 3: "Nothing: the server waits for the client to go on."
      case 4: "Try again later, with growing pauses."
      default: "The same message will be refused again: change something first."
      }
    guard statusClass > 3 else { return general }
    return "\(specific ?? "Read the text: it is the server's own reason.") \(general)"
  }

  /// `RFC 5321` at the RFC Editor.
  private static func link(to document: String) -> String {
    "https://www.rfc-editor.org/rfc/rfc\(document.filter(\.isNumber))"
  }
}

extension String {
  /// What stands before a colon that begins an explanation.
  fileprivate var withoutGloss: String { String(prefix { $0 != ":" }) }

  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  fileprivate var droppingArticle: String {
    lowercased().hasPrefix("a ") ? String(dropFirst(2)).capitalizedFirst : self
  }
}
