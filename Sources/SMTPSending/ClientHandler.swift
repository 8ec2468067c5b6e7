import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import NIOTLS
import SASL
import SMTPCore
import TLSWire

/// Drives one ``ClientSession`` on its channel: bytes and events in, the session's actions out.
///
/// It owns what it has received and hands it to the session at once, so that when TLS begins no byte lies in a buffer that
/// could later be taken for one that came through TLS. Everything here runs on the channel's event loop.
final class ClientHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// A point in the session's life that somebody may be waiting for.
  enum Milestone: Sendable {
    case greeted(Reply)
    case secured(TLSEvidence)
    case ready
    case bodyWanted
    case finished(TransactionReport)
    case closed
  }

  private let host: String
  private let port: Int
  private let tls: TLSContext?
  private let timeOuts: TimeOuts
  private let logger: Logger
  private var session: ClientSession
  private var context: ChannelHandlerContext?

  private var milestones = CircularBuffer<Milestone>()
  private var waiter: EventLoopPromise<Milestone>?
  private(set) var failure: SMTPError?

  private var timer: Scheduled<Void>?
  /// What the timer runs for: it begins anew when this changes, and at nothing less.
  private var timed: (phase: SMTPPhase, replyCount: Int)?
  private var isWritingBody = false
  private var hasReceivedBytes = false
  private var hasToldGreeting = false
  private var isProbing = false

  private var observer: WireObserver?
  private var wireError: TLSWireError?
  private var serverAlert: AlertDescription?
  private var verdict = NIOLockedValueBox<CertificateVerdict?>(nil)
  /// The evidence of the TLS in force, confirmed. Nil before, and without, TLS.
  private(set) var evidence: TLSEvidence?

  var unfinishedReport: TransactionReport? { session.unfinishedReport }

  private(set) var timings = Timings()
  private var partBegan: NIODeadline?

  init(
    host: String, port: Int, tls: TLSContext?, session: ClientSession.Configuration, timeOuts: TimeOuts, logger: Logger
  ) {
    self.host = host
    self.port = port
    self.tls = tls
    self.session = ClientSession(configuration: session)
    self.timeOuts = timeOuts
    self.logger = logger
  }

  // MARK: - What the connection asks for

  /// The next point that the session reaches, or the error that ends it.
  func nextMilestone(on eventLoop: any EventLoop) -> EventLoopFuture<Milestone> {
    if let milestone = milestones.popFirst() { return eventLoop.makeSucceededFuture(milestone) }
    if let failure { return eventLoop.makeFailedFuture(failure) }
    let promise = eventLoop.makePromise(of: Milestone.self)
    waiter = promise
    return promise.futureResult
  }

  func begin(_ envelope: Envelope) throws {
    if let failure { throw failure }
    do {
      try session.begin(envelope)
    } catch {
      throw SMTPError(error, evidence: evidence)
    }
    partBegan = .now()
    performActions()
  }

  /// Writes a piece of the message. The future is complete when the network has taken it.
  func sendBody(_ chunk: ByteBuffer) -> EventLoopFuture<Void>? {
    guard failure == nil, let context else { return nil }
    isWritingBody = true
    timed = nil
    armTimer()
    return context.writeAndFlush(wrapOutboundOut(session.body(chunk))).assumeIsolated().always { _ in
      self.isWritingBody = false
      self.armTimer()
    }.nonisolated()
  }

  func endBody() {
    session.endBody()
    performActions()
  }

  func quit() {
    session.quit()
    performActions()
  }

  /// Ends the connection without a word, because the caller has lost interest.
  func cancel() {
    guard failure == nil else { return }
    fail(.cancelled(in: session.phase))
  }

  // MARK: - What the channel tells

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    timer?.cancel()
    // Whoever asks from now on must not wait for what can no longer come.
    let failure = failure ?? SMTPError(.connectionLost, in: session.phase, "the connection was closed")
    self.failure = failure
    if let waiter {
      self.waiter = nil
      waiter.fail(failure)
    }
  }

  func channelActive(context: ChannelHandlerContext) {
    partBegan = .now()
    session.connected()
    performActions()
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    guard failure == nil else { return }
    if isProbing { return concludeProbe(with: bytes) }
    hasReceivedBytes = true
    for reply in session.receive(bytes) { logger.trace("S: \(reply)") }
    if !hasToldGreeting, let greeting = session.greeting {
      hasToldGreeting = true
      reach(.greeted(greeting))
    }
    performActions()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if session.phase == .tls, failure == nil {
      failTLS(cause: "the server closed the connection", isDisconnection: true)
    } else {
      session.connectionClosed()
      performActions()
    }
    if failure == nil { reach(.closed) }
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case let event as TLSWireEvent: note(event)
    case TLSUserEvent.handshakeCompleted: completeHandshake(context)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case NIOSSLError.uncleanShutdown = error { return }
    guard failure == nil else { return }
    if session.phase == .tls {
      failTLS(cause: "\(error)", isDisconnection: Self.isDisconnection(error))
    } else if let alert = AlertDescription(libraryError: "\(error)"), [.greeting, .hello].contains(session.phase) {
      // With TLS 1.3 a server judges the client's certificate only after the client has called the handshake complete.
      serverAlert = alert
      failTLS(cause: "\(error)")
    } else {
      fail(SMTPError(.connectionLost, in: session.phase, "the connection broke: \(error)", evidence: evidence))
    }
  }

  private static func isDisconnection(_ error: any Error) -> Bool {
    switch error {
    case BoringSSLError.sslError(let causes), NIOSSLError.handshakeFailed(.sslError(let causes)):
      // An end of file is known by its words alone; BoringSSL has no code for it.
      causes.contains { "\($0)".contains("EOF during handshake") }
    case NIOSSLError.handshakeFailed(.syscallError), NIOSSLError.handshakeFailed(.zeroReturn):
      true
    default:
      error is IOError || error is ChannelError
    }
  }

  // MARK: - TLS

  private func note(_ event: TLSWireEvent) {
    switch event {
    case .decided:
      break
    case .failed(let error, _):
      wireError = error
      // The TLS library may not object before more bytes have come than an attacker will send.
      if session.phase == .tls, failure == nil { failTLS(cause: "\(error)") }
    case .alert(let alert, _):
      if alert.from == .server { serverAlert = alert.alert.description }
    }
  }

  private func startTLS() {
    guard let context, let tls else { return }
    partBegan = .now()
    do {
      let (handler, verdict) = try tls.makeHandler(host: host)
      self.verdict = verdict
      // The observer goes first: the TLS handler writes its hello as soon as it is added.
      let observer = WireObserver(role: .client)
      self.observer = observer
      try context.pipeline.syncOperations.addHandler(observer, position: .first)
      try context.pipeline.syncOperations.addHandler(handler, position: .after(observer))
    } catch {
      failTLS(cause: "\(error)")
    }
  }

  /// The observer and the verdict's box of a TLS handler that were put into the pipeline before this handler.
  func adopt(_ observer: WireObserver, _ verdict: NIOLockedValueBox<CertificateVerdict?>) {
    self.observer = observer
    self.verdict = verdict
  }

  private func completeHandshake(_ context: ChannelHandlerContext) {
    guard let tls, failure == nil else { return }
    if let wireError { return failTLS(cause: "\(wireError)") }
    let library = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self).tlsVersion
    do {
      evidence = try EvidenceCheck.confirm(
        observer?.evidence, libraryVersion: library.map { TLSWire.TLSVersion(library: $0) },
        certificate: verdict.withLockedValue { $0?.evidence }, policy: tls.policy)
    } catch {
      return fail(error)
    }
    logger.debug("TLS is in force", metadata: ["tls": "\(evidence.map(\.description) ?? "")"])
    record(\.tls)
    if let evidence { reach(.secured(evidence)) }
    session.tlsEstablished()
    performActions()
  }

  private func failTLS(cause: String, isDisconnection: Bool = false) {
    guard let tls else { return fail(SMTPError(.tlsFailed, in: .tls, cause)) }
    var evidence = self.evidence ?? observer?.evidence ?? TLSEvidence()
    evidence.certificate = verdict.withLockedValue { $0?.evidence }
    let failure = TLSFailure(
      policy: tls.policy, evidence: evidence, wireError: wireError,
      serverAlert: serverAlert ?? AlertDescription(libraryError: cause),
      verdict: verdict.withLockedValue { $0 }, cause: cause, isDisconnection: isDisconnection)
    fail(failure.error)
  }

  // MARK: - Actions

  private func performActions() {
    while failure == nil, let action = session.nextAction() {
      switch action {
      case .send(let commands): write(commands)
      case .sendAuthenticationResponse(let response): write(response)
      case .sendEndOfData(let bytes):
        logger.trace("C: .")
        write(bytes)
      case .startTLS: startTLS()
      case .becomeReady: becomeReady()
      case .sendBody: reach(.bodyWanted)
      case .finish(let report): finish(report)
      case .fail(let error): fail(SMTPError(error, evidence: evidence))
      case .close: context?.close(promise: nil)
      }
    }
    armTimer()
  }

  private func write(_ commands: [Command]) {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: 64 * commands.count)
    for command in commands {
      logger.trace("C: \(command)")
      command.encode(into: &buffer)
      if case .auth = command { partBegan = .now() }
    }
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  private func write(_ response: Secret) {
    logger.trace("C: \(response)")
    var buffer = ByteBuffer()
    response.withBytes { _ = buffer.writeBytes(Base64.encode($0)) }
    buffer.writeString("\r\n")
    write(buffer)
  }

  private func write(_ bytes: ByteBuffer) {
    context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
  }

  private func becomeReady() {
    if session.authenticatedBy != nil { record(\.authentication) }
    reach(.ready)
  }

  private func finish(_ report: TransactionReport) {
    record(\.transfer)
    reach(.finished(report))
  }

  private func record(_ part: WritableKeyPath<Timings, Duration?>) {
    guard let began = partBegan else { return }
    timings[keyPath: part] = .nanoseconds((NIODeadline.now() - began).nanoseconds)
    partBegan = nil
  }

  private func reach(_ milestone: Milestone) {
    if let waiter {
      self.waiter = nil
      waiter.succeed(milestone)
    } else {
      milestones.append(milestone)
    }
  }

  private func fail(_ error: SMTPError) {
    guard failure == nil else { return }
    logger.debug("the connection is given up", metadata: ["error": "\(error)"])
    failure = error
    session.abandon()
    timer?.cancel()
    if let waiter {
      self.waiter = nil
      waiter.fail(error)
    }
    context?.close(promise: nil)
  }

  // MARK: - Time

  private func armTimer() {
    guard failure == nil, session.isWaiting || isWritingBody, let context else {
      timer?.cancel()
      timed = nil
      return
    }
    let phase = session.phase
    if let timed, timed == (phase, session.replyCount) { return }
    timer?.cancel()
    timed = (phase, session.replyCount)
    let limit = patience(in: phase)
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { self.runOutOfTime(in: phase, after: limit) }
  }

  /// On a port that is registered for implicit TLS, silence instead of a greeting needs no five minutes to be understood.
  private func patience(in phase: SMTPPhase) -> TimeAmount {
    let limit = timeOuts.limit(for: phase)
    let isImplicitTLSPort = port == 465 || port == 2465
    return phase == .greeting && isImplicitTLSPort && tls?.policy.mode != .implicit ? min(limit, .seconds(5)) : limit
  }

  private func runOutOfTime(in phase: SMTPPhase, after limit: TimeAmount) {
    if phase == .greeting, !hasReceivedBytes, evidence == nil, !isProbing { return probe() }
    let seconds = Double(limit.nanoseconds) / 1e9
    if phase == .quit {
      context?.close(promise: nil)
    } else if phase == .tls, wireError != nil || serverAlert != nil {
      failTLS(cause: "nothing came for \(seconds) s")
    } else {
      fail(.timedOut(in: phase, after: seconds, evidence: evidence ?? observer?.evidence))
    }
  }

  /// A server that says nothing may be waiting for a TLS hello. There is nothing left to lose, so it gets one.
  private func probe() {
    guard let context else { return }
    isProbing = true
    let hello = ClientHello.probe(serverName: ServerName(host).hostName)
    context.writeAndFlush(wrapOutboundOut(hello.encode()), promise: nil)
    let limit = patience(in: .greeting)
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) {
      self.fail(.timedOut(in: .greeting, after: Double(limit.nanoseconds) / 1e9, evidence: nil))
    }
  }

  private func concludeProbe(with bytes: ByteBuffer) {
    let first: UInt8? = bytes.getInteger(at: bytes.readerIndex)
    if first == 0x16 || first == 0x15 {
      fail(
        SMTPError(
          .tlsWhereSMTPExpected, in: .greeting,
          "the server sent no greeting, but answered a TLS handshake: port \(port) speaks TLS from the first byte, so use implicit TLS on it, or STARTTLS on port 587"
        ))
    } else {
      fail(.timedOut(in: .greeting, after: Double(patience(in: .greeting).nanoseconds) / 1e9, evidence: nil))
    }
  }
}
