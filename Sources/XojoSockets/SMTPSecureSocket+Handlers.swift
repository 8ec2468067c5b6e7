import NIOConcurrencyHelpers
public import SMTPSending

/// Closures for those who do not subclass. They come where the method of the same event does, and after it.
///
/// A closure that the socket holds, and that holds the socket, keeps it for ever: say `[weak socket]` where that matters.
extension SMTPSecureSocket {
  /// Hears ``connectionEstablished(greeting:)``.
  public var onConnectionEstablished: (@Sendable (_ greeting: String) -> Void)? {
    get { state.withLockedValue { $0.handlers.connectionEstablished } }
    set { state.withLockedValue { $0.handlers.connectionEstablished = newValue } }
  }

  /// Hears ``error(_:)``.
  public var onError: (@Sendable (SocketError) -> Void)? {
    get { state.withLockedValue { $0.handlers.error } }
    set { state.withLockedValue { $0.handlers.error = newValue } }
  }

  /// Hears ``mailSent()``.
  public var onMailSent: (@Sendable () -> Void)? {
    get { state.withLockedValue { $0.handlers.mailSent } }
    set { state.withLockedValue { $0.handlers.mailSent = newValue } }
  }

  /// Hears ``messageSent(_:)``.
  public var onMessageSent: (@Sendable (EmailMessage) -> Void)? {
    get { state.withLockedValue { $0.handlers.messageSent } }
    set { state.withLockedValue { $0.handlers.messageSent = newValue } }
  }

  /// Hears ``sendProgress(bytesSent:bytesLeft:)``, and may abort as it does.
  public var onSendProgress: (@Sendable (_ bytesSent: Int, _ bytesLeft: Int) -> Bool)? {
    get { state.withLockedValue { $0.handlers.sendProgress } }
    set { state.withLockedValue { $0.handlers.sendProgress = newValue } }
  }

  /// Hears ``serverError(_:message:email:)``.
  public var onServerError: (@Sendable (_ errorID: Int, _ message: String, _ email: EmailMessage?) -> Void)? {
    get { state.withLockedValue { $0.handlers.serverError } }
    set { state.withLockedValue { $0.handlers.serverError = newValue } }
  }

  /// Hears ``willRetry(_:after:)``.
  public var onWillRetry: (@Sendable (_ failure: SMTPError, _ pause: Duration) -> Void)? {
    get { state.withLockedValue { $0.handlers.willRetry } }
    set { state.withLockedValue { $0.handlers.willRetry = newValue } }
  }
}
