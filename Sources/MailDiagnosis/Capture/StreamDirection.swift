import NIOCore

/// What one side of a TCP connection sent, as far as it has been seen.
///
/// Positions count the bytes of the stream. They are negative for what came before the begin that was first assumed.
struct StreamDirection {
  /// A run of bytes that cannot be handed on yet.
  struct Piece {
    /// Of the first byte.
    var position: Int
    var length: Int
    /// `nil` where they were on the wire, and not captured.
    var bytes: ByteBuffer?
    /// What the sender had received when it sent these.
    var acknowledgement: UInt32?
    var time: PacketTime

    var end: Int { position + length }
  }

  /// How a side ended its stream.
  struct Ending {
    let position: Int
    let acknowledgement: UInt32?
    let time: PacketTime
    let isReset: Bool
  }

  /// A segment further ahead than any window that is in use belongs to another connection, or is made up.
  private static let maximumJump = 1 << 26
  /// How many bytes that have been handed on are kept, to compare them with what is sent again.
  private static let maximumHistory = 1 << 14
  private static let maximumHistoryPieces = 64

  /// The sequence number of position 0; `nil` until there is one.
  private(set) var anchor: UInt32?
  /// The position of the next byte to hand on; `nil` while the begin of the stream is not known.
  var next: Int?
  /// Sorted; they neither touch what has been handed on from below nor overlap.
  private(set) var pieces: [Piece] = []
  /// How many bytes the pieces hold.
  private(set) var held = 0
  var ending: Ending?
  var isEnded = false
  /// Whether a segment of this side was seen.
  var wasSeen = false
  /// Whether the begin is known from a SYN.
  var beganWithSYN = false
  /// What this side must have sent is taken as lost at once: nothing that it sent has been seen.
  var isInvisible = false
  /// Whether bytes were sent again with another value.
  private(set) var hasConflict = false
  /// The end of what has been seen.
  private(set) var highest = 0
  private var history: [Piece] = []
  private var historyLength = 0

  var hasBegun: Bool { next != nil }

  /// Where a sequence number lies in the stream; the first one that is asked for is position 0.
  mutating func position(of sequence: UInt32) -> Int {
    if let position = knownPosition(of: sequence) { return position }
    anchor = sequence
    return 0
  }

  /// The same where there is a position 0 already.
  func knownPosition(of sequence: UInt32) -> Int? {
    guard let anchor else { return nil }
    let reference = next ?? highest
    return reference &+ Int(Int32(truncatingIfNeeded: sequence &- (anchor &+ UInt32(truncatingIfNeeded: reference))))
  }

  func isPlausible(_ position: Int) -> Bool {
    let reference = next ?? highest
    return position <= reference + Self.maximumJump && position >= reference - Self.maximumJump
  }

  /// The stream begins here: what lies before was never part of it.
  mutating func begin(at position: Int) {
    next = position
    highest = max(highest, position)
    while let first = pieces.first, first.position < position {
      removeFirst()
      var rest = first
      if rest.end > position {
        rest.removeFirst(position - rest.position)
        insert(rest, at: 0)
      }
    }
  }

  /// Notes how far the stream has been seen.
  mutating func see(upTo position: Int) {
    highest = max(highest, position)
  }

  /// Keeps what has not come before; where bytes overlap, those that came first win.
  mutating func insert(_ piece: Piece) {
    var rest = piece
    if let next, rest.position < next {
      compare(rest, with: history)
      guard rest.end > next else { return }
      rest.removeFirst(next - rest.position)
    }
    var index = pieces.firstIndexAfter(rest.position)
    if index > 0, pieces[index - 1].end > rest.position { index -= 1 }
    while rest.length > 0 {
      guard index < pieces.count, pieces[index].position < rest.end else {
        insert(rest, at: index)
        return
      }
      let old = pieces[index]
      compare(rest, with: [old])
      if rest.position <= old.position, rest.end >= old.end { pieces[index].date(from: rest) }
      if rest.position < old.position {
        insert(rest.prefix(old.position - rest.position), at: index)
        index += 1
      }
      guard rest.end > old.end else { return }
      rest.removeFirst(max(0, old.end - rest.position))
      index += 1
    }
  }

  private mutating func insert(_ piece: Piece, at index: Int) {
    var piece = piece
    if let bytes = piece.bytes, bytes.storageCapacity > 2 * bytes.readableBytes {
      // The rest of a segment shall not hold on to the whole of it.
      piece.bytes = ByteBuffer(bytes: bytes.readableBytesView)
    }
    pieces.insert(piece, at: index)
    held += piece.length
    highest = max(highest, piece.end)
  }

  mutating func removeFirst() {
    guard let first = pieces.first else { return }
    held -= first.length
    pieces.removeFirst()
  }

  mutating func removeAll() {
    pieces = []
    held = 0
    history = []
    historyLength = 0
  }

  /// Keeps a little of what has been handed on.
  mutating func remember(_ piece: Piece) {
    history.append(piece)
    historyLength += piece.length
    while historyLength > Self.maximumHistory || history.count > Self.maximumHistoryPieces, let first = history.first {
      historyLength -= first.length
      history.removeFirst()
    }
  }

  private mutating func compare(_ piece: Piece, with others: [Piece]) {
    // A keep-alive repeats one byte, and need not repeat its value (RFC 9293, section 3.8.4).
    guard !hasConflict, piece.length > 1, let bytes = piece.bytes else { return }
    for other in others {
      guard let otherBytes = other.bytes else { continue }
      let start = max(piece.position, other.position)
      let end = min(piece.position + bytes.readableBytes, other.position + otherBytes.readableBytes)
      guard start < end,
        let left = bytes.getSlice(at: bytes.readerIndex + start - piece.position, length: end - start),
        let right = otherBytes.getSlice(at: otherBytes.readerIndex + start - other.position, length: end - start)
      else { continue }
      if left != right { hasConflict = true }
    }
  }
}

extension StreamDirection.Piece {
  mutating func removeFirst(_ count: Int) {
    position += count
    length -= count
    let readable = bytes?.readableBytes ?? 0
    bytes?.moveReaderIndex(forwardBy: min(count, readable))
  }

  /// Bytes that came twice were sent when the first of the two was: what is sent again may acknowledge more.
  mutating func date(from other: StreamDirection.Piece) {
    time = min(time, other.time)
    guard let own = acknowledgement, let others = other.acknowledgement, Int32(truncatingIfNeeded: own &- others) > 0
    else { return }
    acknowledgement = others
  }

  func prefix(_ count: Int) -> StreamDirection.Piece {
    StreamDirection.Piece(
      position: position, length: count, bytes: bytes.flatMap { $0.getSlice(at: $0.readerIndex, length: count) },
      acknowledgement: acknowledgement, time: time)
  }
}

extension [StreamDirection.Piece] {
  /// The index of the first piece that begins after a position.
  fileprivate func firstIndexAfter(_ position: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].position > position { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
