/// The List-* fields, which tell a reader's program what to do with mail of a list or a newsletter (RFC 2369, RFC 2919, RFC 8058).
///
/// ```swift
/// var list = MailingList()
/// list.unsubscribe = ["https://example.com/u?k=8f3", "mailto:leave@example.com"]
/// list.offersOneClickUnsubscribe = true
/// try message.set(list)
/// ```
public struct MailingList: Sendable, Hashable {
  /// The list's identifier, such as `news.example.com`, and a name for people before it.
  public var id: String?
  public var name: String?
  /// URLs by which to leave, the best first.
  public var unsubscribe: [String]
  /// Whether a POST to the https URL of ``unsubscribe`` is enough (RFC 8058), as Gmail and Yahoo ask of bulk senders.
  ///
  /// Sign the message with DKIM: programs do not offer it else.
  public var offersOneClickUnsubscribe: Bool
  public var subscribe: [String]
  public var help: [String]
  public var owner: [String]
  public var archive: [String]
  /// Where to write to; nil leaves the field out. An empty list says that nobody may (`List-Post: NO`).
  public var post: [String]?

  public init() {
    (unsubscribe, subscribe, help, owner, archive) = ([], [], [], [], [])
    offersOneClickUnsubscribe = false
  }

  /// The fields, in the order of RFC 2369.
  /// - Throws: ``MIMEError/Code/invalidHeader`` for a URL with another character than those of RFC 3986 or without a scheme, for an
  ///   identifier that is no dotted name, and for one click without an https URL.
  public func fields() throws(MIMEError) -> [HeaderField] {
    var fields: [HeaderField] = []
    if let id { fields.append(try Self.identifier(id, name)) }
    if name != nil, id == nil { throw Self.fail("a list with a name needs an identifier") }
    for (name, urls) in [("List-Help", help), ("List-Unsubscribe", unsubscribe)] where !urls.isEmpty {
      fields.append(try Self.field(name, urls))
    }
    if offersOneClickUnsubscribe {
      guard unsubscribe.contains(where: { $0.asciiLowercased.hasPrefix("https://") }) else {
        throw Self.fail("one click needs an https URL to unsubscribe by (RFC 8058, section 3.1)")
      }
      fields.append(HeaderField(uncheckedName: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click"))
    }
    if !subscribe.isEmpty { fields.append(try Self.field("List-Subscribe", subscribe)) }
    if let post {
      fields.append(
        post.isEmpty ? HeaderField(uncheckedName: "List-Post", value: "NO") : try Self.field("List-Post", post))
    }
    for (name, urls) in [("List-Owner", owner), ("List-Archive", archive)] where !urls.isEmpty {
      fields.append(try Self.field(name, urls))
    }
    return fields
  }

  /// The names of all fields that ``fields()`` may give.
  static let fieldNames = [
    "List-Id", "List-Help", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Subscribe", "List-Post", "List-Owner",
    "List-Archive",
  ]

  private static func identifier(_ id: String, _ name: String?) throws(MIMEError) -> HeaderField {
    let labels = id.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isName = labels.count > 1 && labels.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isAtomText } }
    guard isName, id.utf8.count <= 255 else {
      throw fail("\(id.excerpt) is no list identifier, as in news.example.com")
    }
    guard let name else { return HeaderField(uncheckedName: "List-Id", value: "<\(id)>") }
    // Its grammar is a phrase, whose words beyond ASCII are encoded.
    let phrase = Mailbox.isPhrase(name) || !name.isASCII ? name : name.quotedString
    let written = name.isASCII ? phrase : EncodedWord.encode(name.replacingControls).joined(separator: " ")
    return try HeaderField(name: "List-Id", value: "\(written) <\(id)>")
  }

  private static func field(_ name: String, _ urls: [String]) throws(MIMEError) -> HeaderField {
    for url in urls where !isURL(url) { throw fail("\(url.excerpt) is no URL for \(name)") }
    return HeaderField(uncheckedName: name, value: urls.map { "<\($0)>" }.joined(separator: ", "))
  }

  /// A scheme and what RFC 3986 allows after it; a comma within is escaped by the caller, for it divides the URLs.
  private static func isURL(_ url: String) -> Bool {
    guard let colon = url.utf8.firstIndex(of: .colon) else { return false }
    let scheme = url.utf8[..<colon]
    let rest = url.utf8[colon...].dropFirst()
    return scheme.first?.isASCIILetter == true
      && scheme.allSatisfy { $0.isASCIILetterOrDigit || "+-.".utf8.contains($0) } && !rest.isEmpty
      && rest.allSatisfy { $0.isASCIILetterOrDigit || "-._~:/?#[]@!$&'()*+;=%".utf8.contains($0) }
  }

  private static func fail(_ reason: String) -> MIMEError { MIMEError(code: .invalidHeader, reason: reason) }
}

extension Message {
  /// Writes the List-* fields of `list` in place of those that ``additionalHeaders`` has.
  /// - Throws: What ``MailingList/fields()`` does.
  public mutating func set(_ list: MailingList) throws(MIMEError) {
    let fields = try list.fields()
    for name in MailingList.fieldNames { additionalHeaders.remove(named: name) }
    for field in fields { additionalHeaders.append(field) }
  }
}
