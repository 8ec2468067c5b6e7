/// The bytes of a message, pulled chunk by chunk: CRLF line ends, not dot-stuffed, the last line ended too.
///
/// Files are read while the stream is, in pieces, so that the memory does not grow with them. A copy goes on by itself.
public struct MessageStream: Sendable {
  enum Segment: Sendable {
    /// Written as they are.
    case bytes([UInt8])
    case base64([UInt8])
    case file(path: String, OpenFile.Identity)
    case base64File(path: String, OpenFile.Identity)
    case source(ByteSource)
    case base64Source(ByteSource)
    /// A stored message, whose line ends are made CRLF, the last one too; `writtenSize` is what it has then, if
    /// that is known.
    case storedBytes([UInt8], writtenSize: Int?)
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

  /// What a server must offer for the body: ``TransportNeeds/eightBitBody``, ``TransportNeeds/binaryBody``, or nothing.
  public let bodyNeeds: TransportNeeds

  /// How many bytes all chunks have together.
  public let size: Int?

  /// Whether neither a file nor a ``ByteSource`` is read, so that ``next()`` never waits.
  public var isInMemory: Bool {
    segments.allSatisfy { segment in
      switch segment {
      case .bytes, .base64, .storedBytes: true
      case .file, .base64File, .source, .base64Source, .storedFile: false
      }
    }
  }

  /// What has come of the segment that is being read.
  private struct Progress: Sendable {
    var file: OpenFile?
    var normalizer = LineEndNormalizer()
    /// The bytes that a source gave, or that a stored message became.
    var count = 0
    var reader: ByteSource.Reader?
    /// What a source gave beyond whole lines of base64.
    var rest: [UInt8] = []
  }

  private let segments: [Segment]
  private var state = State.reading(segment: 0, offset: 0)
  private var progress = Progress()
  private var endsWithLine = true

  init(_ segments: [Segment], bodyNeeds: TransportNeeds = []) {
    self.segments = segments
    self.bodyNeeds = bodyNeeds
    size = Self.size(of: segments)
  }

  /// Puts whole lines before a stream of which nothing was read yet.
  init(_ lines: [UInt8], before stream: MessageStream) {
    segments = [.bytes(lines)] + stream.segments
    size = stream.size.map { $0 + lines.count }
    bodyNeeds = stream.bodyNeeds
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
          if !isWithin(index) { progress = Progress() }
          guard let last = chunk.last else { continue }
          endsWithLine = last == .lineFeed
          return chunk
        }
      }
    } catch {
      state = .failed(error)
      progress = Progress()
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
    case .file(let path, let identity):
      return try readFile(path, identity, index, offset, Self.chunkSize)[...]
    case .base64File(let path, let identity):
      return Base64.lines(try readFile(path, identity, index, offset, Self.base64ChunkSize)[...])[...]
    case .source(let source):
      return try readPiece(of: source, index) ?? []
    case .base64Source(let source):
      return Base64.lines(try readLines(of: source, index)[...])[...]
    case .storedBytes(let bytes, _):
      return normalize(slice(bytes, index, offset, Self.chunkSize), index)
    case .storedFile(let path, let identity, let writtenSize):
      let chunk = normalize(try readFile(path, identity, index, offset, Self.chunkSize)[...], index)
      guard isWithin(index) || progress.count == writtenSize else {
        throw Self.changed(path, "its content is not what it was")
      }
      return chunk
    }
  }

  /// Whether the segment goes on after what was read.
  private func isWithin(_ index: Int) -> Bool {
    if case .reading(index, _) = state { true } else { false }
  }

  private mutating func normalize(_ bytes: ArraySlice<UInt8>, _ index: Int) -> ArraySlice<UInt8> {
    var chunk = progress.normalizer.normalize(bytes)
    if !isWithin(index), !progress.normalizer.isAtLineStart { chunk += [.carriageReturn, .lineFeed] }
    progress.count += chunk.count
    return chunk
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
      let file = if let open = progress.file { open } else { try OpenFile(path: path) }
      progress.file = file
      let size = identity.size
      let bytes = try file.read(at: offset, count: min(count, size - offset))
      let end = offset + bytes.count
      let now = try file.currentIdentity()
      guard now.size == size, end == size || !bytes.isEmpty else {
        throw .unreadable("it had \(size) bytes and has \(now.size)")
      }
      guard now == identity else { throw .unreadable("it was replaced or written to") }
      if end == size {
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

  /// The next piece, never an empty one; nil at the end.
  private mutating func readPiece(of source: ByteSource, _ index: Int) throws(MIMEError) -> ArraySlice<UInt8>? {
    let piece: [UInt8]?
    do {
      // Stored once: each time that a closure is taken out of an optional and put back, it is wrapped once more.
      let reader: ByteSource.Reader
      if let open = progress.reader {
        reader = open
      } else {
        reader = try source.makeReader()
        progress.reader = reader
      }
      var next = try reader()
      while next?.isEmpty == true { next = try reader() }
      piece = next
    } catch {
      throw MIMEError(code: .unreadableAttachment, reason: "the source of an attachment failed: \("\(error)".excerpt)")
    }
    progress.count += piece?.count ?? 0
    if let size = source.size, piece == nil ? progress.count != size : progress.count > size {
      let given = "\(progress.count) bytes\(piece == nil ? "" : " or more")"
      throw MIMEError(code: .fileChanged, reason: "the source of an attachment gave \(given), and not \(size)")
    }
    if piece == nil { state = .reading(segment: index + 1, offset: 0) }
    return piece?[...]
  }

  /// As many bytes as make whole lines of base64, and at the end what is left.
  private mutating func readLines(of source: ByteSource, _ index: Int) throws(MIMEError) -> [UInt8] {
    var bytes = progress.rest
    while bytes.count < Self.base64ChunkSize {
      guard let piece = try readPiece(of: source, index) else { return bytes }
      bytes += piece
    }
    let whole = bytes.count / Base64.bytesPerLine * Base64.bytesPerLine
    progress.rest = Array(bytes[whole...])
    bytes.removeSubrange(whole...)
    return bytes
  }

  private static func changed(_ path: String, _ how: String) -> MIMEError {
    MIMEError(code: .fileChanged, reason: "\(path.excerpt): \(how)")
  }

  /// Nil where it is not known beforehand.
  private static func size(of segments: [Segment]) -> Int? {
    var size = 0
    for segment in segments {
      guard let written = self.size(of: segment) else { return nil }
      size += written
    }
    // What ends with a line end of its own: base64, and stored messages.
    switch segments.last {
    case .bytes(let bytes) where bytes.last != .lineFeed: return size + 2
    case .file, .source: return nil
    default: return size
    }
  }

  private static func size(of segment: Segment) -> Int? {
    switch segment {
    case .bytes(let bytes): bytes.count
    case .base64(let bytes): Base64.lineLength(of: bytes.count)
    case .file(_, let identity): identity.size
    case .base64File(_, let identity): Base64.lineLength(of: identity.size)
    case .source(let source): source.size
    case .base64Source(let source): source.size.map(Base64.lineLength)
    case .storedBytes(_, let writtenSize): writtenSize
    case .storedFile(_, _, let writtenSize): writtenSize
    }
  }
}
