/// What a server's reply means, and what the person who got it can do.
///
/// ```swift
/// if let advice = ReplyAdvice.advice(quoted: "421 4.7.66 TLS 1.0 and 1.1 are not supported.") {
///   print(advice.title, advice.meaning, advice.action, separator: "\n")
/// }
/// ```
///
/// Advice is either about a reply that is known from a provider (``Origin/known(providers:source:)``), or only what the
/// standards say of its numbers (``Origin/standard(document:)``), and then it says so.
public struct ReplyAdvice: Sendable, Hashable {
  /// How well what is known of a provider's reply is founded.
  public enum Source: String, Sendable, Hashable, Codable {
    /// The reply stands in the provider's own documents or posts.
    case verified
    /// The reply was seen only in what others wrote.
    case thirdParty
  }

  /// Where the advice comes from.
  public enum Origin: Sendable, Hashable {
    /// The providers are known to send this reply.
    case known(providers: [String], source: Source)
    /// Nobody's reply in particular: the meaning that a document such as `RFC 3463` gives to the numbers.
    case standard(document: String)
  }

  /// Whether sending the same message again can succeed.
  public enum Retry: String, Sendable, Hashable, Codable {
    /// Later, with nothing changed.
    case canHelp
    /// Only once what ``ReplyAdvice/action`` names has been changed.
    case afterChange
    /// Nothing on the sender's side would change the answer.
    case cannotHelp
    /// The server has not refused anything.
    case notNeeded
  }

  public let origin: Origin
  /// A few words, without a full stop.
  public let title: String
  /// What the server says by it, in sentences.
  public let meaning: String
  /// What to do. Where there are several steps, each begins on a line of its own.
  public let action: String
  public let retry: Retry
  /// The address of a page on it, where one is known.
  public let link: String?

  init(origin: Origin, title: String, meaning: String, action: String, retry: Retry, link: String?) {
    self.origin = origin
    self.title = title
    self.meaning = meaning
    self.action = action
    self.retry = retry
    self.link = link
  }

  /// Whether the reply itself is known, not just the numbers that it uses.
  public var isKnown: Bool {
    if case .known = origin { return true }
    return false
  }
}

extension ReplyAdvice {
  /// Gives what is known of a reply, the most specific advice first: a provider's wording, then its numbers, then what
  /// the standards say of the numbers. Gives nil where nothing at all is known, as for a code outside 200 to 599.
  public static func advice(for reply: Reply) -> ReplyAdvice? {
    advice(for: Quotation(reply))
  }

  /// Reads a reply out of what a person pasted, as ``Quotation/init(_:)-(String)`` does, and gives what is known of it.
  /// Gives nil where the text holds neither a reply code nor an enhanced status code.
  public static func advice(quoted text: String) -> ReplyAdvice? {
    Quotation(text).flatMap(advice(for:))
  }

  /// As ``advice(for:)-(Reply)``, for a reply of which parts may be missing.
  public static func advice(for quotation: Quotation) -> ReplyAdvice? {
    KnownReply.bestMatch(for: quotation)?.advice ?? standard(for: quotation)
  }
}

extension ReplyAdvice: Encodable {
  private enum CodingKeys: String, CodingKey {
    case known, providers, source, document, title, meaning, action, retry, link
  }

  /// One flat object: `known`, then `providers` and `source` or `document`, then the texts.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(isKnown, forKey: .known)
    switch origin {
    case .known(let providers, let source):
      try container.encode(providers, forKey: .providers)
      try container.encode(source, forKey: .source)
    case .standard(let document):
      try container.encode(document, forKey: .document)
    }
    try container.encode(title, forKey: .title)
    try container.encode(meaning, forKey: .meaning)
    try container.encode(action, forKey: .action)
    try container.encode(retry, forKey: .retry)
    try container.encode(link, forKey: .link)
  }
}
