import NIOCore
import TLSWire

extension TCPStream {
  /// Hands on all that can be handed on now.
  mutating func drain() {
    while advance(.client) || advance(.server) {}
  }

  /// Hands on the piece of a side that is next; says whether there was one.
  private mutating func advance(_ side: TLSEndpoint) -> Bool {
    guard let next = self[side].next, let piece = self[side].pieces.first, piece.position == next,
      canSend(piece.acknowledgement, from: side)
    else { return false }
    self[side].removeFirst()
    deliver(piece, from: side)
    return true
  }

  mutating func deliver(_ piece: StreamDirection.Piece, from side: TLSEndpoint) {
    self[side].next = piece.end
    if let bytes = piece.bytes {
      sink.receive(bytes, from: side)
      self[side].remember(piece)
    } else {
      sink.lose(piece.length, from: side)
    }
    if !sink.needsBytes { stopLooking() }
  }

  mutating func lose(_ count: Int, from side: TLSEndpoint) {
    self[side].next = (self[side].next ?? 0) + count
    sink.lose(count, from: side)
    if !sink.needsBytes { stopLooking() }
  }

  /// Whether what a side had received, when it sent something, has been handed on.
  mutating func canSend(_ acknowledgement: UInt32?, from side: TLSEndpoint) -> Bool {
    guard let acknowledgement else { return true }
    let peer = side.peer
    guard let next = self[peer].next else { return false }
    let position = answered(acknowledgement, of: peer)
    guard position > next else { return true }
    guard self[peer].isInvisible else { return false }
    lose(position - next, from: peer)
    return true
  }

  /// Up to where an acknowledgement says that a side's stream was received.
  func answered(_ acknowledgement: UInt32, of side: TLSEndpoint) -> Int {
    guard let position = self[side].knownPosition(of: acknowledgement), self[side].isPlausible(position) else {
      return .min
    }
    // The end of a stream is acknowledged as if it were a byte.
    return self[side].ending.map { min(position, $0.position) } ?? position
  }

  /// Once the bytes do not matter those that wait are counted too.
  private mutating func stopLooking() {
    for side in [TLSEndpoint.client, .server] {
      if let last = self[side].pieces.last, let next = self[side].next ?? self[side].pieces.first?.position {
        if last.end > next { sink.skip(last.end - next, from: side) }
        self[side].next = max(next, last.end)
      }
      self[side].removeAll()
    }
  }

  mutating func tellEndings() {
    guard client.ending != nil || server.ending != nil else { return }
    for side in sidesByEnding where isEndingDue(side) { tellEnding(side) }
  }

  mutating func tellEnding(_ side: TLSEndpoint) {
    guard let ending = self[side].ending, !self[side].isEnded else { return }
    self[side].isEnded = true
    sink.close(by: side, reset: ending.isReset)
  }

  private mutating func isEndingDue(_ side: TLSEndpoint) -> Bool {
    guard let ending = self[side].ending, !self[side].isEnded, self[side].pieces.isEmpty, let next = self[side].next,
      next >= ending.position
    else { return false }
    return !sink.needsBytes || canSend(ending.acknowledgement, from: side)
  }

  /// Where both end at once, the time tells which was first.
  var sidesByEnding: [TLSEndpoint] {
    guard let clientTime = client.ending?.time, let serverTime = server.ending?.time, serverTime < clientTime else {
      return [.client, .server]
    }
    return [.server, .client]
  }
}
