public import NIOCore
import NIOPosix
public import TLSWire

/// A server that knows no SMTP: it plays a list of steps on every connection, byte for byte.
///
/// With it a client is shown what no sound server would ever send.
///
/// ```swift
/// let server = try await RawServer.start([
///   .send("220 mail.example.com\r\n"),
///   .expect("EHLO"),
///   .send("250-mail.example.com\r\n250 STARTTLS\r\n"),
///   .expect("STARTTLS"),
///   .send("220 go\r\n250 injected\r\n"),  // one segment
///   .waitForClose,
/// ])
/// let conversation = try await server.nextConversation()
/// ```
public final class RawServer: Sendable {
  /// What the server does next on a connection.
  public enum Step: Sendable {
    /// Waits for a line that begins with this text, compared without regard to case. Another line ends the conversation.
    case expect(String)
    /// Waits for any bytes and leaves them unread: what is sent next cannot be in one segment with what was sent before.
    case awaitBytes
    /// Sends exactly this, in one write.
    case send(String)
    /// Sends exactly these bytes, in one write.
    case sendBytes([UInt8])
    /// Sends this again and again until the client goes, at up to 16 MB a second.
    case sendForever(String)
    /// Begins the TLS handshake as a server, with what is unread as its first bytes.
    case startTLS(SandboxCertificate, ClosedRange<TLSVersion>)
    /// Closes the connection.
    case close
    /// Reads on until the client closes the connection.
    case waitForClose
  }

  /// What came of one connection.
  public struct Conversation: Sendable, Hashable {
    /// How it ended.
    public enum Ending: Sendable, Hashable {
      /// All steps were played.
      case completed
      /// The client closed the connection before this step, counted from 0, was done.
      case clientClosed(step: Int)
      /// A line came that the step, counted from 0, does not expect.
      case unexpectedLine(String, step: Int)
      /// The TLS handshake or the connection failed.
      case failed(String)
    }

    /// The lines from the client that were read by ``Step/expect(_:)``, without their ends.
    public internal(set) var lines: [String] = []
    /// Every byte from the client in clear, the beginning of a handshake included where it came too early.
    public internal(set) var bytesInClear = ByteBuffer()
    /// Every byte from the client over TLS, decrypted.
    public internal(set) var bytesOverTLS = ByteBuffer()
    public internal(set) var ending = Ending.completed
  }

  /// The port that the server listens on.
  public let port: Int
  private let channel: any Channel
  private let conversations: Arrivals<Conversation>

  private init(channel: any Channel, port: Int, conversations: Arrivals<Conversation>) {
    self.channel = channel
    self.port = port
    self.conversations = conversations
  }

  /// Listens on a port of loopback that the system chooses.
  public static func start(_ steps: [Step], host: String = "127.0.0.1") async throws -> RawServer {
    let conversations = Arrivals<Conversation>()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            RawServerHandler(steps: steps) { conversations.append($0) })
        }
      }
      .bind(host: host, port: 0).get()
    return RawServer(channel: channel, port: channel.localAddress?.port ?? 0, conversations: conversations)
  }

  /// The conversations that have ended so far.
  public var endedConversations: [Conversation] { conversations.all }

  /// Waits for the next conversation to end.
  public func nextConversation() async throws -> Conversation { try await conversations.next() }

  /// Stops listening. Open conversations go on.
  public func shutdown() async throws {
    conversations.finish()
    try await channel.close()
  }
}
