import NIOConcurrencyHelpers
public import SMTPSending

/// Xojo's socket for mail: it has its names and events, and it keeps to the TLS that it is set to.
///
///     let socket = SMTPSecureSocket()
///     socket.address = "smtp.example.com"
///     socket.port = 587
///     socket.sslConnectionType = .tlsv12
///     socket.username = "ada@example.com"
///     socket.password = password
///     socket.onMessageSent = { _ in print("sent over", socket.evidence?.description ?? "no TLS") }
///     socket.messages.append(mail)
///     socket.sendMail()
///
/// Override the events in a subclass, or set the closures of the same name; where both are there, the method comes first.
/// Events come on the actor that the socket was made for, the main actor unless another was given, in their order, never
/// one within another, and the sending waits for each to return. So what the socket says of itself in an event is what
/// was so when it happened.
///
/// Any thread may use a socket at any time. While it sends it keeps itself alive.
open class SMTPSecureSocket: @unchecked Sendable {
  public typealias SSLConnectionTypes = SSLSocket.SSLConnectionTypes
  public typealias SMTPConnectionTypes = XojoSockets.SMTPConnectionTypes

  // Why @unchecked holds: both stored properties of this class are constants, of types that guard themselves. The compiler
  // only cannot promise it for what a subclass adds, which therefore restates it, and which may be touched safely in events
  // because these come on one actor.
  let state = NIOLockedValueBox(SocketState())
  let events: EventQueue
  /// The messages to be sent. One leaves when a server has taken it; those that were refused, or not sent, stay.
  public let messages = EmailQueue()

  /// - Parameter actor: on whose executor the events come. It is not kept alive, except while the socket sends; events that
  ///   come when it is gone are not delivered.
  public init(eventsOn actor: any Actor = MainActor.shared) {
    events = EventQueue(actor)
  }

  // Events, for subclasses. What is here does nothing.

  /// A connection stands, and this is the server's greeting. A run that makes several connections tells of each.
  open func connectionEstablished(greeting: String) {}

  /// The connection could not be made as it was asked for, or it broke; what was under way has ended. The messages that
  /// were not sent are still in ``messages``, and ``sendMail()`` may be called here.
  open func error(_ error: SocketError) {}

  /// The queue has been gone through, and the server has taken at least one message. Those that it refused were told by
  /// ``serverError(_:message:email:)`` and are still in ``messages``.
  open func mailSent() {}

  /// A server has taken the message, which is no longer in ``messages``. ``lastReceipt`` has the details.
  open func messageSent(_ email: EmailMessage) {}

  /// So much of the message under way has been sent. Returning true ends the run: no further byte of the message is sent, so
  /// that no server delivers it, and ``error(_:)`` follows with 102.
  /// - Parameters:
  ///   - bytesSent: of this message so far.
  ///   - bytesLeft: what the message has beyond these.
  open func sendProgress(bytesSent: Int, bytesLeft: Int) -> Bool { false }

  /// A server refused a message, some of its recipients, or the whole connection. A refused message stays in ``messages``.
  ///
  /// The run goes on with the next message, unless the refusal is not about this one: one before there was talk of
  /// a message, such as that of a password, or a `421` or `530` at any time, ends it. A run that has sent nothing ends with its
  /// last refusal. Where the run is over, ``sendMail()`` may be called here; ``isSending`` tells.
  /// - Parameters:
  ///   - errorID: the reply's code. Where a message cannot be sent as it is, the code that RFC 5321 has for this: 552,
  ///     553 or 554. No server is asked then, or, where it lacks what the message needs, only logged in to.
  ///   - message: the reply as the server gave it, or what is wrong.
  ///   - email: nil where there was no message yet, after ``connect()``.
  open func serverError(_ errorID: Int, message: String, email: EmailMessage?) {}

  /// A temporary error came before the message's data was sent, and after this pause there will be another attempt, as
  /// ``retryPolicy`` has it. Not Xojo's.
  open func willRetry(_ failure: SMTPError, after pause: Duration) {}
}
