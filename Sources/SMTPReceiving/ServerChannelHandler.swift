import Logging
import NIOCore
import NIOSSL
import NIOTLS
import SASL
import SMTPCore
import TLSWire

/// Drives a ``ServerSession`` on one connection: the last handler of the channel, and the only one that holds bytes.
final class ServerChannelHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Sent through the pipeline by the server.
  enum Command: Sendable {
    case shutDown
    case closeNow
  }

  enum Phase {
    /// The channel is not active yet.
    case opening
    /// The session is driven.
    case talking
    /// The next bytes are TLS; the client's first record is collected.
    case awaitingHello(ByteBuffer)
    /// The handler is asked which certificate to show.
    case choosingCertificate(ByteBuffer)
    case handshaking(NIOSSLServerHandler)
    /// What is to be sent has been written; what comes is thrown away until the client closes too.
    case closing
    case closed
  }

  /// Above this, bytes that wait for a decision stop the reading.
  private static let maximumUnreadBytes = 262_144

  let environment: ServerEnvironment
  let observer = WireObserver(role: .server)
  let logger: Logger
  var context: ChannelHandlerContext?
  var session: ServerSession
  var connection: ServerConnection
  var recorder = TranscriptRecorder()
  /// Of the certificate that was shown in the handshake.
  var channelBinding: ChannelBinding?
  var phase = Phase.opening
  var body = ByteBuffer()
  /// A decision is awaited, or its delay, or the last byte of a dripping reply.
  var isBusy = false
  /// The pause after each byte of the next reply.
  var drip: Duration?
  /// How many bytes of the message are there when the handler wants to be asked.
  var checkpoint: Int?
  var hook: Task<Void, Never>?
  var deadline: NIODeadline?
  var timer: (deadline: NIODeadline, scheduled: Scheduled<Void>)?
  var isShuttingDown = false
  var hasEnded = false
  private let refusal: Reply?
  private var hasHeldRead = false

  init(_ environment: ServerEnvironment, channel: any Channel) throws {
    guard let client = channel.remoteAddress, let local = channel.localAddress else {
      throw ChannelError.unknownLocalAddress
    }
    self.environment = environment
    let (id, admission) = environment.registry.register(channel, client: client.ipAddress ?? client.text)
    connection = ServerConnection(id: id, clientAddress: client, localAddress: local)
    session = ServerSession(
      configuration: environment.sessionConfiguration,
      isSecure: environment.configuration.security == .implicitTLS)
    var logger = environment.logger
    logger[metadataKey: "smtp-connection"] = "\(id)"
    self.logger = logger
    if case .refused(let reply) = admission { refusal = reply } else { refusal = nil }
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    // A connection that never became active is not told to be inactive.
    end()
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    logger.debug("connected", metadata: ["client": "\(connection.clientAddress.text)"])
    guard case .opening = phase else { return context.fireChannelActive() }
    phase = .talking
    if let refusal {
      refuse(refusal)
    } else if isShuttingDown {
      refuse(Reply(421, "4.3.2", "Shutting down"))
    } else if environment.configuration.security == .implicitTLS {
      beginHandshake()
    } else {
      drive()
    }
    context.fireChannelActive()
  }

  /// A client that is one too many. Before TLS on a port that begins with it, there is nothing to say it in.
  private func refuse(_ reply: Reply) {
    if environment.configuration.security == .implicitTLS {
      close(.serverClosed, reply.description)
    } else {
      write(reply)
      close(.serverClosed, reply.description)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    switch phase {
    case .talking:
      session.receive(bytes)
      drive()
    case .awaitingHello(var received):
      received.writeImmutableBuffer(bytes)
      readHello(received)
    case .choosingCertificate(var received):
      received.writeImmutableBuffer(bytes)
      phase = .choosingCertificate(received)
    case .opening, .handshaking, .closing, .closed:
      break
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { drive() }
    context.fireChannelWritabilityChanged()
  }

  func read(context: ChannelHandlerContext) {
    if mustNotRead {
      hasHeldRead = true
    } else {
      context.read()
    }
  }

  private var mustNotRead: Bool {
    switch phase {
    case .talking: session.unreadByteCount > Self.maximumUnreadBytes || context?.channel.isWritable == false
    case .choosingCertificate(let received): received.readableBytes > Self.maximumUnreadBytes
    case .opening, .awaitingHello, .handshaking, .closing, .closed: false
    }
  }

  /// Does the reading that was put off, once there is room again.
  func resumeReading() {
    guard hasHeldRead, !mustNotRead else { return }
    hasHeldRead = false
    context?.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case let event as TLSWireEvent: take(event)
    case TLSUserEvent.handshakeCompleted: endHandshake()
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    switch event as? Command {
    case .shutDown:
      promise?.succeed()
      shutDown()
    case .closeNow:
      promise?.succeed()
      drop(.shutDown)
    case nil:
      context.triggerUserOutboundEvent(event, promise: promise)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch phase {
    case .awaitingHello, .choosingCertificate, .handshaking:
      drop(.tlsFailed, "\(error)")
    case .opening, .talking, .closing:
      drop(.clientClosed, "\(error)")
    case .closed:
      break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }
}

@available(*, unavailable)
extension ServerChannelHandler: Sendable {}
