import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SMTPCore

/// Opens channels to one endpoint by the way that is set: directly or through a proxy, from any address of this machine or a
/// certain one.
struct Connector: Sendable {
  let endpoint: SMTPClient.Endpoint
  private let proxy: (proxy: SMTPClient.Proxy, target: ProxyTarget)?
  private let localAddress: SocketAddress?
  /// For everything up to an established channel, the proxy's answer included.
  private let limit: TimeAmount

  /// - Parameters:
  ///   - localAddress: an IP address of this machine.
  ///   - limit: how long connecting may take.
  /// - Throws: ``SMTPError`` with ``SMTPError/Code/invalidConfiguration`` for ways that there are not.
  init(
    to endpoint: SMTPClient.Endpoint, proxy: SMTPClient.Proxy? = nil, localAddress: String? = nil, limit: TimeAmount
  ) throws(SMTPError) {
    try Self.check(endpoint)
    self.endpoint = endpoint
    self.limit = limit
    try proxy?.validate()
    self.proxy = try proxy.map { proxy throws(SMTPError) in (proxy, try ProxyTarget(endpoint)) }
    self.localAddress = try localAddress.map { text throws(SMTPError) in
      guard endpoint.unixPath == nil else {
        throw .invalidConfiguration("a Unix socket is not connected to from an IP address: set no local address")
      }
      guard let address = try? SocketAddress(ipAddress: text, port: 0) else {
        throw .invalidConfiguration("the local address \"\(Reply.printable(text))\" is no IP address")
      }
      return address
    }
  }

  private static func check(_ endpoint: SMTPClient.Endpoint) throws(SMTPError) {
    if let path = endpoint.unixPath {
      guard !path.isEmpty, !path.utf8.contains(0), (try? SocketAddress(unixDomainSocketPath: path)) != nil else {
        throw .invalidConfiguration("\"\(Reply.printable(path))\" is no path of a Unix socket: it is empty or too long")
      }
      return
    }
    guard !endpoint.host.isEmpty else { throw .invalidConfiguration("the server has no host name") }
    guard (1...65535).contains(endpoint.port) else {
      throw .invalidConfiguration("\(endpoint.port) is no port: it takes 1 to 65535")
    }
  }

  /// Connects, and puts handlers into the pipeline.
  ///
  /// Each address of a host is tried on a channel of its own (RFC 8305), so the handler is looked up by the channel that won.
  /// The pipeline cannot be asked: a server that refuses and closes at once has emptied it by then.
  /// - Parameter assemble: adds handlers to a channel, at the end of its pipeline, and returns the one that is asked for. It
  ///   runs on the channel's event loop, once for each channel that is tried: before it connects, or when the tunnel stands.
  ///   Either way `channelActive` follows, and then what the server sends.
  /// - Throws: ``SMTPError`` in phase ``SMTPPhase/connect``. When the task is cancelled no channel stays open.
  func connect<Handler>(
    on eventLoop: any EventLoop, assemble: @escaping @Sendable (any Channel) throws -> Handler
  ) async throws(SMTPError) -> (channel: any Channel, handler: NIOLoopBound<Handler>) {
    let deadline = eventLoop.now + limit
    let handlers = NIOLockedValueBox<[ObjectIdentifier: EventLoopFuture<NIOLoopBound<Handler>>]>([:])
    let connecting = connect(
      bootstrap(on: eventLoop).channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = try handlerFuture(on: channel, deadline: deadline, assemble: assemble)
          handlers.withLockedValue { $0[ObjectIdentifier(channel)] = handler }
        }
      })
    let opening = connecting.flatMap { channel -> EventLoopFuture<(any Channel, NIOLoopBound<Handler>)> in
      guard let handler = handlers.withLockedValue({ $0[ObjectIdentifier(channel)] }) else {
        return channel.eventLoop.makeFailedFuture(
          SMTPError(.connectFailed, in: .connect, "the channel was not set up"))
      }
      return handler.map { (channel, $0) }
    }
    do {
      return try await Self.cancellable(opening, closing: connecting, on: eventLoop)
    } catch let error as SMTPError {
      throw error
    } catch is CancellationError {
      throw SMTPError.cancelled(in: .connect)
    } catch {
      throw failure(error)
    }
  }

  private func bootstrap(on eventLoop: any EventLoop) -> ClientBootstrap {
    var bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(limit)
    if endpoint.unixPath == nil {
      bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
    }
    return localAddress.map { bootstrap.bind(to: $0) } ?? bootstrap
  }

  private func connect(_ bootstrap: ClientBootstrap) -> EventLoopFuture<any Channel> {
    if let path = endpoint.unixPath { return bootstrap.connect(unixDomainSocketPath: path) }
    let next = proxy?.proxy.endpoint ?? endpoint
    // An address needs no look-up.
    if let address = try? SocketAddress(ipAddress: next.host, port: next.port) { return bootstrap.connect(to: address) }
    return bootstrap.connect(host: next.host, port: next.port)
  }

  private func handlerFuture<Handler>(
    on channel: any Channel, deadline: NIODeadline, assemble: @escaping @Sendable (any Channel) throws -> Handler
  ) throws -> EventLoopFuture<NIOLoopBound<Handler>> {
    guard let proxy else {
      return channel.eventLoop.makeSucceededFuture(
        NIOLoopBound(try assemble(channel), eventLoop: channel.eventLoop))
    }
    let tunnel = channel.eventLoop.makePromise(of: NIOLoopBound<Handler>.self)
    do {
      try channel.pipeline.syncOperations.addHandler(
        TunnelHandler(
          proxy.proxy, to: proxy.target, deadline: deadline, limit: limit, assemble: assemble, tunnel: tunnel))
    } catch {
      tunnel.fail(error)
      throw error
    }
    return tunnel.futureResult
  }

  /// What an attempt to connect that failed means. That a proxy cannot be reached says nothing about the server.
  private func failure(_ error: any Error) -> SMTPError {
    guard let proxy else { return SMTPError(connecting: error, to: endpoint) }
    let error = SMTPError(connecting: error, to: proxy.proxy.endpoint)
    return SMTPError(error.code, in: .connect, "the proxy \(proxy.proxy) cannot be used: \(error.detail)")
  }

  /// When the task is cancelled the channel is closed as soon as there is one, be it after that.
  private static func cancellable<Result: Sendable>(
    _ opening: EventLoopFuture<Result>, closing connecting: EventLoopFuture<any Channel>, on eventLoop: any EventLoop
  ) async throws -> Result {
    let promise = eventLoop.makePromise(of: Result.self)
    opening.cascade(to: promise)
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      promise.fail(CancellationError())
      promise.futureResult.whenFailure { _ in
        connecting.whenSuccess { $0.close(promise: nil) }
      }
    }
  }
}
