import NIOCore
import SASL

/// CONNECT of HTTP/1.1 (RFC 9110 section 9.3.6), with Basic authentication (RFC 7617), as the client has it.
struct HTTPConnectHandshake: ProxyHandshake {
  private enum State {
    /// Goes to `statusLine` with ``begin()``.
    case idle
    /// A status line is to come. Goes to `fields`, or `over` where it refuses.
    case statusLine
    /// Header fields up to an empty line, after which either the tunnel begins, or another status line where this one was
    /// informational.
    case fields(isFinal: Bool, count: Int)
    /// The tunnel stands, or never will.
    case over
  }

  /// Of all that comes before the tunnel. Proxies send a few hundred bytes.
  static let maximumHeaderBytes = 16_384
  private static let versionPrefix = Array("HTTP/1.".utf8)

  private let target: ProxyTarget
  private let credentials: SMTPClient.Proxy.Credentials?
  private var state = State.idle
  private var received = ByteBuffer()
  /// How many bytes of lines were read, and how many of what is left have no line end in them.
  private var consumed = 0
  private var scanned = 0

  init(to target: ProxyTarget, credentials: SMTPClient.Proxy.Credentials?) {
    self.target = target
    self.credentials = credentials
  }

  mutating func begin() -> ByteBuffer {
    state = .statusLine
    var buffer = ByteBuffer(string: "CONNECT \(target.authority) HTTP/1.1\r\nHost: \(target.authority)\r\n")
    if let credentials {
      let login = credentials.password.withBytes { Array("\(credentials.username):".utf8) + $0 }
      buffer.writeString("Proxy-Authorization: Basic ")
      buffer.writeBytes(Base64.encode(login))
      buffer.writeString("\r\n")
    }
    buffer.writeString("\r\n")
    return buffer
  }

  mutating func receive(_ bytes: ByteBuffer) -> ProxyAction {
    received.writeImmutableBuffer(bytes)
    while true {
      guard canBecomeAnswer else { return end(.fail(notUnderstood)) }
      guard let line = nextLine() else {
        guard consumed + received.readableBytes <= Self.maximumHeaderBytes else { return end(.fail(Self.tooLong)) }
        return .wait
      }
      guard consumed <= Self.maximumHeaderBytes else { return end(.fail(Self.tooLong)) }
      if let action = take(line) { return end(action) }
    }
  }

  /// Nil where more lines have to be read.
  private mutating func take(_ line: ByteBuffer) -> ProxyAction? {
    switch state {
    case .statusLine:
      guard let status = Self.status(of: line) else { return .fail(.notUnderstood(line, as: "HTTP/1.1")) }
      switch status {
      case 100...199:
        state = .fields(isFinal: false, count: 0)
      case 200...299:
        state = .fields(isFinal: true, count: 0)
      default:
        return .fail(Self.refusal(status, line, credentials))
      }
    case .fields(let isFinal, let count):
      guard line.readableBytes > 0 else {
        guard !isFinal else { return .established(received.slice()) }
        state = .statusLine
        return nil
      }
      guard Self.isField(line, isFirst: count == 0) else { return .fail(.notUnderstood(line, as: "a header field")) }
      state = .fields(isFinal: isFinal, count: count + 1)
    case .idle, .over:
      return .fail(ProxyFailure(.notUnderstood, "said more than it was asked"))
    }
    return nil
  }

  private mutating func end(_ action: ProxyAction) -> ProxyAction {
    state = .over
    return action
  }

  /// What is no HTTP is known by its first bytes; a line end need never come.
  private var canBecomeAnswer: Bool {
    guard case .statusLine = state else { return true }
    return zip(received.readableBytesView, Self.versionPrefix).allSatisfy { $0 == $1 }
  }

  private var notUnderstood: ProxyFailure { .notUnderstood(received, as: "HTTP/1.1") }

  private static let tooLong = ProxyFailure(
    .notUnderstood, "sent \(maximumHeaderBytes) bytes of an answer and did not come to its end")

  /// A line without its end, which is CRLF or, as RFC 9112 section 2.2 allows, LF.
  private mutating func nextLine() -> ByteBuffer? {
    guard let end = received.readableBytesView.dropFirst(scanned).firstIndex(of: 0x0A) else {
      scanned = received.readableBytes
      return nil
    }
    let length = end - received.readerIndex
    guard var line = received.readSlice(length: length) else { return nil }
    received.moveReaderIndex(forwardBy: 1)
    consumed += length + 1
    scanned = 0
    if line.readableBytesView.last == 0x0D { line.moveWriterIndex(to: line.writerIndex - 1) }
    return line
  }

  /// `HTTP/1.0 200 Connection established`: the three digits. The words may be missing, and mean nothing.
  private static func status(of line: ByteBuffer) -> Int? {
    let bytes = Array(line.readableBytesView)
    let digits = bytes.dropFirst(9).prefix(3)
    guard bytes.starts(with: versionPrefix), bytes.count >= 12, isDigit(bytes[7]), bytes[8] == 0x20,
      digits.allSatisfy(isDigit), bytes.count == 12 || bytes[12] == 0x20, bytes.allSatisfy(canStandInField)
    else { return nil }
    let status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return (100...599).contains(status) ? status : nil
  }

  /// `Name: value`, or the continuation of one.
  private static func isField(_ line: ByteBuffer, isFirst: Bool) -> Bool {
    let bytes = line.readableBytesView
    guard let first = bytes.first, bytes.allSatisfy(canStandInField) else { return false }
    if first == 0x20 || first == 0x09 { return !isFirst }
    let name = bytes.prefix { $0 != UInt8(ascii: ":") }
    return !name.isEmpty && name.count < bytes.count && name.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func canStandInField(_ byte: UInt8) -> Bool { (byte >= 0x20 && byte != 0x7F) || byte == 0x09 }

  private static func refusal(
    _ status: Int, _ line: ByteBuffer, _ credentials: SMTPClient.Proxy.Credentials?
  ) -> ProxyFailure {
    let answer = "\"\(String(decoding: line.readableBytesView.prefix(200), as: UTF8.self))\""
    switch status {
    // Tinyproxy answers a wrong login with 401, which is a server's.
    case 401, 407:
      return ProxyFailure(
        .authentication,
        credentials == nil
          ? "wants a user name and a password, and none are set: \(answer)"
          : "refused the user name or password: \(answer)")
    case 500...599: return ProxyFailure(.failed, "could not connect to the server: \(answer)")
    default: return ProxyFailure(.refused, "refused to connect to the server: \(answer)")
    }
  }
}
