import NIOCore
import SMTPCore

/// Gets a tunnel from a proxy, then puts the handlers of the connection on top, and goes.
///
/// These see no difference to a direct connection: they hear of `channelActive` when the tunnel stands, and the first bytes that
/// they read are the first that the server sent, also where these came together with the proxy's answer.
final class TunnelHandler<Output>: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum State {
    /// The proxy is spoken to. Goes to `established` or `failed`.
    case open
    /// What comes is handed on.
    case established
    /// What comes is of no interest.
    case failed
  }

  private let proxy: SMTPClient.Proxy
  private var handshake: any ProxyHandshake
  private let deadline: NIODeadline
  private let limit: TimeAmount
  private let assemble: (any Channel) throws -> Output
  private let tunnel: EventLoopPromise<NIOLoopBound<Output>>
  private var state = State.open
  private var timer: Scheduled<Void>?

  /// - Parameters:
  ///   - limit: how long the whole of connecting may take, which ends at `deadline`.
  ///   - tunnel: is completed by this handler, once it is in a pipeline, whatever becomes of the channel.
  init(
    _ proxy: SMTPClient.Proxy, to target: ProxyTarget, deadline: NIODeadline, limit: TimeAmount,
    assemble: @escaping (any Channel) throws -> Output, tunnel: EventLoopPromise<NIOLoopBound<Output>>
  ) {
    self.proxy = proxy
    handshake = proxy.handshake(to: target)
    self.deadline = deadline
    self.limit = limit
    self.assemble = assemble
    self.tunnel = tunnel
  }

  func channelActive(context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
      let seconds = Double(self.limit.nanoseconds) / 1e9
      self.fail(
        SMTPError(.timedOut, in: .connect, "the proxy \(self.proxy) gave no tunnel within \(seconds) s"), context)
    }
    context.writeAndFlush(wrapOutboundOut(handshake.begin()), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch state {
    case .open: perform(handshake.receive(unwrapInboundIn(data)), context)
    case .established: context.fireChannelRead(data)
    case .failed: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(
      SMTPError(ProxyFailure(.failed, "closed the connection before there was a tunnel"), of: proxy), context)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch state {
    case .open: fail(SMTPError(ProxyFailure(.failed, "broke the connection: \(error)"), of: proxy), context)
    case .established: context.fireErrorCaught(error)
    case .failed: break
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    // A channel that lost the race, or was closed before it was connected.
    fail(SMTPError(.connectionLost, in: .connect, "the connection to the proxy \(proxy) was closed"), context)
  }

  private func perform(_ action: ProxyAction, _ context: ChannelHandlerContext) {
    switch action {
    case .wait: break
    case .send(let bytes): context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    case .established(let rest): establish(rest, context)
    case .fail(let failure): fail(SMTPError(failure, of: proxy), context)
    }
  }

  private func establish(_ rest: ByteBuffer, _ context: ChannelHandlerContext) {
    timer?.cancel()
    do {
      let output = try assemble(context.channel)
      state = .established
      tunnel.succeed(NIOLoopBound(output, eventLoop: context.eventLoop))
    } catch {
      return fail(error, context)
    }
    context.fireChannelActive()
    if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }

  private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
    guard case .open = state else { return }
    state = .failed
    timer?.cancel()
    tunnel.fail(error)
    context.close(promise: nil)
  }
}
