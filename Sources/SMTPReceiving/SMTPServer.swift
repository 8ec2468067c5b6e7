public import Logging
public import NIOCore
public import NIOPosix
import NIOSSL
import SMTPCore

/// A server that receives mail over SMTP (RFC 5321), with STARTTLS or TLS from the start.
///
/// ```swift
/// let server = try await SMTPServer.start(
///   SMTPServerConfiguration(hostName: "mail.example.com"), tls: tls, handler: Printer(), logger: Logger(label: "smtp"))
/// print("listening on port \(server.port)")
/// await server.shutdown()
/// ```
public final class SMTPServer: Sendable {
  /// The address that the server listens on.
  public let localAddress: SocketAddress
  /// The port that the server listens on, also where the kernel chose it.
  public var port: Int { localAddress.port ?? 0 }

  private let channel: any Channel
  private let registry: ConnectionRegistry

  private init(channel: any Channel, localAddress: SocketAddress, registry: ConnectionRegistry) {
    self.channel = channel
    self.localAddress = localAddress
    self.registry = registry
  }

  /// Begins to listen.
  /// - Parameters:
  ///   - tls: the certificate and versions; needed unless the configuration's security is `none`.
  ///   - handler: decides on what clients want, and gets their messages.
  ///   - logger: hears of connections at level `debug`, and of those that broke the rules at `info`. No line holds a
  ///     credential or a part of a message.
  /// - Throws: ``SMTPServerError``; NIOSSL's error for a certificate or key that cannot be used; NIO's for an address that
  ///   cannot be listened on.
  public static func start(
    _ configuration: SMTPServerConfiguration, tls: ServerTLS?, handler: any SMTPServerHandler,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger
  ) async throws -> SMTPServer {
    guard configuration.security == .none || tls != nil else { throw SMTPServerError.certificateMissing }
    let registry = ConnectionRegistry(
      maximum: configuration.maximumConnections, maximumPerClient: configuration.maximumConnectionsPerClient)
    let environment = ServerEnvironment(
      configuration: configuration, tls: try tls?.makeContext(), handler: handler, registry: registry,
      logger: logger)
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ServerChannelHandler(environment, channel: channel))
        }
      }
      .bind(host: configuration.host, port: configuration.port)
      .get()
    guard let localAddress = channel.localAddress else {
      try await channel.close()
      throw SMTPServerError.noLocalAddress
    }
    logger.debug("listening", metadata: ["address": "\(localAddress.text)"])
    return SMTPServer(channel: channel, localAddress: localAddress, registry: registry)
  }

  /// Whether new connections are still taken.
  var isListening: Bool { channel.isActive }

  /// How long a handler has to come to an end of what it does for connections that were closed.
  private static let settling = TimeAmount.seconds(1)

  /// Stops listening, tells idle clients `421 4.3.2`, lets messages that are under way come to their reply, and returns
  /// when all connections have ended and the handler knows of it.
  /// - Parameter grace: after this time the connections that are left are closed as they are, and their decisions' tasks
  ///   cancelled. A second later this returns, also where the handler has not come back from one of its methods.
  public func shutdown(grace: Duration = .seconds(10)) async {
    try? await channel.close().get()
    for channel in registry.close() {
      channel.triggerUserOutboundEvent(ServerChannelHandler.Command.shutDown, promise: nil)
    }
    let grace = TimeAmount(bounded: grace)
    let timers = [
      channel.eventLoop.scheduleTask(in: grace) { [registry] in
        // Also those that the listening socket had accepted before it was closed, and that came here after that.
        for channel in registry.channels {
          channel.triggerUserOutboundEvent(ServerChannelHandler.Command.closeNow, promise: nil)
        }
      },
      channel.eventLoop.scheduleTask(in: grace + Self.settling) { [registry] in registry.abandon() },
    ]
    await registry.waitUntilEmpty()
    for timer in timers { timer.cancel() }
  }
}

/// What all connections of a server share.
struct ServerEnvironment: Sendable {
  let configuration: SMTPServerConfiguration
  let tls: ServerTLS.Context?
  let handler: any SMTPServerHandler
  let registry: ConnectionRegistry
  let logger: Logger

  var sessionConfiguration: ServerSession.Configuration {
    var session = ServerSession.Configuration(hostName: configuration.hostName)
    session.greeting = configuration.greeting
    session.extensions = configuration.extensions
    session.offersStartTLS = configuration.security == .startTLS
    session.authenticationMechanisms = configuration.authenticationMechanisms
    session.accounts = configuration.accounts
    session.requiresTLSForAuthentication = configuration.requiresTLSForAuthentication
    session.encryptionRequiredReply = configuration.encryptionRequiredReply
    session.requiresTLS = configuration.requiresTLS
    session.requiresAuthentication = configuration.requiresAuthentication
    session.maximumMessageSize = configuration.maximumMessageSize
    session.maximumRecipients = configuration.maximumRecipients
    session.maximumErrors = configuration.maximumErrors
    return session
  }
}
