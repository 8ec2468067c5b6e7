extension ReplyAdvice.Quotation {
  /// The words of a pasted text, each with where it stands, for finding the numbers that are a reply's.
  struct Pasted {
    struct Found {
      var code: Int?
      var enhanced: EnhancedStatusCode?
      /// The index of the word after which the text begins.
      var last: Int
    }

    /// A run of letters, digits and dots.
    private struct Word {
      let text: Substring.UnicodeScalarView
      /// The scalar before and the one after, nil at the ends of the text.
      let before: Unicode.Scalar?
      let after: Unicode.Scalar?
      let beginsLine: Bool

      var code: Int? {
        guard text.count == 3, let number = Int(String(text)), (200...599).contains(number) else { return nil }
        return number
      }

      /// A full stop may follow a status at the end of a sentence.
      var status: EnhancedStatusCode? {
        let end = text.lastIndex { $0 != "." }
        return end.flatMap { EnhancedStatusCode(String(text[...$0])) }
      }

      var lowercased: String { String(text).lowercased() }
    }

    private static let limit = 16_384
    private let source: String
    private let words: [Word]

    init(_ text: String) {
      source = String(text.prefix(Self.limit))
      words = Self.split(source.unicodeScalars)
    }

    /// A code with a status right after it, wherever it stands.
    var pair: Found? {
      for index in words.indices {
        guard let code = words[index].code, let (status, last) = status(following: index) else { continue }
        return Found(code: code, enhanced: status, last: last)
      }
      return nil
    }

    /// A code at the beginning of a line, with the first status further on that fits it: `550 refused (5.7.1)`.
    var leading: Found? {
      guard let index = words.firstIndex(where: { $0.beginsLine && $0.code != nil && Self.canEndCode($0.after) }) else {
        return nil
      }
      let code = words[index].code
      let fitting = words[(index + 1)...].compactMap(\.status).first { status in
        status.statusClass != 2 && status.statusClass == code.map { $0 / 100 }
      }
      return Found(code: code, enhanced: fitting, last: index)
    }

    /// A status without a code, or else a code of refusal somewhere within a line.
    var lone: Found? {
      let codeIndex = words.indices.first { isPlausibleCode($0) }
      if let index = words.firstIndex(where: { $0.status != nil }), let status = words[index].status {
        let code = codeIndex.flatMap { words[$0].code }.flatMap { $0 / 100 == status.statusClass ? $0 : nil }
        return Found(code: code, enhanced: status, last: index)
      }
      return codeIndex.map { Found(code: words[$0].code, enhanced: nil, last: $0) }
    }

    /// Everything after the numbers, on one line, without those numbers where they begin a further line.
    func text(after found: Found) -> String {
      let start = words[found.last].text.endIndex
      var lines: [Substring] = []
      for (index, line) in source[start...].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .enumerated()
      {
        lines.append(index == 0 ? line : Self.withoutNumbers(of: found, line))
      }
      let text = Reply.printable(lines.joined(separator: " "))
      let end = text.lastIndex { !$0.isWhitespace && !Self.isQuote($0) }
      return end.map { String(text[...$0].drop { $0.isWhitespace || ":,;-)]>.".contains($0) || Self.isQuote($0) }) }
        ?? ""
    }

    private static func withoutNumbers(of found: Found, _ line: Substring) -> Substring {
      var rest = line.drop { $0.isWhitespace || isQuote($0) }
      guard let code = found.code, rest.hasPrefix("\(code)"), let next = rest.dropFirst(3).first, " -".contains(next)
      else { return rest }
      rest = rest.dropFirst(4)
      if let status = found.enhanced?.description, rest.hasPrefix(status) {
        rest = rest.dropFirst(status.count)
      }
      return rest.drop(while: \.isWhitespace)
    }

    private static func isQuote(_ character: Character) -> Bool {
      "\"'`\u{201C}\u{201D}\u{2018}\u{2019}\u{AB}\u{BB}".contains(character)
    }

    private static func split(_ scalars: String.UnicodeScalarView) -> [Word] {
      var words: [Word] = []
      var index = scalars.startIndex
      var before: Unicode.Scalar?
      var lineIsEmpty = true
      while index < scalars.endIndex {
        guard isWordPart(scalars[index]) else {
          before = scalars[index]
          if scalars[index].properties.isWhitespace {
            lineIsEmpty = lineIsEmpty || scalars[index] == "\n" || scalars[index] == "\r"
          } else if !isQuote(Character(scalars[index])) {
            lineIsEmpty = false
          }
          index = scalars.index(after: index)
          continue
        }
        let end = scalars[index...].firstIndex { !isWordPart($0) } ?? scalars.endIndex
        let after = end < scalars.endIndex ? scalars[end] : nil
        words.append(Word(text: scalars[index..<end], before: before, after: after, beginsLine: lineIsEmpty))
        lineIsEmpty = false
        index = end
      }
      return words
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "." || scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// The status that belongs to the code at `index`: the next word, or the one after a Python `b`.
    private func status(following index: Int) -> (EnhancedStatusCode, Int)? {
      for last in [index + 1, index + 2] where words.indices.contains(last) {
        if let status = words[last].status { return (status, last) }
        guard words[last].lowercased == "b" else { return nil }
      }
      return nil
    }

    private static func canEndCode(_ scalar: Unicode.Scalar?) -> Bool {
      guard let scalar else { return true }
      return scalar.properties.isWhitespace || "-:,;)]\"'".unicodeScalars.contains(scalar)
    }

    /// Whether the word is a code of refusal and no port, count or part of a name.
    private func isPlausibleCode(_ index: Int) -> Bool {
      let word = words[index]
      guard let code = word.code, code >= 400, Self.canEndCode(word.after) else { return false }
      let mayBegin = word.before.map { $0.properties.isWhitespace || ":;([<\"'=,".unicodeScalars.contains($0) } ?? true
      guard mayBegin, index > words.startIndex else { return mayBegin }
      let previous = words[index - 1]
      return previous.lowercased != "port" && !(word.before == ":" && previous.text.endIndex == colonBefore(word))
    }

    /// Where the colon right before a word stands: `host:587` is no reply.
    private func colonBefore(_ word: Word) -> String.Index? {
      guard word.text.startIndex > source.startIndex else { return nil }
      return source.unicodeScalars.index(before: word.text.startIndex)
    }
  }
}
