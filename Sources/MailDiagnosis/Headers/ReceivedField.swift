#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

import MIME

/// A trace header field, with which a server says from whom it took a message, and how (RFC 5321, section 4.4).
///
/// What real servers write is read, not only what the grammar has; whatever cannot be read is left out. Reading takes
/// time in proportion to the length.
public struct ReceivedField: Sendable, Hashable {
  /// The field's value as it stood, unfolded, with a space for each control character.
  public let literal: String
  /// The name with which the client introduced itself.
  public let from: String?
  /// The client's address, where the server noted one.
  public let fromAddress: String?
  /// The server that wrote the field.
  public let by: String?
  public let via: String?
  /// The protocol, such as `ESMTPS`, or a server's own words, such as `Microsoft SMTP Server`.
  public let with: String?
  public let id: String?
  public let recipient: String?
  /// What the field says of TLS.
  public let tls: TLSClaim?
  /// The product that wrote it, as far as its manner shows.
  public let product: ServerProduct?
  public let date: Date?
  /// The date as it stood.
  public let dateText: String?
  /// Whether the field says that the message was not taken over the network: from a local user, or by another protocol
  /// than SMTP.
  public let isLocal: Bool

  /// Reads the value of a Received field, folded or not.
  public init(_ value: String) {
    let literal = value.printable.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    self.literal = literal
    let clauses = TraceClauses(literal)
    from = clauses.value(of: .from)
    fromAddress = clauses.fromAddress
    by = clauses.value(of: .by)
    via = clauses.value(of: .via)
    with = clauses.value(of: .with)
    id = clauses.value(of: .id)
    recipient = clauses.value(of: .for)
    product = ServerProduct(clauses)
    tls = TLSClaim(clauses, product: product)
    dateText = clauses.date
    date = clauses.date.flatMap(MessageDate.parse)
    isLocal = clauses.isLocal
  }

  /// Reads the bytes of a field's value; those that are not UTF-8 become U+FFFD.
  public init(parsing bytes: [UInt8]) {
    self.init(String(decoding: bytes, as: UTF8.self))
  }

  /// What the protocol's keyword says (RFC 3848 and its successors); `nil` for a server's own words.
  public var keyword: TransmissionKeyword? { with.flatMap { TransmissionKeyword($0) } }
}
