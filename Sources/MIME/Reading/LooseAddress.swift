/// Reads one address in forms that are wrong or obsolete and have one meaning (RFC 5322, section 4.4).
enum LooseAddress {
  /// The address in `scalars`: without its comments and its route, without blanks around dots and the "@", and with the dots
  /// that some providers let their users have where none may stand; nil if that leaves no address.
  static func read(_ scalars: ArraySlice<Unicode.Scalar>) -> EmailAddress? {
    guard var text = compact(scalars) else { return nil }
    if text.first == "@" {
      // A route: the servers that the message should go by. None does.
      guard let colon = text.firstIndex(of: ":") else { return nil }
      text = Array(text[(colon + 1)...])
    }
    if text.last == "." { text.removeLast() }
    let address = String(String.UnicodeScalarView(text))
    if let read = try? EmailAddress(address) { return read }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].allSatisfy({ $0.isAtomText || $0 == "." }) else { return nil }
    return try? EmailAddress(
      localPart: String(String.UnicodeScalarView(parts[0])), domain: String(String.UnicodeScalarView(parts[1])))
  }

  /// Nil if a blank stands where it would divide two words.
  private static func compact(_ scalars: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
    var kept: [Unicode.Scalar] = []
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    var sawBlank = false
    for scalar in scalars {
      if isEscaped {
        isEscaped = false
        if depth == 0 { kept.append(scalar) }
        continue
      }
      switch scalar {
      case "\\" where isQuoted || depth > 0:
        isEscaped = true
        if depth == 0 { kept.append(scalar) }
      case "\"" where depth == 0:
        isQuoted.toggle()
        kept.append(scalar)
      case _ where isQuoted: kept.append(scalar)
      case "(":
        depth += 1
        sawBlank = true
      case ")" where depth > 0: depth -= 1
      case _ where depth > 0: break
      case " ", "\t": sawBlank = true
      default:
        let joins: [Unicode.Scalar] = [".", "@", ",", ":"]
        if sawBlank, let last = kept.last, !joins.contains(last), !joins.contains(scalar) { return nil }
        sawBlank = false
        kept.append(scalar)
      }
    }
    return isQuoted || depth > 0 ? nil : kept
  }
}
