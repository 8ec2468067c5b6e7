public import NIOCore
public import SASL

/// The client's side of one SMTP connection (RFC 5321), as a value: bytes and events go in, actions come out.
///
/// It pipelines as a matter of course: it keeps what it has sent, in order, and matches each reply to its command
/// (RFC 2920). It knows no socket, no clock and no TLS library; whoever drives it carries out the actions in their order:
///
///     session.receive(bytes)
///     while let action = session.nextAction() { perform(action) }
public struct ClientSession: Sendable {
  /// How the connection comes to be protected.
  public enum Security: Sendable, Hashable {
    /// In clear until STARTTLS, which must succeed (RFC 3207).
    case startTLS
    /// TLS from the first byte (RFC 8314 section 3).
    case implicitTLS
    /// No protection at all. HELO is tried where EHLO is refused.
    case plaintext
  }

  /// Which of the two protocols is spoken.
  public enum Dialect: Sendable, Hashable {
    /// RFC 5321: one verdict for a message.
    case smtp
    /// RFC 2033: LHLO, and a verdict for each recipient.
    case lmtp
  }

  public struct Configuration: Sendable {
    public var clientName: ClientName
    public var security: Security
    public var dialect: Dialect
    /// The mechanisms that may be used, the preferred first. Empty for none. The first that the server offers, by its EHLO
    /// reply after TLS, is used; when that one fails no other is tried, so that nobody can talk the session down to a weaker
    /// one.
    public var mechanisms: [any SASLMechanism]
    public var replyLimits: ReplyParser.Limits

    public init(
      clientName: ClientName,
      security: Security,
      dialect: Dialect = .smtp,
      mechanisms: [any SASLMechanism] = [],
      replyLimits: ReplyParser.Limits = .init()
    ) {
      self.clientName = clientName
      self.security = security
      self.dialect = dialect
      self.mechanisms = mechanisms
      self.replyLimits = replyLimits
    }
  }

  public enum Action: Sendable, Hashable {
    /// Write these commands in one go.
    case send([Command])
    /// Write this line of an authentication exchange, in base64.
    case sendAuthenticationResponse(Secret)
    /// Write these bytes, which end the data of an empty message.
    case sendEndOfData(ByteBuffer)
    /// Begin the TLS handshake now, then call ``ClientSession/tlsEstablished(channelBinding:)``. No unread byte is held.
    case startTLS
    /// The session can begin a transaction.
    case becomeReady
    /// The message that was begun last may be sent: pass it through ``ClientSession/body(_:isLast:)``.
    case sendBody
    /// The earliest transaction that was not over is over.
    case finish(TransactionReport)
    /// The session is over; close the connection.
    case fail(SessionError)
    /// Close the connection in good order.
    case close
  }

  /// What a reply is awaited for.
  enum Awaited: Sendable, Hashable {
    case greeting, ehlo, helo, startTLS, authentication, mail, recipient(Int), data, chunk, acceptance, rset, quit
  }

  enum State: Sendable {
    /// Nothing has happened. Next: ``opening``.
    case initial
    /// Greeting, EHLO, STARTTLS, EHLO again, AUTH. Next: ``upgrading``, ``established``, ``over``.
    case opening
    /// The 220 to STARTTLS has come and the handshake has not ended. Next: ``opening``, ``over``.
    case upgrading
    /// Mail can be sent, or is being sent. Next: ``quitting``, ``over``.
    case established
    /// QUIT was sent. Next: ``over``.
    case quitting
    /// Nothing will happen any more.
    case over
  }

  /// One authentication (RFC 4954 section 4) on its way.
  struct Exchange: Sendable {
    var mechanism: any SASLMechanism
    /// The initial response where it was too long for the command's line.
    var heldInitialResponse: Secret?
    var challenges = 0
  }

  let configuration: Configuration
  var parser: ReplyParser
  var state = State.initial
  var awaited = CircularBuffer<Awaited>()
  /// Few at any time, and large: an idle session holds no room for many.
  var actions = CircularBuffer<Action>(initialCapacity: 2)
  var isProtected = false
  var exchange: Exchange?
  /// Those under way, in the order in which they began: replies are about the first, the body is that of the last.
  var transactions: [Transaction] = []
  /// What the TLS connection can be known by, nil without.
  var channelBinding: ChannelBinding?

  /// How the server greeted, nil before it has.
  public internal(set) var greeting: Reply?
  /// What the server offers, by its latest reply to EHLO.
  public internal(set) var capabilities = Capabilities.none
  /// How many whole replies have come. Whoever drives the session begins to wait anew only when this or ``phase`` changes: a
  /// server that sends a byte now and then must not hold the client for ever.
  public private(set) var replyCount = 0
  /// The transactions that were under way when the session ended, in the order in which they began.
  public internal(set) var unfinished: [UnfinishedTransaction] = []
  /// The mechanism that was chosen to authenticate, nil until one was.
  public internal(set) var attemptedMechanism: String?
  /// The mechanism that was used to authenticate, nil for none.
  public internal(set) var authenticatedBy: String?

  public init(configuration: Configuration) {
    self.configuration = configuration
    parser = ReplyParser(limits: configuration.replyLimits)
  }

  /// What the session is waiting for, which decides how long to wait.
  public var phase: SMTPPhase {
    if case .upgrading = state { return .tls }
    if let transaction = transactions.first {
      if transaction.stage == .sendingBody, transactions.count == 1 { return .transfer }
      // Nothing was sent that could be delivered, so nothing about its end is in doubt.
      if transaction.stage == .endingEmptyMessage { return .data }
    }
    return switch awaited.first {
    case .greeting: .greeting
    case .ehlo, .helo: .hello
    case .startTLS: .startTLS
    case .authentication: .authentication
    case .mail, .recipient: .envelope
    case .data: .data
    case .chunk: .transfer
    case .acceptance: .acceptance
    case .rset, .quit: .quit
    case nil: phaseWithoutReply
    }
  }

  private var phaseWithoutReply: SMTPPhase {
    switch state {
    case .initial, .opening, .upgrading: configuration.security == .implicitTLS && !isProtected ? .tls : .greeting
    case .established: .envelope
    case .quitting, .over: .quit
    }
  }

  /// How far the earliest message under way has come, which decides whether its fate is in doubt; ``phase`` where there is
  /// none.
  public var failurePhase: SMTPPhase {
    transactions.first.map { phase(of: $0, isFirst: true) } ?? phase
  }

  /// Whether a reply or the end of the handshake is awaited, so that a time-out should run.
  public var isWaiting: Bool {
    switch state {
    case .over: false
    case .upgrading: true
    default: !awaited.isEmpty
    }
  }

  /// The TCP connection stands.
  public mutating func connected() {
    guard case .initial = state else { return }
    state = .opening
    if configuration.security == .implicitTLS {
      state = .upgrading
    } else {
      awaited.append(.greeting)
    }
  }

  /// The TLS handshake is complete, and certificate and evidence satisfy the policy.
  /// - Parameter channelBinding: what a mechanism can bind itself to, nil where the certificate allows none.
  public mutating func tlsEstablished(channelBinding: ChannelBinding? = nil) {
    guard case .upgrading = state else { return }
    isProtected = true
    self.channelBinding = channelBinding
    state = .opening
    if configuration.security == .implicitTLS {
      awaited.append(.greeting)
    } else {
      capabilities = .none
      sayHello()
    }
  }

  /// Bytes came from the server, outside or inside TLS as the session stands.
  /// - Returns: the replies that they made whole, for a log.
  @discardableResult
  public mutating func receive(_ bytes: ByteBuffer) -> [Reply] {
    var replies: [Reply] = []
    guard !isOver else { return replies }
    parser.append(bytes)
    do throws(ReplyError) {
      while !isOver, let reply = try parser.next() {
        replies.append(reply)
        replyCount += 1
        handle(reply)
      }
    } catch {
      fail(.malformedReply(error))
    }
    return replies
  }

  /// The connection was closed by the peer or broke.
  public mutating func connectionClosed() {
    switch state {
    case .over: return
    case .quitting: state = .over
    default: fail(.connectionClosed)
    }
  }

  /// Gives the next thing to do, or nil when there is nothing until the next event.
  public mutating func nextAction() -> Action? {
    actions.popFirst()
  }

  /// Takes leave: QUIT is sent, and ``Action/close`` follows on its reply. A session that is in the middle of something closes
  /// at once.
  public mutating func quit() {
    switch state {
    case .established where transactions.isEmpty:
      state = .quitting
      send([.quit], awaiting: [.quit])
    case .over, .quitting:
      break
    case .initial, .opening, .upgrading, .established:
      close()
    }
  }

  /// The session is over without a word to the server, after a time-out or a cancellation.
  public mutating func abandon() {
    abandonTransactions()
    state = .over
    awaited.removeAll()
    actions.removeAll()
  }

  private mutating func handle(_ reply: Reply) {
    guard let command = awaited.popFirst() else {
      return fail(reply.isPositive ? .unsolicitedReply(reply) : .refused(reply))
    }
    switch command {
    case .greeting: handleGreeting(reply)
    case .ehlo: handleEHLO(reply)
    case .helo: handleHELO(reply)
    case .startTLS: handleSTARTTLS(reply)
    case .authentication: handleAuthentication(reply)
    case .mail, .recipient, .data, .chunk, .acceptance: handleTransaction(reply, to: command)
    case .rset: if reply.code == 421 { close(with: reply) }
    case .quit: close()
    }
  }

  var isOver: Bool {
    if case .over = state { return true }
    return false
  }

  mutating func send(_ commands: [Command], awaiting replies: [Awaited]) {
    awaited.append(contentsOf: replies)
    actions.append(.send(commands))
  }

  mutating func fail(_ kind: SessionError.Kind, in phase: SMTPPhase? = nil) {
    let error = SessionError(kind, in: phase ?? failurePhase)
    abandonTransactions()
    state = .over
    awaited.removeAll()
    actions.append(.fail(error))
  }

  mutating func close() {
    abandonTransactions()
    state = .over
    awaited.removeAll()
    actions.append(.close)
  }
}
