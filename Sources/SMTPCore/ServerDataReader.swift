import NIOCore

/// Reads what follows DATA up to its end, and takes off the dots that the client added (RFC 5321 section 4.5.2); or the
/// chunks of BDAT (RFC 3030), whose end is counted and where a dot is a dot.
///
/// Only CRLF ends a line, and only CRLF.CRLF the data. A bare CR, a bare LF or a NUL is noted: other servers may take it
/// for the end of a line, and see a second message where there is one.
struct ServerDataReader: Sendable, Hashable {
  enum Framing {
    case dots
    case chunks
  }

  enum Element: Hashable {
    case part(ByteBuffer)
    case end
  }

  private enum Position {
    case lineStart
    case withinLine
    case afterCR
    /// A dot at the beginning of a line, which is no part of the message.
    case afterDot
    case afterDotCR
  }

  private let framing: Framing
  private var position = Position.lineStart
  /// The first of the constructs that must not be; what ``next(from:)`` gives after it is of no use.
  private(set) var violation: ServerViolation.Construct?

  init(_ framing: Framing = .dots) {
    self.framing = framing
  }

  private static let cr = UInt8(ascii: "\r")
  private static let lf = UInt8(ascii: "\n")
  private static let dot = UInt8(ascii: ".")

  /// Takes the next part of the message from the buffer, or its end, which is taken once. Gives nil until more bytes
  /// have come.
  mutating func next(from buffer: inout ByteBuffer) -> Element? {
    while let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) {
      switch (position, byte) {
      case (.lineStart, Self.dot) where framing == .dots:
        buffer.moveReaderIndex(forwardBy: 1)
        position = .afterDot
      case (.afterDot, Self.cr):
        buffer.moveReaderIndex(forwardBy: 1)
        position = .afterDotCR
      case (.afterDotCR, Self.lf):
        buffer.moveReaderIndex(forwardBy: 1)
        position = .lineStart
        return .end
      case (.afterDotCR, _):
        note(.bareCarriageReturn)
        position = .withinLine
      case (.afterDot, _):
        position = .withinLine
      case (.lineStart, _), (.withinLine, _), (.afterCR, _):
        return readRun(from: &buffer).map { .part($0) }
      }
    }
    return nil
  }

  /// The last chunk has come: a CR at its end will have no LF.
  mutating func finish() {
    if position == .afterCR { note(.bareCarriageReturn) }
  }

  private mutating func note(_ construct: ServerViolation.Construct) {
    violation = violation ?? construct
  }

  /// Takes everything up to the next dot at the beginning of a line.
  private mutating func readRun(from buffer: inout ByteBuffer) -> ByteBuffer? {
    var position = position
    var construct: ServerViolation.Construct?
    let length = buffer.withUnsafeReadableBytes { bytes in
      var index = 0
      for byte in bytes {
        switch (position, byte) {
        case (.lineStart, Self.dot) where framing == .dots:
          return index
        case (.afterCR, Self.lf):
          position = .lineStart
        case (.afterCR, Self.cr):
          construct = construct ?? .bareCarriageReturn
        case (.afterCR, _):
          construct = construct ?? (byte == 0 ? .nul : .bareCarriageReturn)
          position = .withinLine
        case (_, Self.cr):
          position = .afterCR
        case (_, Self.lf):
          construct = construct ?? .bareLineFeed
          position = .withinLine
        default:
          if byte == 0 { construct = construct ?? .nul }
          position = .withinLine
        }
        index += 1
      }
      return index
    }
    self.position = position
    if let construct { note(construct) }
    return buffer.readSlice(length: length)
  }
}
