import NIOCore
import TLSWire

/// Puts the segments of one TCP connection in order, and hands on what its two sides sent.
///
/// The bytes of a side are handed on when all before them have been, and when what the side had received by then has been
/// handed on too. So the order between the sides is that of the wire, in whatever order the segments come.
struct TCPStream<Sink: StreamSink> {
  /// Bytes that are held back by one that is missing.
  static var maximumHeld: Int { 1 << 18 }
  /// A stream whose begin was not seen is taken to begin with the lowest byte, once so many are there.
  static var maximumHeldBeforeBegin: Int { 1 << 16 }
  static var maximumPieces: Int { 1024 }
  /// About what a piece takes up besides its bytes.
  private static var pieceWeight: Int { 192 }

  var sink: Sink
  var client = StreamDirection()
  var server = StreamDirection()
  let began: PacketTime
  private(set) var lastSeen: PacketTime
  /// The sequence number of the client's SYN, by which it is told from the SYN of another connection.
  private(set) var initialSequence: UInt32?

  init(sink: Sink, at time: PacketTime) {
    self.sink = sink
    began = time
    lastSeen = time
  }

  /// How many bytes wait for others.
  var held: Int { client.held + server.held }
  /// What they take up with what is known of each.
  var weight: Int { held + (client.pieces.count + server.pieces.count) * Self.pieceWeight }
  /// Whether nothing has been handed on, and it is not known either which side is which.
  var isUndecided: Bool { !client.hasBegun && !server.hasBegun }
  var hasConflict: Bool { client.hasConflict || server.hasConflict }

  /// Whether nothing more is to be expected.
  var isOver: Bool {
    client.ending != nil && server.ending != nil || client.ending?.isReset == true || server.ending?.isReset == true
  }

  /// Whether a segment with SYN can belong to this connection.
  mutating func canBegin(with segment: TCPSegment) -> Bool {
    let sequence: UInt32? =
      segment.flags.contains(.ack) ? segment.acknowledgement.map { $0 &- 1 } : segment.sequence
    guard let sequence else { return false }
    if let initialSequence { return initialSequence == sequence }
    guard client.anchor != nil else { return true }
    return !client.hasBegun && client.isPlausible(client.position(of: sequence))
  }

  mutating func exchangeSides() {
    guard isUndecided else { return }
    swap(&client, &server)
  }

  /// Takes a segment, in the order in which they were captured.
  mutating func accept(_ segment: TCPSegment, from side: TLSEndpoint, at time: PacketTime) {
    lastSeen = max(lastSeen, time)
    self[side].wasSeen = true
    if segment.length > 0 { self[side].isInvisible = false }
    var sequence = segment.sequence
    if segment.flags.contains(.syn) {
      sequence &+= 1
      synchronize(segment, from: side)
    }
    let position = self[side].position(of: sequence)
    guard self[side].isPlausible(position) else { return }
    guard sink.needsBytes else {
      if segment.length > 0 { count(upTo: position + segment.length, from: side) }
      noteEnding(of: segment, at: position + segment.length, from: side, time)
      return tellEndings()
    }
    if segment.length > 0 { take(segment, at: position, from: side, time) }
    noteEnding(of: segment, at: position + segment.length, from: side, time)
    if held > 0 { drain() }
    tellEndings()
    if held > 0 { relieve() }
  }

  /// Takes the begin of one stream from a SYN, and that of the other from what the SYN acknowledges.
  private mutating func synchronize(_ segment: TCPSegment, from side: TLSEndpoint) {
    begin(side, after: segment.sequence)
    if let acknowledgement = segment.acknowledgement {
      begin(side.peer, after: acknowledgement &- 1)
    }
    if initialSequence == nil {
      initialSequence = side == .client ? segment.sequence : segment.acknowledgement.map { $0 &- 1 }
    }
  }

  private mutating func begin(_ side: TLSEndpoint, after sequence: UInt32) {
    guard !self[side].hasBegun else { return }
    let position = self[side].position(of: sequence &+ 1)
    guard self[side].isPlausible(position) else { return }
    self[side].beganWithSYN = true
    self[side].begin(at: position)
  }

  private mutating func take(_ segment: TCPSegment, at position: Int, from side: TLSEndpoint, _ time: PacketTime) {
    let piece = StreamDirection.Piece(
      position: position, length: segment.length,
      bytes: segment.payload.withUnsafeBytes { ByteBuffer(bytes: $0) },
      acknowledgement: segment.acknowledgement, time: time)
    if piece.position == self[side].next, self[side].pieces.isEmpty, segment.missing == 0,
      canSend(piece.acknowledgement, from: side)
    {
      self[side].see(upTo: piece.end)
      return deliver(piece, from: side)
    }
    // The part that was not captured is a piece of its own, which has no bytes.
    if !segment.payload.isEmpty { self[side].insert(piece.prefix(segment.payload.count)) }
    if segment.missing > 0 {
      self[side].insert(
        StreamDirection.Piece(
          position: position + segment.payload.count, length: segment.missing, bytes: nil,
          acknowledgement: segment.acknowledgement, time: time))
    }
  }

  private mutating func noteEnding(
    of segment: TCPSegment, at position: Int, from side: TLSEndpoint, _ time: PacketTime
  ) {
    let isReset = segment.flags.contains(.rst)
    guard isReset || segment.flags.contains(.fin), self[side].ending == nil else { return }
    self[side].ending = StreamDirection.Ending(
      position: position, acknowledgement: isReset ? nil : segment.acknowledgement, time: time, isReset: isReset)
  }

  /// Counts what is not looked at: how far the sequence numbers have come.
  private mutating func count(upTo end: Int, from side: TLSEndpoint) {
    guard let next = self[side].next else {
      self[side].next = end
      return
    }
    guard end > next else { return }
    sink.skip(end - next, from: side)
    self[side].next = end
  }

  subscript(side: TLSEndpoint) -> StreamDirection {
    get {
      switch side {
      case .client: client
      case .server: server
      }
    }
    _modify {
      switch side {
      case .client: yield &client
      case .server: yield &server
      }
    }
  }
}
