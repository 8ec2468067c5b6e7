public import MIME
public import NIOCore
public import SMTPCore

extension SMTPClient {
  /// What a message asks of the server that cannot be seen before it comes.
  public typealias TransportNeeds = MIME.TransportNeeds

  /// Sends a finished message, header and body, that comes as a sequence of buffers.
  ///
  ///     let receipt = try await client.send(
  ///       streaming: buffers, from: .address(EnvelopeAddress("ada@example.com")), to: [EmailAddress("charles@example.com")])
  ///
  /// The sequence is begun when the server awaits the message, so that whatever fails before is retried as
  /// ``Configuration/retryPolicy`` has it; and at most once, so that nothing is tried again after that. The next buffer is
  /// taken when the network has taken the last. Where the sequence throws, the connection is closed, and the server has no
  /// whole message.
  ///
  /// Line ends are made CRLF and dots are doubled on the way, however the buffers are cut. The header is neither read nor
  /// changed: a Bcc field in it would go out.
  /// - Parameters:
  ///   - message: should end when its task is cancelled, as `AsyncStream` does: it is waited for.
  ///   - size: in bytes, where it is known. It is told to the server (RFC 1870), and exactly so many must come.
  ///   - reversePath: where bounces go.
  ///   - recipients: whom it goes to. Those who are one too many for the server are deferred on the receipt, and can be sent the
  ///     message from its beginning.
  ///   - needs: what the message has that not every server takes.
  ///   - options: notifications, deadlines, priority and the like.
  ///   - recipientOptions: what differs for single recipients. It is an error if one of them is no recipient.
  ///   - progress: is awaited.
  /// - Returns: the receipt, where a server took responsibility for at least one recipient.
  /// - Throws: ``SMTPError`` otherwise: with ``SMTPError/Code/unusableMessage`` where the sequence threw or has another size.
  public func send<Buffers: AsyncSequence & Sendable>(
    streaming message: Buffers, size: Int? = nil, from reversePath: ReversePath, to recipients: [EmailAddress],
    needs: TransportNeeds = [], options: DeliveryOptions = DeliveryOptions(),
    recipientOptions: [EmailAddress: RecipientOptions] = [:], progress: (@Sendable (Progress) async -> Void)? = nil
  ) async throws(SMTPError) -> DeliveryReceipt where Buffers.Element == ByteBuffer {
    let envelope = try Envelope(from: reversePath, to: recipients, needs: needs, options, recipientOptions)
    if options.requiresTLS { try configuration.tls.checkRequireTLS() }
    if let limit = configuration.pool.limits.recipientsPerMessage, recipients.count > limit {
      throw .invalidEnvelope(
        "a message that comes once goes out once, to no more than \(limit) recipients as the pool's limits have it")
    }
    let source = MessageSource.stream(StreamedMessage(message, size: size))
    return try await Delivery(client: self, source: source, envelope: envelope, progress: progress).run()
  }
}
