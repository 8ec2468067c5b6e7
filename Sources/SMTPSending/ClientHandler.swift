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

  /// A point in the opening of a connection that somebody may be waiting for.
  enum Milestone: Sendable {
    case greeted(ConnectionInfo)
    case secured(TLSEvidence)
    case ready(Capabilities.Limits)
    case closed
  }

  /// A message that this connection carries.
  struct Carried {
    let request: SendRequest
    let began: NIODeadline
    /// Whether the connection had carried others before.
    let isFollower: Bool
    var bytes = 0
    /// Nothing more of it may be sent.
    var isCancelled = false
  }

  let host: String
  let port: Int
  let tls: TLSContext?
  let timeOuts: TimeOuts
  let logger: Logger
  var transcript: Transcript
  let metrics: ClientMetrics?
  var session: ClientSession
  var context: ChannelHandlerContext?

  var milestones: [Milestone] = []
  var waiter: EventLoopPromise<Milestone>?
  var failure: SMTPError?

  /// Until the connection ends: a pool whose client is gone must still tell it to take leave.
  var pool: ConnectionPool?
  var id = ConnectionID(-1)
  /// In the order in which they began, as the session has them.
  var carried: [Carried] = []
  /// Those that are done and have not been told.
  var finished: [(request: SendRequest, result: SendRequest.Result)] = []
  /// Given to this connection, which has no room for it yet.
  var held: SendRequest?
  /// When the server was heard of last.
  var lastHeard = NIODeadline.now()
  /// How many messages it has begun to carry.
  var messageCount = 0
  /// What is to be written at the next flush.
  var outgoing = ByteBuffer()

  var timer: Scheduled<Void>?
  /// When the timer is to run out.
  var timerDeadline = NIODeadline.distantFuture
  /// When what is waited for has been waited for long enough.
  var deadline = NIODeadline.distantFuture
  /// What the deadline is for: it is moved when this changes, and at nothing less.
  var watched = Watched.nothing
  /// How long to wait for the next message, nil while there is one.
  var rest: TimeAmount?
  var isWritingBody = false
  /// How many pieces of messages were handed to the network, to tell them apart.
  var pieceCount = 0
  var hasReceivedBytes = false
  private var hasToldGreeting = false
  var isProbing = false

  var observer: WireObserver?
  var wireError: TLSWireError?
  var serverAlert: AlertDescription?
  var verdict = NIOLockedValueBox<CertificateVerdict?>(nil)
  /// The evidence of the TLS in force, confirmed. Nil before, and without, TLS.
  var evidence: TLSEvidence?

  var info: ConnectionInfo?
  var timings = Timings()
  var partBegan: NIODeadline?

  init(
    host: String, port: Int, tls: TLSContext?, session: ClientSession.Configuration, timeOuts: TimeOuts, logger: Logger,
    transcript: Transcript, metrics: ClientMetrics? = nil
  ) {
    self.host = host
    self.port = port
    self.tls = tls
    self.session = ClientSession(configuration: session)
    self.timeOuts = timeOuts
    self.logger = logger
    self.transcript = transcript
    self.metrics = metrics
  }

  /// The next point that the session reaches, or the error that ends it.
  func nextMilestone(on eventLoop: any EventLoop) -> EventLoopFuture<Milestone> {
    if !milestones.isEmpty { return eventLoop.makeSucceededFuture(milestones.removeFirst()) }
    if let failure { return eventLoop.makeFailedFuture(failure) }
    let promise = eventLoop.makePromise(of: Milestone.self)
    waiter = promise
    return promise.futureResult
  }

  func quit() {
    session.quit()
    performActions()
  }

  /// Ends the connection without a word, because whoever was opening it has lost interest.
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
    releaseAll(because: failure)
    leavePool()
  }

  func channelActive(context: ChannelHandlerContext) {
    partBegan = .now()
    transcript.note("connected to \(port > 0 ? "\(SMTPClient.Endpoint(host: host, port: port))" : "the Unix socket")")
    session.connected()
    performActions()
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    guard failure == nil else { return }
    if isProbing { return concludeProbe(with: bytes) }
    hasReceivedBytes = true
    lastHeard = .now()
    for reply in session.receive(bytes) { transcript.received(reply) }
    if !hasToldGreeting, let greeting = session.greeting {
      hasToldGreeting = true
      let channel = context.channel
      let info = ConnectionInfo(
        greeting: greeting, localAddress: channel.localAddress?.ipAddress,
        remoteAddress: channel.remoteAddress?.ipAddress)
      self.info = info
      reach(.greeted(info))
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
    transcript.note("closed")
    leavePool()
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
      fail(SMTPError(.connectionLost, in: session.failurePhase, "the connection broke: \(error)", evidence: evidence))
    }
  }
}
