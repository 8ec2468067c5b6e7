import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import NIOTLS
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

  let host: String
  let port: Int
  let tls: TLSContext?
  let timeOuts: TimeOuts
  let logger: Logger
  var session: ClientSession
  var context: ChannelHandlerContext?

  var milestones = CircularBuffer<Milestone>()
  var waiter: EventLoopPromise<Milestone>?
  var failure: SMTPError?

  var timer: Scheduled<Void>?
  /// What the timer runs for: it begins anew when this changes, and at nothing less.
  var timed: (phase: SMTPPhase, replyCount: Int)?
  var isWritingBody = false
  var hasReceivedBytes = false
  private var hasToldGreeting = false
  var isProbing = false

  var observer: WireObserver?
  var wireError: TLSWireError?
  var serverAlert: AlertDescription?
  var verdict = NIOLockedValueBox<CertificateVerdict?>(nil)
  /// The evidence of the TLS in force, confirmed. Nil before, and without, TLS.
  var evidence: TLSEvidence?

  var unfinishedReport: TransactionReport? { session.unfinishedReport }

  var timings = Timings()
  var partBegan: NIODeadline?

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
}
