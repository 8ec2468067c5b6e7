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
  /// What it says in its clauses.
  private let trace: TraceField
  /// What the field says of TLS.
  public let tls: TLSClaim?
  /// The product that wrote it, as far as its manner shows.
  public let product: ServerProduct?
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
    trace = TraceField(clauses)
    product = ServerProduct(clauses)
    tls = TLSClaim(clauses, product: product)
    dateText = clauses.date
    isLocal = clauses.isLocal
  }

  /// Reads the bytes of a field's value; those that are not UTF-8 become U+FFFD.
  public init(parsing bytes: [UInt8]) {
    self.init(String(decoding: bytes, as: UTF8.self))
  }

  /// The name with which the client introduced itself.
  public var from: String? { trace.from }
  /// The client's address, where the server noted one.
  public var fromAddress: String? { trace.fromAddress }
  /// The server that wrote the field.
  public var by: String? { trace.by }
  public var via: String? { trace.via }
  /// The protocol, such as `ESMTPS`, or a server's own words, such as `Microsoft SMTP Server`.
  public var with: String? { trace.with }
  public var id: String? { trace.id }
  /// The recipient, without angle brackets.
  public var recipient: String? { trace.recipient }
  public var date: Date? { trace.date }

  /// What the protocol's keyword says (RFC 3848 and its successors); `nil` for a server's own words.
  public var keyword: TransmissionKeyword? { with.flatMap { TransmissionKeyword($0) } }
}
