/// Writes header fields with folding: at 78 bytes where a blank allows it, never beyond 998 (RFC 5322, section 2.1.1).
struct HeaderWriter {
  private static let hardLimit = 998

  /// A piece of a value that cannot be cut, with the blanks before it.
  struct Token {
    var blanks = " "
    var text: String
  }

  private(set) var bytes: [UInt8] = []
  /// Whether domains are written as they were given, beyond ASCII too; else as A-labels, which every server takes.
  private let keepsDomains: Bool

  init(keepsDomains: Bool = false) {
    self.keepsDomains = keepsDomains
  }

  /// Writes one field made of `tokens`.
  /// - Throws: ``MIMEError/Code/lineTooLong`` for a token that no folding can bring under the limit.
  mutating func write(_ name: String, _ tokens: [Token]) throws(MIMEError) {
    // RFC 2047, section 2, holds lines with encoded words to 76.
    let limit = tokens.contains { $0.text.hasPrefix("=?") } ? 76 : 78
    var column = name.utf8.count + 1
    bytes += Array(name.utf8) + [.colon]
    for (index, token) in tokens.enumerated() {
      // The first word of a name has no blank of its own, and a line that is folded there must begin with one.
      let blanks = index == 0 || token.blanks.isEmpty ? " " : token.blanks
      let width = blanks.utf8.count + token.text.utf8.count
      if column + width > (index == 0 ? Self.hardLimit : limit) {
        bytes += [.carriageReturn, .lineFeed]
        column = 0
      }
      guard column + width <= Self.hardLimit else {
        throw MIMEError(
          code: .lineTooLong,
          reason: "the field \(name) has \(width) bytes without a place to fold, \(Self.hardLimit) are allowed")
      }
      bytes += blanks.utf8
      bytes += token.text.utf8
      column += width
    }
    bytes += [.carriageReturn, .lineFeed]
  }

  /// Writes text, as in a Subject: as it stands if a reader would get the same, else as encoded words.
  mutating func writeText(_ name: String, _ text: String) throws(MIMEError) {
    if let (scalar, place) = text.firstControl {
      throw MIMEError(
        code: .invalidHeader, reason: "the value of \(name) has the control \(scalar.codePoint) at character \(place)")
    }
    let tokens = Self.tokens(text)
    let isPlain =
      text.isASCII && !text.contains("=?") && !tokens.isEmpty
      && text.utf8.first?.isBlank == false && text.utf8.last?.isBlank == false
      && tokens.allSatisfy { $0.blanks.utf8.count + $0.text.utf8.count < Self.hardLimit - 80 }
    if isPlain {
      try write(name, tokens)
    } else {
      let words = EncodedWord.encode(text, firstLength: 76 - name.utf8.count - 2)
      try write(name, words.map { Token(text: $0) })
    }
  }

  /// Writes a field of the caller's: ASCII as it is, since it may have a structure of its own, else as encoded words
  /// where the field may have them.
  mutating func writeField(_ given: HeaderField) throws(MIMEError) {
    // One that was read from a message may have controls.
    let field = try HeaderField(name: given.name, value: given.value)
    if field.value.isASCII { return try write(field.name, Self.tokens(field.value)) }
    switch field.structure {
    case .text: try writeText(field.name, field.value)
    case .mailboxes: try writeMailboxes(field.name, try field.mailboxes())
    case .tokens:
      throw MIMEError(
        code: .invalidHeader,
        reason: "\(field.name) cannot have text beyond ASCII, which has no place in its grammar")
    }
  }

  /// Ends a group of fields, as the parts of a report have several.
  mutating func endBlock() {
    bytes += [.carriageReturn, .lineFeed]
  }

  /// Writes mailboxes with commas between them, and groups after them; nothing if there is neither.
  mutating func writeMailboxes(_ name: String, _ mailboxes: [Mailbox], _ groups: [MailboxGroup] = []) throws(MIMEError)
  {
    var tokens: [Token] = []
    func firstLength() -> Int { tokens.isEmpty ? 76 - name.utf8.count - 2 : 75 }
    func add(_ mailboxes: [Mailbox], before end: String) {
      for (index, mailbox) in mailboxes.enumerated() {
        let end = index == mailboxes.count - 1 ? end : ","
        guard let displayName = mailbox.name else {
          tokens.append(Token(text: written(mailbox.address) + end))
          continue
        }
        tokens += Self.nameTokens(displayName, firstLength: firstLength())
        tokens.append(Token(text: "<\(written(mailbox.address))>\(end)"))
      }
    }
    add(mailboxes, before: groups.isEmpty ? "" : ",")
    for (index, group) in groups.enumerated() {
      let end = index == groups.count - 1 ? ";" : ";,"
      tokens += Self.nameTokens(group.name, firstLength: firstLength())
      let colon = group.members.isEmpty ? ":\(end)" : ":"
      // A blank stands between an encoded word and what is no letter (RFC 2047, section 5, rule 3).
      if tokens.last?.text.hasPrefix("=?") == true {
        tokens.append(Token(text: colon))
      } else {
        tokens[tokens.count - 1].text += colon
      }
      add(group.members, before: end)
    }
    if !tokens.isEmpty { try write(name, tokens) }
  }

  private func written(_ address: EmailAddress) -> String {
    keepsDomains ? address.description : (address.withASCIIDomain ?? address).description
  }

  private static func nameTokens(_ name: String, firstLength: Int) -> [Token] {
    let encoded = { EncodedWord.encode(name, firstLength: firstLength).map { Token(text: $0) } }
    guard name.isASCII, !name.contains("=?") else { return encoded() }
    if Mailbox.isPhrase(name) {
      let atoms = tokens(name)
      return atoms.allSatisfy { $0.text.utf8.count <= 76 } ? atoms : encoded()
    }
    let quoted = name.quotedString
    return quoted.utf8.count <= 76 ? [Token(text: quoted)] : encoded()
  }

  /// Words with the blanks before them; blanks at the end are dropped.
  private static func tokens(_ text: String) -> [Token] {
    var tokens: [Token] = []
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let blanks = rest.prefix(while: \.isBlank)
      rest = rest.dropFirst(blanks.count)
      let word = rest.prefix { !$0.isBlank }
      rest = rest.dropFirst(word.count)
      guard !word.isEmpty else { break }
      tokens.append(Token(blanks: String(Substring(blanks)), text: String(Substring(word))))
    }
    return tokens
  }
}
