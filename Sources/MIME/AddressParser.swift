/// Reads addresses, mailboxes and lists of them from one text.
///
/// It moves forward only and looks at each scalar a fixed number of times. Comments are counted, not recursed into, and
/// groups do not nest, so no input makes it slow or deep.
struct AddressParser {
  static let maximumCommentDepth = 32

  private struct Word {
    let text: String
    let isQuoted: Bool
    let start: Int
    let end: Int
  }

  private let source: String
  private let scalars: [Unicode.Scalar]
  private var position = 0
  /// Those that were read so far.
  private var groups: [MailboxGroup] = []
  /// Nothing follows the last member of a list.
  private var isAtEnd = false

  init(_ source: String) {
    self.source = source
    scalars = Array(source.unicodeScalars)
  }

  /// The whole text as `local-part@domain`.
  mutating func bareAddress() throws(MIMEError) -> EmailAddress {
    let address = try addressSpecification()
    if peek() != nil { throw unexpected() }
    return address
  }

  /// The whole text as one mailbox.
  mutating func singleMailbox() throws(MIMEError) -> Mailbox {
    let found = try members(groupsAllowed: false)
    if peek() != nil { throw unexpected("after the address") }
    guard let mailbox = found.first else { throw failure("no address") }
    return mailbox
  }

  /// The whole text as a list with commas.
  mutating func mailboxList() throws(MIMEError) -> [Mailbox] {
    var mailboxes: [Mailbox] = []
    while let members = try nextMembers() { mailboxes += members }
    return mailboxes
  }

  /// The whole text as a list with commas: the mailboxes that are in no group, and the groups.
  mutating func addressList() throws(MIMEError) -> (mailboxes: [Mailbox], groups: [MailboxGroup]) {
    var mailboxes: [Mailbox] = []
    var count = 0
    while let members = try nextMembers() {
      if groups.count == count { mailboxes += members }
      count = groups.count
    }
    return (mailboxes, groups)
  }

  /// Those of the next member of the list, and what follows it; nil at the end.
  private mutating func nextMembers() throws(MIMEError) -> [Mailbox]? {
    guard !isAtEnd else { return nil }
    let found = try members(groupsAllowed: true)
    switch peek() {
    case nil: isAtEnd = true
    case ",": advance()
    default: throw unexpected("after the address")
    }
    return found
  }
}

extension AddressParser {
  /// One mailbox, the members of one group, or nothing, up to a comma, a semicolon or the end.
  private mutating func members(groupsAllowed: Bool) throws(MIMEError) -> [Mailbox] {
    var words: [Word] = []
    while true {
      try skipBlanksAndComments()
      switch peek() {
      case nil, ",", ";":
        guard let last = words.last else { return [] }
        throw failure("no \"@\" and domain after \(last.text.excerpt)")
      case "<":
        return [Mailbox(name: phrase(words), address: try angleAddress())]
      case "@":
        return [Mailbox(name: nil, address: try address(after: words))]
      case ":" where groupsAllowed && !words.isEmpty:
        let members = try groupMembers()
        // An encoded word may hide controls, a line end too.
        groups.append(MailboxGroup(uncheckedName: (phrase(words) ?? "").replacingControls, members: members))
        return members
      default:
        words.append(try word())
      }
    }
  }

  private mutating func groupMembers() throws(MIMEError) -> [Mailbox] {
    let start = position
    advance()
    var mailboxes: [Mailbox] = []
    while true {
      mailboxes += try members(groupsAllowed: false)
      switch peek() {
      case ",": advance()
      case ";":
        advance()
        try skipBlanksAndComments()
        return mailboxes
      case nil: throw failure("the group that begins at character \(start + 1) lacks its \";\"")
      default: throw unexpected("in a group")
      }
    }
  }

  private mutating func angleAddress() throws(MIMEError) -> EmailAddress {
    advance()
    try skipBlanksAndComments()
    let address = try addressSpecification()
    try skipBlanksAndComments()
    guard peek() == ">" else { throw unexpected("where \">\" is due") }
    advance()
    try skipBlanksAndComments()
    return address
  }

  /// What stands before an `@` outside angle brackets must be one word and touch it.
  private mutating func address(after words: [Word]) throws(MIMEError) -> EmailAddress {
    guard let local = words.last else { throw failure("nothing stands before the \"@\" at character \(position + 1)") }
    guard words.count == 1 else {
      throw failure("a name goes with its address in angle brackets, as in \"Ada <ada@example.com>\"")
    }
    guard local.end == position else {
      throw failure("a blank or a comment before the \"@\" at character \(position + 1)")
    }
    let address = try address(localPart: local)
    try skipBlanksAndComments()
    return address
  }

  private mutating func addressSpecification() throws(MIMEError) -> EmailAddress {
    guard peek() != "@" else { throw failure("nothing stands before the \"@\" at character \(position + 1)") }
    guard peek() != nil else { throw failure("no address") }
    return try address(localPart: try word())
  }

  private mutating func address(localPart: Word) throws(MIMEError) -> EmailAddress {
    if !localPart.isQuoted {
      let atoms = localPart.text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
      guard atoms.allSatisfy({ !$0.isEmpty }) else {
        throw failure("the local part \(localPart.text.excerpt) has a dot too many; quote it if it is meant")
      }
    }
    guard let next = peek() else { throw failure("no \"@\" and domain after \(localPart.text.excerpt)") }
    guard next == "@" else { throw unexpected("where \"@\" is due") }
    advance()
    let domain = try domainText()
    do throws(MIMEError) {
      return try EmailAddress(localPart: localPart.text, domain: domain)
    } catch {
      // A list can be long: the place says which of its members is meant.
      guard localPart.start > 0 else { throw error }
      throw MIMEError(code: error.code, reason: "\(error.reason) (address at character \(localPart.start + 1))")
    }
  }

  private mutating func domainText() throws(MIMEError) -> String {
    var text = String.UnicodeScalarView()
    if peek() == "[" {
      let start = position
      while let scalar = peek(), scalar != "]" {
        text.append(scalar)
        advance()
      }
      guard peek() != nil else { throw failure("the address literal at character \(start + 1) lacks its \"]\"") }
      text.append("]")
      advance()
    } else {
      while let scalar = peek(), scalar.isAtomText || scalar == "." {
        text.append(scalar)
        advance()
      }
    }
    if text.isEmpty, peek() != nil { throw unexpected("where the domain is due") }
    return String(text)
  }
}

extension AddressParser {
  /// A quoted string, or a run of atom text and dots.
  private mutating func word() throws(MIMEError) -> Word {
    let start = position
    if peek() == "\"" {
      let text = try quotedString()
      return Word(text: text, isQuoted: true, start: start, end: position)
    }
    var text = String.UnicodeScalarView()
    while let scalar = peek(), scalar.isAtomText || scalar == "." {
      text.append(scalar)
      advance()
    }
    guard !text.isEmpty else { throw unexpected() }
    return Word(text: String(text), isQuoted: false, start: start, end: position)
  }

  private mutating func quotedString() throws(MIMEError) -> String {
    let start = position
    advance()
    var text = String.UnicodeScalarView()
    while let scalar = peek() {
      advance()
      switch scalar {
      case "\"": return String(text)
      case "\\":
        guard let escaped = peek() else { break }
        try rejectControl(escaped)
        text.append(escaped)
        advance()
      default:
        try rejectControl(scalar, at: position)
        text.append(scalar)
      }
    }
    throw failure("the quoted string at character \(start + 1) lacks its closing quote")
  }

  private mutating func skipBlanksAndComments() throws(MIMEError) {
    var depth = 0
    let start = position
    while let scalar = peek() {
      switch scalar {
      case "(":
        depth += 1
        guard depth <= Self.maximumCommentDepth else {
          throw failure("comments are nested more than \(Self.maximumCommentDepth) deep at character \(position + 1)")
        }
      case ")" where depth > 0: depth -= 1
      case "\\" where depth > 0:
        advance()
        if let escaped = peek() { try rejectControl(escaped) }
      case _ where depth > 0: try rejectControl(scalar)
      case " ", "\t": break
      default: return
      }
      advance()
    }
    guard depth == 0 else { throw failure("the comment after character \(start) lacks its \")\"") }
  }

  /// The display name: words with one space between them, neighbouring encoded words joined (RFC 2047, section 6.2).
  private func phrase(_ words: [Word]) -> String? {
    guard !words.isEmpty else { return nil }
    return EncodedWord.decode(words.map { $0.isQuoted ? .literal($0.text) : .word($0.text) })
  }

  private func peek() -> Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func advance() {
    position += 1
  }

  private func rejectControl(_ scalar: Unicode.Scalar, at place: Int? = nil) throws(MIMEError) {
    guard scalar.isControl, scalar != "\t" else { return }
    throw failure("the control \(scalar.codePoint) at character \(place ?? position + 1)")
  }

  private func unexpected(_ place: String = "") -> MIMEError {
    guard let scalar = peek() else { return failure("it ends\(place.isEmpty ? " too soon" : " " + place)") }
    let shown = scalar.isControl ? "the control \(scalar.codePoint)" : String(scalar).excerpt
    return failure("\(shown) at character \(position + 1)\(place.isEmpty ? " is out of place" : " " + place)")
  }

  private func failure(_ what: String) -> MIMEError {
    MIMEError(code: .invalidAddress, reason: "\(source.excerpt): \(what)")
  }
}
