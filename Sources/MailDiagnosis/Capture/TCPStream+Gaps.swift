import TLSWire

extension TCPStream {
  /// Gives up what is missing while too much waits for it.
  mutating func relieve() {
    if isFull(client, beyond: Self.maximumHeldBeforeBegin) || isFull(server, beyond: Self.maximumHeldBeforeBegin) {
      decideBegins()
    }
    while isFull(client, beyond: Self.maximumHeld) || isFull(server, beyond: Self.maximumHeld), giveUp() { drain() }
    tellEndings()
  }

  private func isFull(_ direction: StreamDirection, beyond limit: Int) -> Bool {
    direction.held > limit || direction.pieces.count > Self.maximumPieces
  }

  /// Hands on everything that is held: nothing more will come.
  mutating func flush() {
    decideBegins()
    while giveUp() { drain() }
    tellEndings()
    for side in sidesByEnding {
      guard let ending = self[side].ending, !self[side].isEnded else { continue }
      // What was sent before the end, and never seen.
      if let next = self[side].next, ending.position > next, sink.needsBytes {
        lose(ending.position - next, from: side)
      }
      tellEnding(side)
    }
  }

  /// A stream whose SYN was not seen begins with its lowest byte, or where the other side said that it was.
  private mutating func decideBegins() {
    guard !client.hasBegun || !server.hasBegun else { return }
    if isUndecided { sink.beginInTheMiddle() }
    for side in [TLSEndpoint.client, .server] where !self[side].hasBegun {
      if let first = self[side].pieces.first {
        self[side].begin(at: first.position)
      } else if let acknowledgement = self[side.peer].pieces.first?.acknowledgement {
        let position = self[side].position(of: acknowledgement)
        self[side].begin(at: position)
        guard !self[side].wasSeen else { continue }
        self[side].isInvisible = true
        sink.lose(0, from: side)
      }
    }
    drain()
  }

  /// Gives up one gap; `false` where nothing waits for one.
  private mutating func giveUp() -> Bool {
    guard sink.needsBytes, let side = nextSide(), let piece = self[side].pieces.first else { return false }
    loseWhatWasAnswered(piece.acknowledgement, of: side.peer)
    guard sink.needsBytes else { return true }
    if let next = self[side].next, piece.position > next { lose(piece.position - next, from: side) }
    guard sink.needsBytes else { return true }
    self[side].removeFirst()
    deliver(piece, from: side)
    return true
  }

  /// The side that waits for bytes of its own, not for the other; else the one that sent first.
  private mutating func nextSide() -> TLSEndpoint? {
    guard let clientPiece = client.pieces.first else { return server.pieces.isEmpty ? nil : .server }
    guard let serverPiece = server.pieces.first else { return .client }
    let clientIsFree = canSend(clientPiece.acknowledgement, from: .client)
    let serverIsFree = canSend(serverPiece.acknowledgement, from: .server)
    guard clientIsFree == serverIsFree else { return clientIsFree ? .client : .server }
    return serverPiece.time < clientPiece.time ? .server : .client
  }

  /// What a side was told to have sent, and of which nothing was seen, is lost. What was seen, and waits itself, is not.
  private mutating func loseWhatWasAnswered(_ acknowledgement: UInt32?, of side: TLSEndpoint) {
    guard let acknowledgement, let next = self[side].next else { return }
    let first = self[side].pieces.first?.position ?? .max
    let position = min(answered(acknowledgement, of: side), first)
    guard position > next else { return }
    // One byte more than was seen can be the end of a stream, whose FIN is missing.
    guard position > next + 1 || first != .max || self[side].ending != nil else { return }
    lose(position - next, from: side)
  }
}
