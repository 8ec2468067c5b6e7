public import NIOCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Makes a message safe to send after DATA (RFC 5321 section 4.5.2), whatever chunks it comes in.
///
/// A dot at the beginning of a line is doubled. A bare CR or LF becomes CRLF first, because receivers disagree on whether it
/// ends a line, which is what SMTP smuggling lives on. Where nothing needs changing the chunk itself is given back.
public struct DotStuffer: Sendable {
  private enum Position: Sendable {
    case lineStart
    case withinLine
    case afterCR
  }

  private let doublesDots: Bool
  private var position = Position.lineStart

  public init() {
    self.init(doublesDots: true)
  }

  /// - Parameter doublesDots: false for BDAT, where only line ends need care.
  init(doublesDots: Bool) {
    self.doublesDots = doublesDots
  }

  /// Gives what goes on the wire for `chunk`: the same buffer where nothing needs changing.
  public mutating func stuff(_ chunk: ByteBuffer) -> ByteBuffer {
    chunk.withUnsafeReadableBytes { bytes in
      var output = Insertions(into: bytes)
      scan(bytes, &output)
      return output.finish()
    } ?? chunk
  }

  /// Gives the end of the data, completing the last line where it has no end. The stuffer is then as new.
  public mutating func finish() -> ByteBuffer {
    defer { position = .lineStart }
    return switch position {
    case .lineStart: ByteBuffer(staticString: ".\r\n")
    case .withinLine: ByteBuffer(staticString: "\r\n.\r\n")
    case .afterCR: ByteBuffer(staticString: "\n.\r\n")
    }
  }

  /// Gives what the last line lacks of its end.
  mutating func finishLine() -> ByteBuffer {
    defer { position = .lineStart }
    return switch position {
    case .lineStart: ByteBuffer()
    case .withinLine: ByteBuffer(staticString: "\r\n")
    case .afterCR: ByteBuffer(staticString: "\n")
    }
  }

  private static let cr = UInt8(ascii: "\r")
  private static let lf = UInt8(ascii: "\n")
  private static let dot = UInt8(ascii: ".")

  private mutating func scan(_ bytes: UnsafeRawBufferPointer, _ output: inout Insertions) {
    guard !bytes.isEmpty else { return }
    var index = 0
    if position == .afterCR {
      if bytes[0] == Self.lf { index = 1 } else { output.insert(Self.lf, at: 0) }
      position = .lineStart
    }
    // Each LF is looked for once, however many bare CRs come before it.
    var nextLF = Self.first(Self.lf, in: bytes, from: index)
    while index < bytes.count {
      if doublesDots, position == .lineStart, bytes[index] == Self.dot { output.insert(Self.dot, at: index) }
      position = .withinLine
      let lineEnd = nextLF ?? bytes.count
      if let cr = Self.first(Self.cr, in: bytes, from: index, to: lineEnd) {
        index = cr + 1
        if index == bytes.count {
          position = .afterCR
          return
        }
        if index == nextLF { index += 1 } else { output.insert(Self.lf, at: index) }
      } else if let lf = nextLF {
        output.insert(Self.cr, at: lf)
        index = lf + 1
      } else {
        return
      }
      position = .lineStart
      if let lf = nextLF, index > lf { nextLF = Self.first(Self.lf, in: bytes, from: index) }
    }
  }

  private static func first(
    _ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int? = nil
  ) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base + start, Int32(byte), (end ?? bytes.count) - start)
    else {
      return nil
    }
    return UnsafeRawPointer(found) - base
  }
}

/// A copy of some bytes with others put in between, made only when there is something to put in.
private struct Insertions {
  private let source: UnsafeRawBufferPointer
  private var copied = 0
  private var output: ByteBuffer?

  init(into source: UnsafeRawBufferPointer) {
    self.source = source
  }

  mutating func insert(_ byte: UInt8, at index: Int) {
    if output == nil {
      output = ByteBuffer()
      output?.reserveCapacity(source.count + source.count / 32 + 16)
    }
    output?.writeBytes(UnsafeRawBufferPointer(rebasing: source[copied..<index]))
    output?.writeInteger(byte)
    copied = index
  }

  /// Gives the copy with the rest of the source, nil where nothing was put in.
  consuming func finish() -> ByteBuffer? {
    let rest = UnsafeRawBufferPointer(rebasing: source[copied...])
    output?.writeBytes(rest)
    return output
  }
}
