public import NIOCore

/// Makes replies out of the bytes that a server sends (RFC 5321 section 4.2).
///
/// Bytes may arrive cut anywhere. A line ends at LF, with or without the CR before it. What a hostile server can make it
/// hold is bounded: a line, and a reply of many lines. Once it has thrown, the stream has no meaning any more and every
/// further call throws the same error.
public struct ReplyParser: Sendable {
  /// How much a server may say.
  public struct Limits: Sendable, Hashable {
    /// The longest line in bytes, its end included. RFC 5321 section 4.5.3.1.5 asks for 512; servers send more.
    public var line: Int
    /// The longest reply in bytes, all its lines together.
    public var reply: Int

    public init(line: Int = 8192, reply: Int = 32768) {
      self.line = line
      self.reply = reply
    }
  }

  private enum State {
    case idle
    case within(code: Int, lines: [Substring], size: Int)
    case failed(ReplyError)
  }

  private let limits: Limits
  private var state = State.idle
  private var unread = ByteBuffer()

  public init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// How many bytes have arrived that are not part of a finished reply: whole lines or a fragment of one.
  public var unreadByteCount: Int {
    if case .within(_, _, let size) = state { return size + unread.readableBytes }
    return unread.readableBytes
  }

  /// Whether a whole line stands among the bytes that are not part of a finished reply.
  public var hasUnreadLine: Bool {
    if case .within = state { return true }
    return unread.readableBytesView.contains(UInt8(ascii: "\n"))
  }

  /// Takes bytes as they came from the socket.
  public mutating func append(_ bytes: ByteBuffer) {
    if unread.readableBytes == 0 {
      unread = bytes
    } else {
      var bytes = bytes
      unread.writeBuffer(&bytes)
    }
  }

  /// Gives the next whole reply, or nil until more bytes have come.
  public mutating func next() throws(ReplyError) -> Reply? {
    if case .failed(let error) = state { throw error }
    do throws(ReplyError) {
      return try readReply()
    } catch {
      state = .failed(error)
      throw error
    }
  }

  private mutating func readReply() throws(ReplyError) -> Reply? {
    while true {
      let unreadBefore = unread.readableBytes
      guard let line = try readLine() else { return nil }
      let (code, isLast, text) = try Self.split(line)
      var lines: [Substring] = []
      var size = unreadBefore - unread.readableBytes
      if case .within(let expected, let earlier, let earlierSize) = state {
        guard code == expected else { throw .codeChanged(from: expected, to: code) }
        lines = earlier
        size += earlierSize
        // With a second reference in the state, each line would copy all those before it.
        state = .idle
      }
      guard size <= limits.reply else { throw .replyTooLong(limit: limits.reply) }
      lines.append(text)
      if isLast {
        state = .idle
        return Self.reply(code: code, lines: lines)
      }
      state = .within(code: code, lines: lines, size: size)
    }
  }

  private mutating func readLine() throws(ReplyError) -> String? {
    guard let end = unread.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
      guard unread.readableBytes <= limits.line else { throw .lineTooLong(limit: limits.line) }
      return nil
    }
    let length = end - unread.readerIndex
    guard length < limits.line else { throw .lineTooLong(limit: limits.line) }
    var line = unread.readSlice(length: length)?.readableBytesView[...] ?? []
    unread.moveReaderIndex(forwardBy: 1)
    if unread.readableBytes == 0 { unread = ByteBuffer() }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  /// Splits `250-text` into its parts.
  private static func split(_ line: String) throws(ReplyError) -> (code: Int, isLast: Bool, text: Substring) {
    let head = line.utf8.prefix(3)
    guard head.count == 3, head.allSatisfy({ (0x30...0x39).contains($0) }), let code = Int(line.prefix(3)) else {
      throw .notAReply(Reply.printable(String(line.prefix(80))))
    }
    guard (200...599).contains(code) else { throw .impossibleCode(code) }
    let rest = line.utf8.dropFirst(3)
    switch rest.first {
    case nil: return (code, true, "")
    case UInt8(ascii: " "): return (code, true, Substring(rest.dropFirst()))
    case UInt8(ascii: "-"): return (code, false, Substring(rest.dropFirst()))
    default: throw .notAReply(Reply.printable(String(line.prefix(80))))
    }
  }

  private static func reply(code: Int, lines: [Substring]) -> Reply {
    let first = lines.first?.prefix { $0 != " " } ?? ""
    guard let enhanced = EnhancedStatusCode(first), enhanced.statusClass == code / 100 else {
      return Reply(code, nil, lines: lines.map(String.init))
    }
    return Reply(code, enhanced, lines: lines.map { withoutStatus(enhanced, $0) })
  }

  private static func withoutStatus(_ status: EnhancedStatusCode, _ line: Substring) -> String {
    let prefix = status.description
    guard line.hasPrefix(prefix) else { return String(line) }
    let rest = line.dropFirst(prefix.count)
    guard let separator = rest.first else { return "" }
    return separator == " " ? String(rest.dropFirst()) : String(line)
  }
}
