extension ReplyAdvice {
  /// A reply as a person quotes it, from a log, a bounce or an error window: parts of it may be missing.
  ///
  /// There is always a code or an enhanced status code.
  public struct Quotation: Sendable, Hashable {
    /// 200 to 599.
    public let code: Int?
    /// Its class need not fit the code: `451 5.7.3` is a reply that Exchange does send.
    public let enhanced: EnhancedStatusCode?
    /// What follows, on one line, without the code and status that begin each line. Possibly empty.
    public let text: String

    init(code: Int?, enhanced: EnhancedStatusCode?, text: String) {
      self.code = code
      self.enhanced = enhanced
      self.text = text
    }

    public init(_ reply: Reply) {
      let text = reply.text
      let first = text.prefix { $0 != " " }
      if reply.enhanced == nil, let status = EnhancedStatusCode(first) {
        self.init(code: reply.code, enhanced: status, text: String(text.dropFirst(first.count + 1)))
      } else {
        self.init(code: reply.code, enhanced: reply.enhanced, text: text)
      }
    }

    /// Finds the reply in what somebody pasted: bare, in quotes, after `SMTP error: ` or a bounce's `smtp; `, on
    /// several lines with the code on each, or a status alone such as `4.7.66`. Only the first 16384 characters are
    /// read. Gives nil where there is neither a reply code nor an enhanced status code.
    public init?(_ text: String) {
      let pasted = Pasted(text)
      guard let found = pasted.pair ?? pasted.leading ?? pasted.lone else { return nil }
      self.init(code: found.code, enhanced: found.enhanced, text: pasted.text(after: found))
    }

    /// The text in lower case with plain quotes, so that fragments can be looked for.
    var searchableText: String {
      let straight = text.map { $0 == "\u{2019}" ? "'" : $0 }
      return String(straight).lowercased().split { !$0.isLetter && !$0.isNumber && !$0.isPunctuation && !$0.isSymbol }
        .joined(separator: " ")
    }
  }
}

extension ReplyAdvice.Quotation: CustomStringConvertible {
  /// What was understood, on one line, such as `421 4.7.66 TLS 1.0 and 1.1 are not supported.`
  public var description: String {
    [code.map(String.init), enhanced?.description, text.isEmpty ? nil : text].compactMap(\.self)
      .joined(separator: " ")
  }
}
