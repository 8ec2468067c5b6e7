extension ReplyAdvice {
  /// A row of the table of providers' replies: how to recognise it, and the advice.
  struct KnownReply: Sendable {
    let patterns: [Pattern]
    let advice: ReplyAdvice

    static let exchangeOnline = "Microsoft 365 (Exchange Online)"
    static let gmail = "Gmail"

    init(
      _ patterns: Pattern...,
      from providers: [String] = [exchangeOnline],
      source: Source = .verified,
      title: String,
      meaning: String,
      action: String,
      retry: Retry,
      link: String? = nil
    ) {
      self.patterns = patterns
      self.advice = ReplyAdvice(
        origin: .known(providers: providers, source: source), title: title, meaning: meaning, action: action,
        retry: retry, link: link)
    }

    static let all: [KnownReply] =
      tlsReplies + authenticationReplies + senderReplies + connectionReplies + quotaReplies + policyReplies
      + gmailReplies + sharedReplies

    static func bestMatch(for quotation: Quotation) -> KnownReply? {
      var best: (row: KnownReply, fit: Fit)?
      for row in all {
        guard let fit = row.patterns.compactMap({ $0.fit(quotation) }).max() else { continue }
        if let best, !(best.fit < fit) { continue }
        best = (row, fit)
      }
      return best?.row
    }
  }
}

extension ReplyAdvice.KnownReply {
  /// How specific a match is: the status first, then the wording, then the code.
  struct Fit: Comparable {
    /// 2 for one status, 1 for a range, 0 for a reply without a status.
    let status: Int
    /// The length of the longest fragment found.
    let wording: Int
    /// 1 where the row names the reply's code.
    let code: Int

    static func < (left: Fit, right: Fit) -> Bool {
      (left.status, left.wording, left.code) < (right.status, right.wording, right.code)
    }
  }

  /// Enhanced status codes that share class and subject.
  struct StatusSpan: Sendable {
    let statusClass: Int
    let subject: Int
    let details: ClosedRange<Int>

    init(_ statusClass: Int, _ subject: Int, _ details: ClosedRange<Int>) {
      self.statusClass = statusClass
      self.subject = subject
      self.details = details
    }

    init(_ statusClass: Int, _ subject: Int, _ detail: Int) {
      self.init(statusClass, subject, detail...detail)
    }

    func contains(_ status: EnhancedStatusCode) -> Bool {
      status.statusClass == statusClass && status.subject == subject && details.contains(status.detail)
    }
  }

  /// What the text must say. Fragments are in lower case, and one of them is enough.
  enum Wording: Sendable {
    /// Only this provider uses the status, whatever the text.
    case any
    case containing([String])
    /// Others use the same numbers for their own reasons, so a text that says something else is not this reply.
    case absentOrContaining([String])
  }

  struct Pattern: Sendable {
    /// Empty for any code.
    let codes: [Int]
    let statuses: [StatusSpan]
    let wording: Wording

    /// A fragment this long names a reply even where its status has been lost.
    private static let distinctiveLength = 30

    static func status(_ statuses: StatusSpan..., codes: [Int] = [], wording: Wording = .any) -> Pattern {
      Pattern(codes: codes, statuses: statuses, wording: wording)
    }

    func fit(_ quotation: ReplyAdvice.Quotation) -> Fit? {
      if let code = quotation.code, !codes.isEmpty, !codes.contains(code) { return nil }
      guard let length = wordingLength(in: quotation.searchableText), let status = statusRank(quotation, length) else {
        return nil
      }
      if quotation.code == nil, !codes.isEmpty, length == 0 { return nil }
      return Fit(status: status, wording: length, code: codes.isEmpty || quotation.code == nil ? 0 : 1)
    }

    private func wordingLength(in text: String) -> Int? {
      switch wording {
      case .any: 0
      case .containing(let fragments): Self.longest(of: fragments, in: text)
      case .absentOrContaining(let fragments): text.isEmpty ? 0 : Self.longest(of: fragments, in: text)
      }
    }

    private static func longest(of fragments: [String], in text: String) -> Int? {
      fragments.filter { text.contains($0) }.map(\.utf8.count).max()
    }

    private func statusRank(_ quotation: ReplyAdvice.Quotation, _ wordingLength: Int) -> Int? {
      guard let status = quotation.enhanced else {
        let hasClass = statuses.contains { $0.statusClass == quotation.code.map { $0 / 100 } }
        return hasClass && wordingLength >= Self.distinctiveLength ? 0 : nil
      }
      return statuses.filter { $0.contains(status) }.map { $0.details.count == 1 ? 2 : 1 }.max()
    }
  }
}
