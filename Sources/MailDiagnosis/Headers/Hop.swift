#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

import TLSWire

/// One step of a message on its way, as the server that took it there describes it.
public struct Hop: Sendable, Hashable {
  /// What a hop tells of the program that submitted the message.
  public enum Role: String, Sendable, Hashable, Codable {
    /// The message was handed in on the same machine, or by a protocol other than SMTP: no TLS was due.
    case pickup
    /// The first server that took the message over the network took it here, from the program or from its machine.
    case submission
    /// A later step, between servers.
    case relay
  }

  /// 1 for the step that was taken first, which is the lowest field.
  public let number: Int
  public let field: ReceivedField
  public internal(set) var role: Role
  /// Seconds since the hop before; negative where the clocks disagree, `nil` where a date is missing.
  public internal(set) var delay: Double?
  /// Whether the writer of this field, and of all above it, is one that the reader trusts.
  public internal(set) var isTrusted: Bool
}

extension Hop: Encodable {
  private enum CodingKeys: String, CodingKey {
    case number, role, trusted, from, address, by, via, with, id, product, date, delay, tls, received
  }

  private struct Claim: Encodable {
    let literal: String
    let version: TLSVersion?
    let provenVersion: TLSVersion?
    let cipher: String?
    let cipherSuite: CipherSuite?
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(role, forKey: .role)
    try container.encode(isTrusted, forKey: .trusted)
    try container.encode(field.from, forKey: .from)
    try container.encode(field.fromAddress, forKey: .address)
    try container.encode(field.by, forKey: .by)
    try container.encodeIfPresent(field.via, forKey: .via)
    try container.encode(field.with, forKey: .with)
    try container.encodeIfPresent(field.id, forKey: .id)
    try container.encode(field.product, forKey: .product)
    try container.encode(field.date, forKey: .date)
    try container.encode(delay, forKey: .delay)
    try container.encode(
      field.tls.map {
        Claim(
          literal: $0.literal, version: $0.version, provenVersion: $0.provenVersion, cipher: $0.cipher,
          cipherSuite: $0.cipherSuite)
      }, forKey: .tls)
    try container.encode(field.literal, forKey: .received)
  }
}
