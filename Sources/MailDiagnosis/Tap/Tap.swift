import NIOCore
import NIOPosix

/// A pass-through proxy that reports what each connection through it negotiated.
///
/// Bytes go through as they are, in both directions; nothing is decrypted, and nothing is added.
///
/// ```swift
/// let tap = try await Tap.start(.init(upstream: .init(host: "smtp.example.com", port: 587)))
/// // … let a mail program send to 127.0.0.1, port tap.port …
/// for await event in tap.events {
///   if case .ended(_, let connection) = event { print(connection.findings) }
/// }
/// ```
public final class Tap: Sendable {
  /// The address that it listens on.
  public let host: String
  /// The port that it listens on.
  public let port: Int
  /// Whether other machines can reach it. It guards nothing: who reaches it reaches the server behind it.
  public let isOpenToOthers: Bool
  public let configuration: Configuration
  /// What happens, as it happens, until the tap has ended. To be read by one reader.
  ///
  /// A reader that is slow misses events, which ``lostEvents`` counts: mail is never held up for it.
  public let events: AsyncStream<Event>
  private let listener: any Channel
  private let registry: TapRegistry

  /// How many events may wait for their reader.
  static let maximumWaitingEvents = 4096

  private init(
    configuration: Configuration, listener: any Channel, address: SocketAddress, events: AsyncStream<Event>,
    registry: TapRegistry
  ) {
    self.configuration = configuration
    self.listener = listener
    self.registry = registry
    self.events = events
    host = address.ipAddress ?? configuration.listenHost
    port = address.port ?? configuration.listenPort
    isOpenToOthers = !address.isLoopback
  }

  /// Starts to listen. It takes connections when this returns.
  /// - Throws: NIO's error when the port cannot be had.
  public static func start(_ configuration: Configuration) async throws -> Tap {
    let (events, continuation) = AsyncStream.makeStream(
      of: Event.self, bufferingPolicy: .bufferingOldest(maximumWaitingEvents))
    let registry = TapRegistry(limit: configuration.connectionLimit, continuation)
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            // Without it, accepting goes on and fails without a pause where descriptors have run out.
            AcceptBackoffHandler(shouldForwardIOErrorCaught: true), TapListenerHandler(registry))
        }
      }
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try TapPair.prepare(channel, configuration, registry.readBuffer(of: channel.eventLoop))
          try channel.pipeline.syncOperations.addHandler(TapEntranceHandler(configuration, registry))
        }
      }
      .bind(host: configuration.listenHost, port: configuration.listenPort)
      .get()
    guard let address = listener.localAddress else {
      try await listener.close()
      throw ChannelError.unknownLocalAddress
    }
    return Tap(
      configuration: configuration, listener: listener, address: address, events: events, registry: registry)
  }

  /// All connections that have ended so far.
  public var tally: TapTally { registry.tally }

  /// How many events were not delivered.
  public var lostEvents: Int { registry.lostEvents }

  /// Stops listening, ends the connections that are open, and returns when each has been reported.
  public func shutdown() async {
    try? await listener.close().get()
    for pair in registry.close() {
      pair.eventLoop.execute { pair.value.stop() }
    }
    await registry.waitUntilEmpty()
  }
}
