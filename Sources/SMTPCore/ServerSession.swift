public import NIOCore
public import SASL

/// The server's side of an SMTP dialogue (RFC 5321): bytes in, actions out, no input or output of its own.
///
/// Whoever drives it passes on what comes from the socket and carries out the actions one after the other. After an
/// ``Action/ask(_:)`` there is no further action until ``answer(_:)``; commands that came behind it wait their turn, so
/// that pipelining (RFC 2920) needs nothing more.
///
/// ```swift
/// session.receive(bytes)
/// while let action = session.nextAction() {
///   switch action { … }
/// }
/// ```
public struct ServerSession: Sendable {
  /// Something that the server's policy may decide.
  public enum Question: Sendable, Hashable {
    /// A client is there and awaits the greeting.
    case connection
    /// A command that is well formed and in its place. BDAT is asked for before its chunk is read; the reply to one that
    /// is not the last is sent after that.
    case command(Command)
    /// A mechanism wants this challenge, in base64, to be sent with 334 (RFC 4954 section 4). Any other code ends the
    /// exchange.
    case challenge(mechanism: String, String)
    /// What a client authenticates with; to proceed means that it is right. With CRAM-MD5 and SCRAM the session has checked
    /// the client's proof by its own accounts: `secret` is the password where the proof is right, and empty where it is
    /// wrong, which no answer changes. With EXTERNAL it is empty, and `username` may be.
    case credentials(mechanism: String, username: String, secret: Secret)
    /// A whole message; what came as ``ServerSession/Action/body(_:)`` since the last one belongs to it.
    case message(ServerEnvelope)
  }

  /// What the policy said.
  public enum Answer: Sendable, Hashable {
    /// The session's own reply, and its effect.
    case proceed
    /// This reply. It has the command's effect where it is as positive as the session's own, and none otherwise. A 421
    /// ends the session (RFC 5321 section 3.8).
    case reply(Reply)
  }

  /// How a session ended.
  public enum End: Sendable, Hashable {
    case quit
    /// The policy answered 421.
    case refused
    case violation(ServerViolation)
  }

  /// What is to be done next.
  public enum Action: Sendable, Hashable {
    /// The client sent this: credentials are redacted, a message's data is named by its size. For a log.
    case received(String)
    case ask(Question)
    case send(Reply)
    /// A part of the message's content.
    case body(ByteBuffer)
    /// The message will be refused: what came of it can be forgotten.
    case discardBody
    /// The 220 is sent: the next byte belongs to TLS. Call ``tlsEstablished(channelBinding:)`` after the handshake.
    case startTLS
    /// Send what is to be sent, then close.
    case close(End)
  }

  enum State: Sendable {
    case connecting
    case commands
    case asking(Question)
    case authenticating(ServerMechanism)
    /// The client must answer the error that it was sent before it gets this reply.
    case refusingToken(Reply)
    case data(ServerDataReader, Reception)
    case chunk(remaining: Int, isLast: Bool, Reception)
    case startingTLS
    case handshaking
    case closed
  }

  enum Transaction: Sendable, Hashable {
    case none
    case open(ServerEnvelope)
    /// At least one BDAT has been accepted, of so many bytes in all.
    case chunked(ServerEnvelope, byteCount: Int, ServerDataReader)
  }

  enum Greeting: Sendable, Hashable {
    case none
    case helo
    case ehlo
    /// The greeting was negative: nothing but QUIT is taken (RFC 5321 section 3.1).
    case refused
  }

  let configuration: Configuration
  /// Whether TLS protects what is said.
  public private(set) var isSecure: Bool
  /// Who has authenticated.
  public internal(set) var authenticatedUser: String?
  /// The name in the last EHLO or HELO.
  public internal(set) var clientName: String?
  var state = State.connecting
  var transaction = Transaction.none
  /// What LIMITS (RFC 9422) counts over the whole connection.
  var mailCount = 0
  var recipientDomains: Set<String> = []
  var clientGreeting = Greeting.none
  var sawAuthentication = false
  /// What the TLS connection can be known by, nil without.
  var channelBinding: ChannelBinding?
  /// Whether the credentials that are asked about come with a wrong proof.
  var isUnproven = false
  /// Waits for the answer to ``Question/challenge(mechanism:_:)``.
  var challengingMechanism: ServerMechanism?
  var unread = ByteBuffer()
  private var isSkippingLine = false
  private var actions: [Action] = []
  private var errorCount = 0

  /// - Parameter isSecure: whether the connection begins with TLS. Nothing is asked of the session before the handshake.
  public init(configuration: Configuration, isSecure: Bool) {
    self.configuration = configuration
    self.isSecure = isSecure
  }

  /// How many bytes wait to be looked at. Whoever drives the session should stop reading while there are many.
  public var unreadByteCount: Int { unread.readableBytes }

  /// Whether something that was decided is still to be carried out.
  public var hasPendingActions: Bool { !actions.isEmpty }

  /// Whether the session waits for more of a message's data, not for a command.
  public var isReceivingMessage: Bool {
    switch state {
    case .data, .chunk: true
    default: false
    }
  }

  /// Takes bytes as they came from the socket.
  public mutating func receive(_ bytes: ByteBuffer) {
    if case .closed = state { return }
    if unread.readableBytes == 0 {
      unread = bytes
    } else {
      // A client that always begins the next line would make a buffer grow for ever that is never quite empty.
      if unread.readerIndex > unread.readableBytes { unread.discardReadBytes() }
      unread.writeImmutableBuffer(bytes)
    }
  }

  /// Gives what is to be done next, or nil until more bytes or an answer have come.
  public mutating func nextAction() -> Action? {
    while actions.isEmpty {
      guard advance() else { return nil }
    }
    return actions.removeFirst()
  }

  /// Takes the decision on the last ``Action/ask(_:)``. Without a question it does nothing.
  public mutating func answer(_ answer: Answer) {
    guard case .asking(let question) = state else { return }
    state = .commands
    let proposal = reply(to: question)
    var given = proposal
    if case .reply(let reply) = answer { given = reply }
    let succeeds = given.severity == proposal.severity
    if case .command(.startTLS) = question, succeeds, unread.readableBytes > 0 {
      return refuseInjection()
    }
    if given.code == 421 {
      send(given)
      return close(.refused)
    }
    carryOut(question, succeeds: succeeds, reply: given)
  }

  /// Says that the handshake after ``Action/startTLS``, or with which the connection began, is finished. All that was learnt
  /// before is forgotten (RFC 3207 section 4.2).
  /// - Parameter channelBinding: what the connection can be known by; without it no -PLUS mechanism is offered.
  public mutating func tlsEstablished(channelBinding: ChannelBinding? = nil) {
    if isSecure, case .connecting = state { self.channelBinding = channelBinding }
    guard case .handshaking = state else { return }
    isSecure = true
    self.channelBinding = channelBinding
    authenticatedUser = nil
    clientName = nil
    clientGreeting = .none
    forgetTransaction()
    sawAuthentication = false
    isSkippingLine = false
    unread = ByteBuffer()
    state = .commands
  }

  /// Does one step; gives false where that takes more bytes or an answer.
  private mutating func advance() -> Bool {
    switch state {
    case .connecting:
      ask(.connection)
    case .commands, .authenticating, .refusingToken:
      return readLine()
    case .data(let reader, let reception):
      return readData(reader, reception)
    case .chunk(let remaining, let isLast, let reception):
      return readChunk(remaining: remaining, isLast: isLast, reception)
    case .startingTLS:
      guard unread.readableBytes == 0 else {
        close(.violation(.commandInjection(byteCount: unread.readableBytes)))
        return true
      }
      state = .handshaking
      perform(.startTLS)
    case .asking, .handshaking, .closed:
      return false
    }
    return true
  }
}

extension ServerSession {
  mutating func perform(_ action: Action) {
    actions.append(action)
  }

  mutating func send(_ reply: Reply) {
    perform(.send(reply))
  }

  mutating func ask(_ question: Question) {
    state = .asking(question)
    perform(.ask(question))
  }

  mutating func close(_ end: End) {
    state = .closed
    unread = ByteBuffer()
    perform(.close(end))
  }

  /// Ends what MAIL began. Chunks that were handed out belong to no message then.
  mutating func forgetTransaction() {
    if case .chunked = transaction { perform(.discardBody) }
    transaction = .none
  }

  /// One of the session's own replies.
  func own(_ code: Int, _ status: String, _ text: String) -> Reply {
    configuration.extensions.enhancedStatusCodes ? Reply(code, status, text) : Reply(code, text)
  }

  /// Refuses a command, and counts it where it is the client's mistake or a guess at a password. A recipient too many or
  /// a message too large is neither.
  mutating func reject(_ reply: Reply) {
    if (500...504).contains(reply.code) || reply.code == 535 || reply.code == 555 { errorCount += 1 }
    guard errorCount <= configuration.maximumErrors else {
      send(own(421, "4.7.0", "\(configuration.hostName) Too many errors"))
      return close(.violation(.tooManyErrors))
    }
    send(configuration.extensions.enhancedStatusCodes ? reply : Reply(reply.code, nil, lines: reply.lines))
  }

  mutating func refuseInjection() {
    send(own(554, "5.5.1", "Nothing may follow STARTTLS before the handshake"))
    close(.violation(.commandInjection(byteCount: unread.readableBytes)))
  }

  /// Reads and carries out one line of a command or an authentication exchange.
  private mutating func readLine() -> Bool {
    var limit = configuration.maximumAuthenticationLine
    if case .commands = state {
      if unread.readableBytesView.starts(with: [0x16, 0x03]) {
        close(.violation(.foreignProtocol("TLS")))
        return true
      }
      let isAuthentication = unread.readableBytesView.prefix(5).map { $0 & 0xDF }.elementsEqual("AUTH\0".utf8)
      if !isAuthentication { limit = configuration.maximumCommandLine }
    }
    guard let end = unread.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
      guard isSkippingLine || unread.readableBytes > limit else { return false }
      isSkippingLine = true
      unread = ByteBuffer()
      return false
    }
    let length = end - unread.readerIndex + 1
    let line = unread.readSlice(length: length) ?? ByteBuffer()
    if unread.readableBytes == 0 { unread = ByteBuffer() }
    if isSkippingLine || length > limit {
      isSkippingLine = false
      refuseLongLine()
    } else {
      take(line)
    }
    return true
  }

  private mutating func take(_ line: ByteBuffer) {
    let bytes = line.readableBytesView
    let content = bytes.dropLast(2)
    // A line that ends in a bare LF, or holds a bare CR, is one line to some servers and two to others.
    guard bytes.suffix(2).elementsEqual("\r\n".utf8), !content.contains(UInt8(ascii: "\r")) else {
      perform(.received("(a line of \(bytes.count) bytes with a bare CR or LF)"))
      state = .commands
      return reject(Reply(500, "5.5.2", "A line ends in CRLF and holds neither CR nor LF"))
    }
    switch state {
    case .authenticating(let mechanism): continueAuthentication(mechanism, with: content)
    case .refusingToken(let reply):
      perform(.received("[redacted]"))
      state = .commands
      reject(reply)
    default: takeCommand(content)
    }
  }

  private mutating func refuseLongLine() {
    perform(.received("(a line that is too long)"))
    if case .commands = state { return reject(Reply(500, "5.5.2", "Line too long")) }
    state = .commands
    reject(Reply(500, "5.5.6", "Authentication exchange line is too long"))
  }
}
