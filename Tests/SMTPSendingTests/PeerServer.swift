import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A server that takes messages, by DATA or BDAT, and goes wrong in one way that no script of the sandbox has.
final class PeerServer: Sendable {
  enum Manner: Sendable {
    case sound
    /// The first connection is closed when it has carried a message.
    case closesAfterMessage
    /// The same, announced by a 421 that nobody asked for.
    case announcesClosing
    /// The first connection is closed when a second message is begun on it.
    case closesAtMail
    /// The same, with a 421 for an answer.
    case refusesAtMail
    /// Of commands that come together it answers some, and not in order.
    case losesCount
    /// Says nothing more on the first connection from its first message's end on, until it is released.
    case holdsVerdict
    /// LMTP. Who is called `gone` is unknown, and the mailbox of `full` is full.
    case lmtp
  }

  struct Message: Sendable {
    let connection: Int
    let recipients: [String]
  }

  fileprivate struct Log: Sendable {
    var messages: [Message] = []
    var channels: [any Channel] = []
    var handlers: [NIOLoopBound<Handler>] = []
  }

  let port: Int
  private let listener: any Channel
  private let log: NIOLockedValueBox<Log>
  /// Every command line, from all connections.
  let lines: AsyncStream<String>

  private init(
    port: Int, listener: any Channel, log: NIOLockedValueBox<Log>, lines: AsyncStream<String>
  ) {
    self.port = port
    self.listener = listener
    self.log = log
    self.lines = lines
  }

  var messages: [Message] { log.withLockedValue { $0.messages } }
  var connectionCount: Int { log.withLockedValue { $0.channels.count } }

  static func with<Result>(
    _ manner: Manner = .sound, offering capabilities: [String] = ["PIPELINING"],
    _ body: (PeerServer) async throws -> Result
  ) async throws -> Result {
    let log = NIOLockedValueBox(Log())
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let number = log.withLockedValue { log in
            log.channels.append(channel)
            return log.channels.count - 1
          }
          let handler = Handler(number, manner, capabilities, log, continuation)
          log.withLockedValue { $0.handlers.append(NIOLoopBound(handler, eventLoop: channel.eventLoop)) }
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let server = PeerServer(port: listener.localAddress?.port ?? 0, listener: listener, log: log, lines: lines)
    do {
      let result = try await body(server)
      try await server.stop()
      return result
    } catch {
      try await server.stop()
      throw error
    }
  }

  /// Says what was held back.
  func release() async throws {
    for handler in log.withLockedValue({ $0.handlers }) {
      try await handler.eventLoop.submit { handler.value.release() }.get()
    }
  }

  /// Waits for so many lines that begin so.
  func wait(for prefix: String, count: Int = 1) async {
    var missing = count
    for await line in lines where line.hasPrefix(prefix) {
      missing -= 1
      if missing == 0 { return }
    }
  }

  private func stop() async throws {
    try await listener.close()
    for channel in log.withLockedValue({ $0.channels }) { try? await channel.close() }
  }

  fileprivate final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Mode { case commands, data, chunk(Int, isLast: Bool) }

    private let number: Int
    private let manner: Manner
    private let capabilities: [String]
    private let log: NIOLockedValueBox<Log>
    private let lines: AsyncStream<String>.Continuation
    private var context: ChannelHandlerContext?
    private var mode = Mode.commands
    private var input = ByteBuffer()
    private var output = ByteBuffer()
    private var isHolding = false
    private var isReleased = false
    private var isClosing = false
    private var recipients: [String] = []
    private var messageCount = 0

    init(
      _ number: Int, _ manner: Manner, _ capabilities: [String], _ log: NIOLockedValueBox<Log>,
      _ lines: AsyncStream<String>.Continuation
    ) {
      self.number = number
      self.manner = manner
      self.capabilities = capabilities
      self.log = log
      self.lines = lines
    }

    func channelActive(context: ChannelHandlerContext) {
      self.context = context
      say("220 mail.example.com")
      flush()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var bytes = unwrapInboundIn(data)
      input.writeBuffer(&bytes)
      while !isClosing, takeNext() {}
      flush()
    }

    func channelInactive(context: ChannelHandlerContext) {
      self.context = nil
    }

    func release() {
      isHolding = false
      isReleased = true
      flush()
    }

    private func takeNext() -> Bool {
      if case .chunk(let size, let isLast) = mode {
        guard input.readSlice(length: size) != nil else { return false }
        mode = .commands
        if isLast { end() } else { say("250 ok") }
        return true
      }
      guard let line = readLine() else { return false }
      if case .data = mode {
        if line == "." {
          mode = .commands
          end()
        }
        return true
      }
      lines.yield(line)
      obey(line)
      return true
    }

    private func readLine() -> String? {
      guard let end = input.readableBytesView.firstIndex(of: UInt8(ascii: "\n")),
        let line = input.readString(length: end - input.readerIndex + 1)
      else { return nil }
      return String(line.dropLast(line.hasSuffix("\r\n") ? 1 : 0))
    }

    private func obey(_ line: String) {
      switch line.prefix(4).uppercased() {
      case "EHLO", "LHLO":
        for capability in ["mail.example.com"] + capabilities.dropLast() { say("250-\(capability)") }
        say("250 \(capabilities.last ?? "HELP")")
      case "MAIL": mail()
      case "RCPT":
        let address = String(line.dropFirst(9).prefix { $0 != ">" })
        guard !address.hasPrefix("gone") else { return say("550 5.1.1 unknown") }
        recipients.append(address)
        say("250 ok")
      case "DATA":
        mode = .data
        say("354 go")
      case "BDAT":
        let words = line.split(separator: " ")
        mode = .chunk(words.dropFirst().first.flatMap { Int($0) } ?? 0, isLast: words.count > 2)
      case "RSET": say("250 ok")
      case "QUIT":
        say("221 bye")
        isClosing = true
      default: say("500 what?")
      }
    }

    private func mail() {
      recipients = []
      let isSecond = number == 0 && messageCount == 1
      switch manner {
      case .closesAtMail where isSecond: isClosing = true
      case .refusesAtMail where isSecond:
        say("421 4.7.0 enough of this connection")
        isClosing = true
      case .losesCount where input.readableBytes > 0:
        say("250 ok")
        say("354 go")
        input.clear()
      default: say("250 ok")
      }
    }

    private func end() {
      log.withLockedValue { $0.messages.append(Message(connection: number, recipients: recipients)) }
      messageCount += 1
      if manner == .holdsVerdict, number == 0 { isHolding = !isReleased }
      if manner == .lmtp {
        for recipient in recipients { say(recipient.hasPrefix("full") ? "452 4.2.2 full" : "250 2.1.5 stored") }
      } else {
        say("250 2.0.0 taken")
      }
      guard number == 0 else { return }
      switch manner {
      case .closesAfterMessage: isClosing = true
      case .announcesClosing:
        say("421 4.4.2 idle for too long")
        isClosing = true
      default: break
      }
    }

    private func say(_ line: String) { output.writeString(line + "\r\n") }

    private func flush() {
      guard !isHolding, let context else { return }
      let isClosing = isClosing
      let written = context.writeAndFlush(wrapOutboundOut(output))
      output = ByteBuffer()
      if isClosing { written.assumeIsolated().whenComplete { _ in context.close(promise: nil) } }
    }
  }
}
