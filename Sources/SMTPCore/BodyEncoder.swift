public import NIOCore

/// What goes on the wire for a piece of a message: up to three buffers, so that the piece itself is not copied.
public struct EncodedBody: Sendable, Hashable {
  /// A BDAT command, else empty.
  public var prefix = ByteBuffer()
  public var content = ByteBuffer()
  /// The end of the data, else empty.
  public var suffix = ByteBuffer()

  public init() {}

  public var readableBytes: Int { prefix.readableBytes + content.readableBytes + suffix.readableBytes }
}

/// Makes a message fit for the wire, whatever pieces it comes in.
struct BodyEncoder: Sendable {
  enum Transfer: Sendable, Hashable {
    /// After DATA: dots doubled, a line with a dot at the end (RFC 5321 section 4.5.2).
    case data
    /// With BDAT: each piece with its size (RFC 3030 section 2).
    case chunks
    /// As ``chunks``, every byte as it is (RFC 3030 section 3).
    case binaryChunks
  }

  private let transfer: Transfer
  private var stuffer: DotStuffer

  init(_ transfer: Transfer) {
    self.transfer = transfer
    stuffer = DotStuffer(doublesDots: transfer == .data)
  }

  mutating func encode(_ chunk: ByteBuffer, isLast: Bool) -> EncodedBody {
    var encoded = EncodedBody()
    encoded.content = transfer == .binaryChunks ? chunk : stuffer.stuff(chunk)
    switch transfer {
    case .data:
      if isLast { encoded.suffix = stuffer.finish() }
    case .chunks, .binaryChunks:
      if isLast, transfer == .chunks { encoded.suffix = stuffer.finishLine() }
      let size = encoded.content.readableBytes + encoded.suffix.readableBytes
      // A chunk of nothing is allowed only as the last.
      if size > 0 || isLast { Command.bdat(size: size, isLast: isLast).encode(into: &encoded.prefix) }
    }
    return encoded
  }
}
