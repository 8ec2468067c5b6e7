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
    case within(Reading)
    case failed(ReplyError)
  }

  /// The first lines of a reply of several.
  private struct Reading: Sendable {
    let code: Int
    let enhanced: EnhancedStatusCode?
    var lines: [String] = []
    /// In bytes, line ends included.
    var size = 0
  }

  /// A line that has come whole.
  private struct Line {
    let code: Int
    let isLast: Bool
    let enhanced: EnhancedStatusCode?
    /// Without code and enhanced status code.
    let text: String
    /// In bytes, its end included.
    let size: Int
  }

  private let limits: Limits
  private var state = State.idle
  private var unread = ByteBuffer()

  public init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// How many bytes have arrived that are not part of a finished reply: whole lines or a fragment of one.
  public var unreadByteCount: Int {
    if case .within(let reading) = state { return reading.size + unread.readableBytes }
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
    var reading: Reading?
    if case .within(let earlier) = state {
      reading = earlier
      // With a second reference in the state, each line would copy all those before it.
      state = .idle
    }
    while let line = try readLine(after: reading) {
      if let reading, line.code != reading.code { throw .codeChanged(from: reading.code, to: line.code) }
      let size = (reading?.size ?? 0) + line.size
      guard size <= limits.reply else { throw .replyTooLong(limit: limits.reply) }
      if line.isLast {
        guard let reading else { return Reply(line.code, line.enhanced, lines: [line.text]) }
        return Reply(reading.code, reading.enhanced, lines: reading.lines + [line.text])
      }
      if reading == nil { reading = Reading(code: line.code, enhanced: line.enhanced) }
      reading?.lines.append(line.text)
      reading?.size = size
    }
    if let reading { state = .within(reading) }
    return nil
  }

  private mutating func readLine(after reading: Reading?) throws(ReplyError) -> Line? {
    guard unread.readableBytes > 0 else { return nil }
    let result = unread.withUnsafeReadableBytes { bytes -> Result<Line?, ReplyError> in
      guard let length = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
        return bytes.count <= limits.line ? .success(nil) : .failure(.lineTooLong(limit: limits.line))
      }
      guard length < limits.line else { return .failure(.lineTooLong(limit: limits.line)) }
      let hasCR = length > 0 && bytes[length - 1] == UInt8(ascii: "\r")
      let line = UnsafeRawBufferPointer(rebasing: bytes[..<(hasCR ? length - 1 : length)])
      do throws(ReplyError) {
        return .success(try Self.parse(line, size: length + 1, after: reading))
      } catch {
        return .failure(error)
      }
    }
    guard let line = try result.get() else { return nil }
    unread.moveReaderIndex(forwardBy: line.size)
    if unread.readableBytes == 0 { unread = ByteBuffer() }
    return line
  }

  /// Splits `250-2.1.0 text` into its parts.
  private static func parse(
    _ line: UnsafeRawBufferPointer, size: Int, after reading: Reading?
  ) throws(ReplyError) -> Line {
    guard line.count >= 3, line[..<3].allSatisfy(isDigit) else { throw .notAReply(excerpt(line)) }
    let code = line[..<3].reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    guard (200...599).contains(code) else { throw .impossibleCode(code) }
    let isLast: Bool
    switch line.count > 3 ? line[3] : UInt8(ascii: " ") {
    case UInt8(ascii: " "): isLast = true
    case UInt8(ascii: "-"): isLast = false
    default: throw .notAReply(excerpt(line))
    }
    let text = UnsafeRawBufferPointer(rebasing: line[min(4, line.count)...])
    let status = Status(text)
    let enhanced = reading == nil ? status?.code(for: code) : reading?.enhanced
    let length = enhanced != nil && status?.code(for: code) == enhanced ? status?.length ?? 0 : 0
    return Line(
      code: code, isLast: isLast, enhanced: enhanced, text: String(decoding: text[length...], as: UTF8.self), size: size
    )
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func excerpt(_ line: UnsafeRawBufferPointer) -> String {
    Reply.printable(String(decoding: line.prefix(80), as: UTF8.self))
  }

  /// What a text begins with, where that looks like an enhanced status code: three numbers, as RFC 3463 section 2 writes them.
  private struct Status {
    private var numbers = (0, 0, 0)
    /// In bytes, the space after it included.
    private(set) var length = 0

    init?(_ text: UnsafeRawBufferPointer) {
      var position = 0
      func number() -> Int? {
        let start = position
        var value = 0
        while position < text.count, position - start < 3, isDigit(text[position]) {
          value = value * 10 + Int(text[position] & 0x0F)
          position += 1
        }
        // A leading zero is not written, so such a text is not taken for a code that could be written otherwise.
        return position == start || position - start > 1 && text[start] == UInt8(ascii: "0") ? nil : value
      }
      func dot() -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: ".") else { return false }
        position += 1
        return true
      }
      guard let first = number(), dot(), let second = number(), dot(), let third = number() else { return nil }
      guard position == text.count || text[position] == UInt8(ascii: " ") else { return nil }
      numbers = (first, second, third)
      length = min(position + 1, text.count)
    }

    /// The code, where its class fits the reply's.
    func code(for reply: Int) -> EnhancedStatusCode? {
      numbers.0 == reply / 100 ? EnhancedStatusCode(numbers.0, numbers.1, numbers.2) : nil
    }
  }
}
