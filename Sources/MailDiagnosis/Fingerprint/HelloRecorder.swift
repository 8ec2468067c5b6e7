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
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await server.executeThenClose { connections in
      try onListening(server.channel.localAddress?.port ?? port)
      return try await firstHello(on: connections)
    }
  }

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private static func firstHello(on connections: NIOAsyncChannelInboundStream<Connection>) async throws -> ClientHello {
    let (hellos, found) = AsyncStream.makeStream(of: ClientHello.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { found.finish() }
        try await withThrowingDiscardingTaskGroup { talks in
          for try await connection in connections {
            talks.addTask {
              // One connection that breaks is no reason to give up the others.
              if let hello = try? await hello(from: connection) { found.yield(hello) }
            }
          }
        }
      }
      defer { group.cancelAll() }
      for await hello in hellos { return hello }
      try Task.checkCancellation()
      try await group.next()
      throw CancellationError()
    }
  }

  /// The hello, or nil where the client went away without one.
  private static func hello(from connection: Connection) async throws -> ClientHello? {
    try await connection.executeThenClose { inbound, outbound in
      // A client that begins with TLS has its hello under way before it reads this.
      try await outbound.write(ByteBuffer(string: RecordingDialogue.greeting))
      var dialogue = RecordingDialogue()
      for try await bytes in inbound {
        switch dialogue.receive(bytes) {
        case .wait: break
        case .reply(let text): try await outbound.write(ByteBuffer(string: text))
        case .hello(let hello): return hello
        case .close(let text):
          if !text.isEmpty { try await outbound.write(ByteBuffer(string: text)) }
          return nil
        }
      }
      return nil
    }
  }
}
