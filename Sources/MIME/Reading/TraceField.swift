#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A Received field, with which a server says from whom it took a message, and how (RFC 5321, section 4.4).
///
/// What real servers write is read, not only what the grammar has; whatever cannot be read is nil. Each server may write what it
/// likes: only those above the first that the reader trusts are worth believing.
public struct TraceField: Sendable, Hashable {
  /// The name with which the client introduced itself.
  public let from: String?
  /// The client's IP address, where the server noted one.
  public let fromAddress: String?
  /// The server that wrote the field.
  public let by: String?
  /// The link over which the message came, if that was not the Internet.
  public let via: String?
  /// The protocol, such as `ESMTPS` (RFC 3848), or a server's own words.
  public let with: String?
  /// The server's identifier of the message.
  public let id: String?
  /// The recipient, without angle brackets as the server wrote it.
  public let recipient: String?
  /// When the server took the message.
  public let date: Date?
  /// All comments, in their order.
  public let comments: [String]

  /// Reads the unfolded value of a field, in time in proportion to its length.
  public init(_ value: String) {
    self.init(TraceClauses(value.replacingControls.replacingTabs))
  }

  package init(_ clauses: TraceClauses) {
    from = clauses.value(of: .from)
    fromAddress = clauses.fromAddress
    by = clauses.value(of: .by)
    via = clauses.value(of: .via)
    with = clauses.value(of: .with)
    id = clauses.value(of: .id)
    recipient = clauses.value(of: .for)?.withoutAngleBrackets
    date = clauses.date.flatMap(MessageDate.parse)
    comments = clauses.comments
  }
}

extension String {
  fileprivate var replacingTabs: String {
    String(decoding: utf8.map { $0 == .tab ? .space : $0 }, as: UTF8.self)
  }
}
