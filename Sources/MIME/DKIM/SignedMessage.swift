/// A message with DKIM signatures in front of it, to be sent in its place.
///
/// ```swift
/// let signed = try SignedMessage(message, by: [rsaSigner, ed25519Signer])
/// let receipt = try await client.send(signed)
/// ```
///
/// The message is read when this value is made, to be signed, and again each time it is sent; neither holds it in
/// memory. A file of it that changes in between ends the stream with ``MIMEError/Code/fileChanged``: what was not signed
/// is not sent.
///
/// Sign what will not be changed any more. A message that ``needsEightBitTransport`` may be converted by a server on its
/// way, which breaks the signature (RFC 6376, section 5.3).
public struct SignedMessage: Sendable {
  /// The message without the signatures.
  public let content: any MessageContent

  /// The DKIM-Signature fields as they are written, each ended by CRLF.
  public let signatureFields: [UInt8]

  private let stream: MessageStream

  /// Signs a message, once for each of `signers`; their fields are written in this order.
  ///
  /// An Ed25519 signature goes with an RSA one, for the verifiers that know only that.
  /// - Throws: What ``DKIMSigner/signatureField(for:)`` does.
  public init(_ content: some MessageContent, by signers: [DKIMSigner]) throws(MIMEError) {
    let stream = try content.makeStream()
    // A copy of a stream goes on by itself, so that what is sent is what was signed.
    signatureFields = try DKIMSigner.signatureFields(for: stream, by: signers)
    self.content = content
    self.stream = MessageStream(signatureFields, before: stream)
  }
}

extension SignedMessage: MessageContent {
  public var envelopeSender: EmailAddress? { content.envelopeSender }
  public var envelopeRecipients: [EmailAddress] { content.envelopeRecipients }
  public var messageID: MessageID? { content.messageID }
  public var needsEightBitTransport: Bool { content.needsEightBitTransport }
  public var needsBinaryTransport: Bool { content.needsBinaryTransport }
  public var declinesTLS: Bool { content.declinesTLS }
  public var hasInternationalHeader: Bool { content.hasInternationalHeader }
  public func validateSender() throws(MIMEError) { try content.validateSender() }
  public func validateRecipients() throws(MIMEError) { try content.validateRecipients() }

  /// Begins to write the signatures and the message. It never throws: what could be wrong was found by signing.
  public func makeStream() throws(MIMEError) -> MessageStream { stream }
}
