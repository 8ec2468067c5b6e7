public import SMTPCore

/// What a server is to do at a ``ServerEvent``.
///
/// ```swift
/// .reply(Reply(421, "4.7.66", "TLS 1.0 and 1.1 are not supported.")).delayed(by: .seconds(2))
/// ```
public struct ServerDecision: Sendable, Hashable {
  public enum Answer: Sendable, Hashable {
    /// The session's own reply.
    case proceed
    /// This reply. A negative one leaves everything as if the command had failed; a positive one (for DATA an
    /// intermediate one) as if it had succeeded.
    case reply(Reply)
    /// This reply, then the connection is closed.
    case replyAndClose(Reply)
    /// The connection is closed without a word.
    case drop
  }

  public var answer: Answer
  /// How long to wait before the answer.
  public var delay: Duration?
  /// Sends the reply one byte at a time with this pause after each.
  public var drip: Duration?

  /// Asks with ``ServerEvent/transfer(byteCount:)`` once this many bytes of the message's data have come, or a few more.
  /// It counts at DATA, BDAT and `transfer` itself; a message that is smaller comes without it.
  public var checkpoint: Int?

  public init(_ answer: Answer, delay: Duration? = nil, drip: Duration? = nil, checkpoint: Int? = nil) {
    self.answer = answer
    self.delay = delay
    self.drip = drip
    self.checkpoint = checkpoint
  }

  public static let proceed = Self(.proceed)
  public static func reply(_ reply: Reply) -> Self { Self(.reply(reply)) }
  public static func replyAndClose(_ reply: Reply) -> Self { Self(.replyAndClose(reply)) }
  public static let drop = Self(.drop)

  /// The same after a pause.
  public func delayed(by delay: Duration) -> Self {
    Self(answer, delay: delay, drip: drip, checkpoint: checkpoint)
  }

  /// The same with the reply sent byte by byte.
  public func dripping(every pause: Duration) -> Self {
    Self(answer, delay: delay, drip: pause, checkpoint: checkpoint)
  }
}
