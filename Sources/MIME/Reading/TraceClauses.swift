/// The parts of a Received field: clauses with a keyword, comments, and the date (RFC 5321, section 4.4).
package struct TraceClauses: Sendable {
  package enum Keyword: String, Sendable, CaseIterable {
    case from, by, via, with, id, `for`, tls, group
  }

  private enum Token: Sendable, Hashable {
    case word(String)
    case comment(String)
  }

  package struct Clause: Sendable {
    /// `nil` for what stands before the first keyword.
    package let keyword: Keyword?
    package fileprivate(set) var words: [String] = []
    package fileprivate(set) var comments: [String] = []

    fileprivate init(keyword: Keyword?) { self.keyword = keyword }
  }

  package private(set) var clauses: [Clause] = [Clause(keyword: nil)]
  package private(set) var date: String?

  package init(_ text: String) {
    let (tokens, date) = Self.tokens(of: text)
    self.date = date
    for token in tokens {
      switch token {
      case .comment(let text):
        clauses[clauses.count - 1].comments.append(text)
      case .word(let word):
        if let keyword = Keyword(rawValue: word.lowercased()), begins(keyword) {
          clauses.append(Clause(keyword: keyword))
        } else {
          clauses[clauses.count - 1].words.append(word)
        }
      }
    }
  }

  /// A keyword begins a clause once, and not where it is the value of another: a host may be called `by`.
  private func begins(_ keyword: Keyword) -> Bool {
    guard !clauses.contains(where: { $0.keyword == keyword }) else { return false }
    guard let last = clauses.last, last.keyword != nil else { return true }
    return !last.words.isEmpty || !last.comments.isEmpty
  }

  package subscript(keyword: Keyword) -> Clause? {
    clauses.first { $0.keyword == keyword }
  }

  package func value(of keyword: Keyword) -> String? {
    guard let words = self[keyword]?.words, !words.isEmpty else { return nil }
    return keyword == .with || keyword == .via ? words.joined(separator: " ") : words[0]
  }

  /// All comments, in their order.
  package var comments: [String] { clauses.flatMap(\.comments) }

  /// The address that the server saw: in brackets, or alone in a comment, beside the client's own word.
  package var fromAddress: String? {
    guard let clause = self[.from] else { return nil }
    for text in clause.comments + clause.words.prefix(1) {
      if let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") {
        return String(text[text.index(after: open)..<close].trimmingPrefix("IPv6:"))
      }
      let word = text.prefix { $0 != " " }
      if Self.isAddress(word) { return String(word) }
    }
    return nil
  }

  /// From a local user, or handed in by a protocol that is not SMTP.
  package var isLocal: Bool {
    if comments.contains(where: { $0.contains("from userid") || $0.contains("invoked by uid") }) { return true }
    let with = (self[.with]?.words ?? []).joined(separator: " ").lowercased()
    if ["local", "mapi", "http", "https", "httprest", "rest"].contains(where: { with == $0 || with.hasPrefix("\($0) ") }
    ) {
      return true
    }
    return self[.from] == nil && self[.with] == nil && self[.by] != nil
  }

  private static func isAddress(_ text: Substring) -> Bool {
    guard text.count <= 45, text.contains(".") || text.contains(":") else { return false }
    return text.allSatisfy { $0 == "." || $0 == ":" || $0.isASCII && $0.isHexDigit } && text.first?.isHexDigit == true
      && (text.contains(":") || text.split(separator: ".").count == 4 && text.allSatisfy { !$0.isLetter })
  }
}

extension TraceClauses {
  /// Words, quoted strings and comments up to the last semicolon; what follows it is the date. Comments nest.
  private static func tokens(of text: String) -> (tokens: [Token], date: String?) {
    var tokens: [Token] = []
    var word = ""
    var comment = ""
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    /// How many tokens stood before the last semicolon, and where the date after it begins.
    var end: (count: Int, date: String.Index)?
    func finish() {
      if !word.isEmpty { tokens.append(.word(word)) }
      word = ""
    }
    for index in text.indices {
      let character = text[index]
      if isEscaped {
        isEscaped = false
        if depth > 0 { comment.append(character) } else { word.append(character) }
        continue
      }
      switch character {
      case "\\" where depth > 0 || isQuoted:
        isEscaped = true
      case "\"" where depth == 0:
        isQuoted.toggle()
      case _ where isQuoted:
        word.append(character)
      case "(":
        if depth > 0 { comment.append(character) } else { finish() }
        depth += 1
      case ")" where depth > 0:
        depth -= 1
        if depth == 0 {
          tokens.append(.comment(comment))
          comment = ""
        } else {
          comment.append(character)
        }
      case _ where depth > 0:
        comment.append(character)
      case ";":
        finish()
        end = (tokens.count, text.index(after: index))
      case " ":
        finish()
      default:
        word.append(character)
      }
    }
    finish()
    if !comment.isEmpty { tokens.append(.comment(comment)) }
    guard let end else { return (tokens, nil) }
    let date = text[end.date...].trimmingPrefix { $0 == " " }
    return (Array(tokens.prefix(end.count)), date.isEmpty ? nil : String(date))
  }
}
