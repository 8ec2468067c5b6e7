/// The bytes of a message, pulled chunk by chunk: CRLF line ends, not dot-stuffed, the last line ended too.
///
/// Files are read while the stream is, in pieces, so that the memory does not grow with them. A copy goes on by itself.
public struct MessageStream: Sendable {
  enum Segment: Sendable {
    /// Written as they are.
    case bytes([UInt8])
    case base64([UInt8])
    case base64File(path: String, OpenFile.Identity)
    /// A stored message, whose line ends are made CRLF; `writtenSize` is what it has then.
    case storedBytes([UInt8])
    case storedFile(path: String, OpenFile.Identity, writtenSize: Int)
  }

  /// What is left to do.
  private enum State: Sendable {
    /// At a byte of a segment's source.
    case reading(segment: Int, offset: Int)
    case finished
    case failed(MIMEError)
  }

  static let chunkSize = 1 << 16
  private static let base64ChunkSize = chunkSize / 78 * Base64.bytesPerLine

  /// How many bytes all chunks have together.
  public let size: Int?

  /// Whether no file is read, so that ``next()`` never waits for a disk.
  public var isInMemory: Bool {
    segments.allSatisfy { segment in
      switch segment {
      case .bytes, .base64, .storedBytes: true
      case .base64File, .storedFile: false
      }
    }
  }

  private let segments: [Segment]
  private var state = State.reading(segment: 0, offset: 0)
  private var file: OpenFile?
  private var normalizer = LineEndNormalizer()
  /// The bytes that came of the message itself, without what stands before a stored one.
  private var written: Int
  private var endsWithLine = true

  init(_ segments: [Segment], size: Int? = nil) {
    self.segments = segments
    self.size = size ?? Self.composedSize(segments)
    written = 0
  }

  /// Puts whole lines before a stream of which nothing was read yet.
  init(_ lines: [UInt8], before stream: MessageStream) {
    segments = [.bytes(lines)] + stream.segments
    size = stream.size.map { $0 + lines.count }
    written = -lines.count
  }

  /// The next bytes, about 64 KiB of them and never none; nil at the end.
  /// - Throws: ``MIMEError/Code/fileChanged`` if a file vanished, was replaced or was written to since the stream was
  ///   made, or the errors of reading it. What came so far is then no whole message. Each later call throws the same.
  public mutating func next() throws(MIMEError) -> ArraySlice<UInt8>? {
    do throws(MIMEError) {
      while true {
        switch state {
        case .failed(let error): throw error
        case .finished: return nil
        case .reading(let index, _) where index == segments.count:
          state = .finished
          if !endsWithLine { return [.carriageReturn, .lineFeed] }
        case .reading(let index, let offset):
          let chunk = try read(segments[index], index, offset)
          guard let last = chunk.last else { continue }
          written += chunk.count
          endsWithLine = last == .lineFeed
          return chunk
        }
      }
    } catch {
      state = .failed(error)
      file = nil
      throw error
    }
  }
}

extension MessageStream {
  private mutating func read(_ segment: Segment, _ index: Int, _ offset: Int) throws(MIMEError) -> ArraySlice<UInt8> {
    switch segment {
    case .bytes(let bytes):
      return slice(bytes, index, offset, Self.chunkSize)
    case .base64(let bytes):
      return Base64.lines(slice(bytes, index, offset, Self.base64ChunkSize))[...]
    case .storedBytes(let bytes):
      return normalizer.normalize(slice(bytes, index, offset, Self.chunkSize))
    case .base64File(let path, let identity):
      return Base64.lines(try readFile(path, identity, index, offset, Self.base64ChunkSize)[...])[...]
    case .storedFile(let path, let identity, let writtenSize):
      let chunk = normalizer.normalize(try readFile(path, identity, index, offset, Self.chunkSize)[...])
      if case .reading(let next, _) = state, next != index {
        let end = written + chunk.count + (normalizer.isAtLineStart ? 0 : 2)
        guard end == writtenSize else { throw Self.changed(path, "its content is not what it was") }
      }
      return chunk
    }
  }

  private mutating func slice(_ bytes: [UInt8], _ index: Int, _ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
    let end = min(offset + count, bytes.count)
    state = end == bytes.count ? .reading(segment: index + 1, offset: 0) : .reading(segment: index, offset: end)
    return bytes[offset..<end]
  }

  private mutating func readFile(
    _ path: String, _ identity: OpenFile.Identity, _ index: Int, _ offset: Int, _ count: Int
  ) throws(MIMEError) -> [UInt8] {
    do throws(OpenFile.Failure) {
      let file = if let open = self.file { open } else { try OpenFile(path: path) }
      self.file = file
      let size = identity.size
      let bytes = try file.read(at: offset, count: min(count, size - offset))
      let end = offset + bytes.count
      let now = try file.currentIdentity()
      guard now.size == size, end == size || !bytes.isEmpty else {
        throw .unreadable("it had \(size) bytes and has \(now.size)")
      }
      guard now == identity else { throw .unreadable("it was replaced or written to") }
      if end == size {
        self.file = nil
        state = .reading(segment: index + 1, offset: 0)
      } else {
        state = .reading(segment: index, offset: end)
      }
      return bytes
    } catch {
      switch error {
      case .notFound: throw Self.changed(path, "it has vanished")
      case .unreadable(let why): throw Self.changed(path, why)
      }
    }
  }

  private static func changed(_ path: String, _ how: String) -> MIMEError {
    MIMEError(code: .fileChanged, reason: "\(path.excerpt): \(how)")
  }

  /// The size of segments that a composer made; stored messages bring theirs.
  private static func composedSize(_ segments: [Segment]) -> Int? {
    var size = 0
    for segment in segments {
      switch segment {
      case .bytes(let bytes): size += bytes.count
      case .base64(let bytes): size += Base64.lineLength(of: bytes.count)
      case .base64File(_, let identity): size += Base64.lineLength(of: identity.size)
      case .storedBytes, .storedFile: return nil
      }
    }
    if case .bytes(let bytes) = segments.last, bytes.last != .lineFeed { size += 2 }
    return size
  }
}
