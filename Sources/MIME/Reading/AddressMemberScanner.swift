/// Cuts a list of addresses into its members, whatever is broken in them.
///
/// It moves forward only, and counts comments, so that no input makes it slow or deep.
struct AddressMemberScanner {
  private let scalars: [Unicode.Scalar]
  private var position = 0

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  /// The next member, and the comma, semicolon or colon after it; nil if the text ends there.
  mutating func next() -> (member: AddressMember, terminator: Unicode.Scalar?) {
    let member = member()
    defer { position += 1 }
    return (member, peek())
  }

  private mutating func member() -> AddressMember {
    var member = AddressMember(range: position..<position)
    scanning: while let scalar = peek() {
      switch scalar {
      case ",", ";", ":": break scanning
      case "\"":
        member.isUnclosed = !skipQuotes() || member.isUnclosed
        member.hasTail = member.hasTail || member.angle != nil
      case "(":
        let start = position + 1
        member.isUnclosed = !skipComment() || member.isUnclosed
        member.comment = start..<max(start, position - 1)
      case "<" where member.angle == nil: scanAngle(&member)
      case "[" where position > 0 && scalars[position - 1] == "@": skipLiteral()
      default:
        member.hasTail = member.hasTail || member.angle != nil && !scalar.isBlank
        position += 1
      }
    }
    member.range = member.range.lowerBound..<position
    return member
  }

  /// Without its closing bracket, an address ends where the next one begins; a route (RFC 5322, section 4.4) has commas.
  private mutating func scanAngle(_ member: inout AddressMember) {
    position += 1
    let start = position
    let isRoute = peek() == "@"
    scanning: while let scalar = peek() {
      switch scalar {
      case ">":
        member.angle = start..<position
        position += 1
        return
      case "<": break scanning
      case ",", ";":
        if !isRoute { break scanning }
        position += 1
      case "\"": member.isUnclosed = !skipQuotes() || member.isUnclosed
      case "(": member.isUnclosed = !skipComment() || member.isUnclosed
      default: position += 1
      }
    }
    member.angle = start..<position
  }

  private mutating func skipLiteral() {
    while let scalar = peek(), scalar != "," {
      position += 1
      if scalar == "]" { return }
    }
  }

  /// - Returns: whether the closing quote was found.
  private mutating func skipQuotes() -> Bool {
    position += 1
    while let scalar = peek() {
      position += scalar == "\\" ? 2 : 1
      if scalar == "\"" { return true }
    }
    position = min(position, scalars.count)
    return false
  }

  private mutating func skipComment() -> Bool {
    var depth = 0
    while let scalar = peek() {
      position += scalar == "\\" ? 2 : 1
      if scalar == "(" { depth += 1 }
      if scalar == ")" { depth -= 1 }
      if depth == 0 { return true }
    }
    position = min(position, scalars.count)
    return false
  }

  private func peek() -> Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }
}
