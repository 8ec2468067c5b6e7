/// Reads the addresses of a field as mail has them: what ``AddressParser`` takes, and broken forms that have one meaning.
///
/// An address that two programs could take for different ones is left out and told as a defect: whoever answers to it, or trusts
/// its domain, must not get one that was guessed. Nothing is decoded before the addresses have been taken out, so that no encoded
/// word becomes one.
struct AddressReader {
  /// How many mailboxes are read of a field, or of all fields with one name: more than any server sends to at once.
  static let maximumCount = 100_000

  private let scalars: [Unicode.Scalar]
  private let offset: Int
  private let room: Int
  private var mailboxes: [Mailbox] = []
  private var defects = DefectList()

  /// The mailboxes in `value`, those of groups in their place, at most `room` of them; defects are at `offset`.
  static func read(_ value: String, at offset: Int, room: Int = maximumCount) -> Reading<[Mailbox]> {
    // Names in comments and encoded words in quotes are what strict reading does not know.
    let isPlain =
      !value.utf8.contains(UInt8(ascii: "("))
      && !(value.utf8.contains(UInt8(ascii: "\"")) && EncodedText.mayOccur(in: value))
      && value.utf8.count { $0 == UInt8(ascii: ",") } < room
    if isPlain, let mailboxes = try? Mailbox.list(value) { return Reading(mailboxes) }
    var reader = AddressReader(value, at: offset, room: room)
    return reader.list()
  }

  private init(_ value: String, at offset: Int, room: Int) {
    scalars = Array(value.unicodeScalars)
    self.offset = offset
    self.room = room
  }

  private mutating func list() -> Reading<[Mailbox]> {
    var scanner = AddressMemberScanner(scalars)
    var isInGroup = false
    while true {
      let (member, terminator) = scanner.next()
      if mailboxes.count >= room, !isBlank(member.range) {
        let limit = room
        complain("addresses after the first \(limit) are not read")
        return Reading(mailboxes, defects.defects)
      }
      if terminator == ":" {
        if isInGroup || isBlank(member.range) {
          complain("a colon stands where none is due")
        } else if member.angle != nil || LooseAddress.read(scalars[member.range]) != nil {
          complain("an address stands where the name of a group is due, and is left out")
        }
        isInGroup = true
        continue
      }
      resolve(member)
      switch terminator {
      case ";":
        if !isInGroup { complain("addresses are divided by a semicolon") }
        isInGroup = false
      case nil:
        if isInGroup { complain("a group lacks its \";\"") }
        return Reading(mailboxes, defects.defects)
      default: break
      }
    }
  }

  private mutating func complain(_ reason: @autoclosure () -> String) {
    defects.append(.malformedAddress, at: offset, reason())
  }
}

extension AddressReader {
  private mutating func resolve(_ member: AddressMember) {
    guard !isBlank(member.range) else { return }
    let text = text(member.range)
    if let mailbox = try? Mailbox(text) {
      mailboxes.append(Mailbox(name: name(of: member), address: mailbox.address))
      return
    }
    guard !member.isUnclosed, !member.hasTail else {
      return complain("\(text.excerpt) can be read in more than one way and is left out")
    }
    let range = member.angle ?? member.range
    guard !isBlank(range) else { return complain("\(text.excerpt) has no address") }
    guard let address = LooseAddress.read(scalars[range]) else {
      return complain("\(text.excerpt) has no address that could be read")
    }
    complain("\(text.excerpt) is read as \(address.description.excerpt)")
    mailboxes.append(Mailbox(name: name(of: member), address: address))
  }

  /// What stands before the angle brackets; without that, the comment at the end, where names stood before RFC 822.
  private mutating func name(of member: AddressMember) -> String? {
    if let angle = member.angle {
      let range = member.range.lowerBound..<max(angle.lowerBound - 1, member.range.lowerBound)
      let name = EncodedWord.decode(phrase(scalars[range]))
      if !name.isEmpty { return name }
    }
    guard let comment = member.comment,
      isBlank(min(comment.upperBound + 1, member.range.upperBound)..<member.range.upperBound)
    else { return nil }
    return EncodedText.decode(text(comment), at: offset).value
  }

  /// The words and quoted strings of a name, without its comments.
  private mutating func phrase(_ scalars: ArraySlice<Unicode.Scalar>) -> [EncodedWord.Piece] {
    var pieces: [EncodedWord.Piece] = []
    var word = String.UnicodeScalarView()
    var rest = scalars
    var depth = 0
    func finished() -> [EncodedWord.Piece] { word.isEmpty ? [] : [.word(String(word))] }
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\\" where depth > 0: rest = rest.dropFirst()
      case "(":
        depth += 1
        pieces += finished()
        word = .init()
      case ")" where depth > 0: depth -= 1
      case _ where depth > 0: break
      case "\"":
        pieces += finished()
        word = .init()
        pieces.append(quoted(&rest))
      case " ", "\t":
        pieces += finished()
        word = .init()
      default: word.append(scalar)
      }
    }
    return pieces + finished()
  }

  private mutating func quoted(_ rest: inout ArraySlice<Unicode.Scalar>) -> EncodedWord.Piece {
    var text = String.UnicodeScalarView()
    while let scalar = rest.popFirst(), scalar != "\"" {
      if scalar == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(scalar) }
    }
    let content = String(text)
    guard EncodedText.mayOccur(in: content) else { return .literal(content) }
    let decoded = EncodedText.decode(content, at: offset)
    if decoded.value != content {
      defects.append(.encodedWordInQuotes, at: offset, "the name \(content.excerpt) is encoded within quotes")
    }
    return .literal(decoded.value)
  }

  private func isBlank(_ range: Range<Int>) -> Bool { scalars[range].allSatisfy(\.isBlank) }

  private func text(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range]))
  }
}
