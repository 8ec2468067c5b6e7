import NIOCore
import TLSWire

/// The server's side of a connection that is there for its ClientHello only: SMTP as far as STARTTLS, or TLS at once.
struct RecordingDialogue {
  enum Answer: Equatable {
    /// To be sent; the connection goes on.
    case reply(String)
    /// Nothing to say yet.
    case wait
    /// What the connection was there for.
    case hello(ClientHello)
    /// To be sent, if anything, before the connection is closed.
    case close(String)
  }

  /// For a client that does not begin of its own.
  static let greeting = "220 sealpost records the next ClientHello ESMTP\r\n"
  private static let maximumLine = 4096
  private static let maximumLines = 100

  private enum State {
    case commands(ByteBuffer, count: Int)
    case tls(HandshakeObserver)
    case ended
  }

  private var state = State.commands(ByteBuffer(), count: 0)

  /// Takes the next bytes of the client's.
  mutating func receive(_ bytes: ByteBuffer) -> Answer {
    switch state {
    case .ended:
      return .wait
    case .tls(let observer):
      return observe(bytes, observer)
    case .commands(var buffer, let count):
      // Without this the buffer would have a second owner, and be copied.
      state = .ended
      buffer.writeImmutableBuffer(bytes)
      // The first byte of a handshake record, which no command begins with: this client wants TLS at once.
      guard buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) != 22 else {
        return observe(buffer, HandshakeObserver())
      }
      return readCommands(buffer, count)
    }
  }

  private mutating func observe(_ bytes: ByteBuffer, _ observer: HandshakeObserver) -> Answer {
    var observer = observer
    observer.observe(bytes, from: .client)
    state = .ended
    if let hello = observer.clientHello { return .hello(hello) }
    guard observer.failure == nil else { return .close("") }
    state = .tls(observer)
    return .wait
  }

  private mutating func readCommands(_ bytes: ByteBuffer, _ count: Int) -> Answer {
    var buffer = bytes
    var count = count
    var replies = ""
    while let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
      let line = buffer.readString(length: end - buffer.readerIndex + 1) ?? ""
      count += 1
      guard count <= Self.maximumLines else { return .close(replies + "421 4.7.0 Too many commands\r\n") }
      switch line.prefix(while: { !$0.isWhitespace }).uppercased() {
      case "EHLO": replies += "250-sealpost\r\n250 STARTTLS\r\n"
      case "HELO": replies += "250 sealpost\r\n"
      case "NOOP", "RSET": replies += "250 2.0.0 OK\r\n"
      case "QUIT": return .close(replies + "221 2.0.0 Bye\r\n")
      case "STARTTLS":
        // What is in the buffer already was sent before the reply, which a client may not do.
        state = .tls(HandshakeObserver())
        return .reply(replies + "220 2.0.0 Ready to start TLS\r\n")
      default: replies += "530 5.7.0 Must issue a STARTTLS command first\r\n"
      }
    }
    guard buffer.readableBytes <= Self.maximumLine else { return .close(replies + "500 5.5.2 Line too long\r\n") }
    state = .commands(buffer, count: count)
    return replies.isEmpty ? .wait : .reply(replies)
  }
}
