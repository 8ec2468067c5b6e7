public import NIOCore

/// Stands between the socket and the TLS handler and tells what crosses the wire.
///
/// Every byte goes on untouched and uncopied, in both directions. What is learnt is fired as a ``TLSWireEvent``: from
/// received bytes before they go on, so that a handler above the TLS handler hears of an alert before the TLS library's
/// own error; from sent bytes after they went on. When the version is decided, or the bytes cannot be a handshake, the
/// handler removes itself: at once, or with the next flush where it was sent bytes that told.
///
/// ```swift
/// try channel.pipeline.syncOperations.addHandlers(WireObserver(role: .client), tlsHandler, reader)
/// ```
public final class WireObserver: ChannelDuplexHandler, RemovableChannelHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = ByteBuffer
  public typealias OutboundIn = ByteBuffer
  public typealias OutboundOut = ByteBuffer

  private let role: TLSEndpoint
  private var observer = HandshakeObserver()
  private var isRemovedByFlush = false

  /// - Parameter role: which side this program is: a client receives what the server sent.
  public init(role: TLSEndpoint) {
    self.role = role
  }

  /// What is known so far: also of use where the connection ends before anything was decided.
  public var evidence: TLSEvidence { observer.evidence }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let finished = observe(data, from: role.peer, context: context)
    context.fireChannelRead(data)
    if finished { remove(context) }
  }

  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    context.write(data, promise: promise)
    if observe(data, from: role, context: context) { isRemovedByFlush = true }
  }

  /// A handler that removes itself inside a write swallows the flush of a `writeAndFlush`: it goes with the flush.
  public func flush(context: ChannelHandlerContext) {
    context.flush()
    if isRemovedByFlush {
      isRemovedByFlush = false
      remove(context)
    }
  }

  /// Returns true when nothing more will be learnt by this very piece.
  private func observe(_ data: NIOAny, from endpoint: TLSEndpoint, context: ChannelHandlerContext) -> Bool {
    guard !observer.isFinished else { return false }
    let knownAlerts = observer.alerts.count
    observer.observe(unwrapInboundIn(data), from: endpoint)

    let evidence = observer.evidence
    let isDecided = observer.isDecided
    let failure = observer.failure
    for alert in observer.alerts.dropFirst(knownAlerts) {
      context.fireUserInboundEventTriggered(TLSWireEvent.alert(alert, evidence))
    }
    if let failure {
      context.fireUserInboundEventTriggered(TLSWireEvent.failed(failure, evidence))
    } else if isDecided {
      context.fireUserInboundEventTriggered(TLSWireEvent.decided(evidence))
    }
    return isDecided || failure != nil
  }

  private func remove(_ context: ChannelHandlerContext) {
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }
}

@available(*, unavailable)
extension WireObserver: Sendable {}
