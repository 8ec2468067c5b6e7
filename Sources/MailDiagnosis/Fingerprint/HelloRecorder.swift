import NIOCore
import NIOPosix
public import TLSWire

/// A server that takes the ClientHello of the program that connects to it, and nothing else.
///
/// It speaks SMTP as far as STARTTLS; a client that begins with TLS is understood as well. Once it has the hello it
/// closes the connection, which the program sees as a handshake that failed.
///
/// ```swift
/// let hello = try await HelloRecorder.record(host: "127.0.0.1", port: 0) { port in
///   print("point the program at port \(port)")
/// }
/// ```
public enum HelloRecorder {
  /// Listens until a hello has come.
  ///
  /// - Parameters:
  ///   - host: the address to listen on.
  ///   - port: 0 lets the system choose.
  ///   - onListening: is told the port once programs can connect.
  /// - Throws: an `IOError` or `SocketAddressError` where it cannot listen there; `CancellationError` when the task is
  ///   cancelled first.
  public static func record(
    host: String, port: Int, onListening: (Int) throws -> Void
  ) async throws -> ClientHello {
    let (hellos, found) = AsyncStream.makeStream(of: ClientHello.self)
    let group = MultiThreadedEventLoopGroup.singleton
    let ended = group.next().makePromise(of: Void.self)
    // Connections end with the recorder, those too that are being accepted at this moment.
    defer { ended.succeed() }
    let server = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { connection in
        ended.futureResult.whenComplete { _ in connection.close(promise: nil) }
        return connection.eventLoop.makeCompletedFuture {
          try connection.pipeline.syncOperations.addHandler(HelloRecordingHandler { found.yield($0) })
        }
      }
      .bind(host: host, port: port).get()
    defer { server.close(promise: nil) }
    try onListening(server.localAddress?.port ?? port)
    for await hello in hellos { return hello }
    throw CancellationError()
  }
}
