/// Recipients under one name, such as `Engineers: ada@example.com, alan@example.net;` (RFC 5322, section 3.4).
///
/// A group may be empty: ``undisclosedRecipients`` says that there are some whom nobody sees.
public struct MailboxGroup: Sendable, Hashable {
  /// The name, decoded. It has no controls and is not empty.
  public let name: String
  public var members: [Mailbox]

  /// Makes a group. Controls in `name` become spaces.
  /// - Throws: ``MIMEError/Code/invalidAddress`` for a name that is empty then.
  public init(name: String, members: [Mailbox] = []) throws(MIMEError) {
    let cleaned = name.replacingControls
    guard !cleaned.unicodeScalars.allSatisfy(\.isBlank) else {
      throw MIMEError(code: .invalidAddress, reason: "a group needs a name")
    }
    self.init(uncheckedName: cleaned, members: members)
  }

  init(uncheckedName name: String, members: [Mailbox]) {
    self.name = name
    self.members = members
  }

  /// `undisclosed-recipients:;`
  public static let undisclosedRecipients = MailboxGroup(uncheckedName: "undisclosed-recipients", members: [])
}

extension MailboxGroup: CustomStringConvertible {
  /// The group for people: names quoted where they must be, but not encoded.
  public var description: String {
    let isPlain = Mailbox.isPhrase(name) && !name.contains("=?")
    let members = members.map { " \($0)" }.joined(separator: ",")
    return "\(isPlain ? name : name.quotedString):\(members);"
  }
}
