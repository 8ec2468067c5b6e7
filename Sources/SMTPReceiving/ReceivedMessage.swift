public import NIOCore
public import SMTPCore
public import TLSWire

/// A message with its envelope, as it was received.
public struct ReceivedMessage: Sendable {
  public let envelope: ServerEnvelope
  /// Exactly what the client sent, after dot-unstuffing (RFC 5321, section 4.5.2).
  public let body: ByteBuffer
  /// What crossed the wire; nil without TLS.
  public let tls: TLSEvidence?

  public init(envelope: ServerEnvelope, body: ByteBuffer, tls: TLSEvidence?) {
    self.envelope = envelope
    self.body = body
    self.tls = tls
  }
}
