/// What a user name may hold, whatever the mechanism.
///
/// A control has no place in one: it is a separator in PLAIN, XOAUTH2 and OAUTHBEARER, and would break a line of whatever log
/// the server keeps.
enum UserName {
  static func check(_ name: String, _ field: String = "user name") throws(SASLError) {
    guard name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw .forbiddenCharacter(in: field)
    }
  }

  /// `saslname` (RFC 5802 section 5.1): a comma and an equals sign are written as `=2C` and `=3D`.
  static func escaped(_ name: String) -> String {
    name.replacing("=", with: "=3D").replacing(",", with: "=2C")
  }

  /// The reverse; nil for an equals sign that begins neither.
  static func unescaped(_ name: some StringProtocol) -> String? {
    var result = ""
    var rest = Substring(name)
    while let mark = rest.firstIndex(of: "=") {
      result += rest[..<mark]
      switch rest[mark...].prefix(3) {
      case "=2C": result += ","
      case "=3D": result += "="
      default: return nil
      }
      rest = rest[mark...].dropFirst(3)
    }
    return result + rest
  }
}

/// What an OAuth 2.0 bearer token may hold (RFC 6750 section 2.1 allows less): printable ASCII without the space.
enum BearerToken {
  static func check(_ token: Secret) throws(SASLError) {
    guard token.withBytes({ $0.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) else { throw .forbiddenCharacter(in: "token") }
  }
}
