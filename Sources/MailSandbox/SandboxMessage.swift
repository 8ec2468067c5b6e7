public import Foundation
public import NIOCore
public import SMTPCore
public import TLSWire

/// A message that a test server accepted, with its envelope.
public struct SandboxMessage: Sendable, Hashable {
  /// Counted from 1 in the order in which messages were stored.
  public let number: Int
  /// The connection's number in the sandbox, as in ``SandboxEvent``.
  public let connection: Int
  /// What MAIL named.
  public let sender: ReversePath
  /// The parameters of MAIL, such as `SIZE`, `RET` or `REQUIRETLS`.
  public let parameters: [ESMTPParameter]
  /// What the accepted RCPT commands named, in their order.
  public let recipients: [EnvelopeAddress]
  /// The parameters of each of these commands, such as `NOTIFY`.
  public let recipientParameters: [[ESMTPParameter]]
  /// The message's bytes as they were received, without the dots that were put in for the transfer.
  public let content: ByteBuffer
  /// The authenticated user, nil where there was no AUTH.
  public let user: String?
  /// What was seen of TLS on the wire, nil for a message that came in clear.
  public let evidence: TLSEvidence?
  public let received: Date
  /// The file that holds it, where the sandbox stores messages in a directory.
  public internal(set) var file: String?

  /// ``content`` as text; bytes that are not UTF-8 are replaced.
  public var text: String { String(buffer: content) }
}

extension SandboxMessage: Encodable {
  private enum CodingKeys: String, CodingKey {
    case number, connection, from, parameters, to, recipientParameters, user, tls, received, size
  }

  /// Everything but the content.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(connection, forKey: .connection)
    let from: String =
      switch sender {
      case .null: ""
      case .address(let address): address.description
      }
    try container.encode(from, forKey: .from)
    try container.encode(parameters.map(\.description), forKey: .parameters)
    try container.encode(recipients.map(\.description), forKey: .to)
    try container.encode(recipientParameters.map { $0.map(\.description) }, forKey: .recipientParameters)
    try container.encode(user, forKey: .user)
    try container.encode(evidence, forKey: .tls)
    try container.encode(received, forKey: .received)
    try container.encode(content.readableBytes, forKey: .size)
  }
}
