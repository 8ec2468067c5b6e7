import Logging
import NIOCore
import NIOEmbedded
import SMTPCore

@testable import SMTPReceiving

/// A server's connection without a socket.
enum ServerTestingChannel {
  static let client = "127.0.0.1"

  static func open(
    _ handler: ScriptedHandler, registry: ConnectionRegistry = ConnectionRegistry(maximum: 9, maximumPerClient: 9),
    security: SMTPServerConfiguration.Security = .none, behind handlers: [any ChannelHandler & Sendable] = [],
    isActive: Bool = true
  ) async throws -> NIOAsyncTestingChannel {
    var configuration = SMTPServerConfiguration(hostName: "mx.test")
    configuration.security = security
    let environment = ServerEnvironment(
      configuration: configuration, tls: nil, handler: handler, registry: registry,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let channel = NIOAsyncTestingChannel()
    channel.localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 25)
    channel.remoteAddress = try SocketAddress(ipAddress: client, port: 50000)
    try await channel.testingEventLoop.submit {
      try channel.pipeline.syncOperations.addHandlers(handlers)
      try channel.pipeline.syncOperations.addHandler(ServerChannelHandler(environment, channel: channel))
    }.get()
    if isActive { try await channel.activate() }
    return channel
  }
}

extension NIOAsyncTestingChannel {
  func activate() async throws {
    try await connect(to: SocketAddress(ipAddress: ServerTestingChannel.client, port: 50000)).get()
  }

  /// Waits for what the server writes next.
  func nextWrite() async throws -> String {
    let bytes = try await withTaskCancellationHandler {
      try await waitForOutboundWrite(as: ByteBuffer.self)
    } onCancel: {
      close(promise: nil)
    }
    return String(buffer: bytes)
  }

  /// Waits until the handler is as it should be.
  func until(_ isSo: @escaping @Sendable (ServerChannelHandler) -> Bool) async throws {
    while true {
      let isThere = try await testingEventLoop.submit {
        isSo(try self.pipeline.syncOperations.handler(type: ServerChannelHandler.self))
      }.get()
      if isThere { return }
      try Task.checkCancellation()
      await Task.yield()
    }
  }
}
