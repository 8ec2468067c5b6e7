import TLSWire

/// The mail connections of a capture.
///
/// All TCP connections on the ports of mail count, and those on any other port which turn out to be SMTP.
struct ConnectionTable {
  /// A class, because a stream is large: as a value it was copied with every packet.
  private final class OpenConnection {
    var stream: TCPStream<AnalyzedConnection>
    let number: Int

    init(_ sink: AnalyzedConnection, number: Int, at time: PacketTime) {
      stream = TCPStream(sink: sink, at: time)
      self.number = number
    }
  }

  /// A connection that is over is kept for so long, because its packets may come out of order.
  private static let patience = 60.0
  /// What was silent for so long is over: RFC 5321, section 4.5.3.2, allows ten minutes.
  private static let silence = 7200.0
  private static let sweepInterval = 1 << 15
  static let maximumOpen = 4096

  private let isMailPort: [Bool]
  private let maximumHeld: Int
  private var open: [FlowKey: OpenConnection] = [:]
  private var begun = 0
  private var sinceSweep = 0
  /// How much is held back now.
  private(set) var held = 0
  /// Where the last segment went: segments of a connection come one after the other.
  private var last: (key: FlowKey, connection: OpenConnection)?
  private(set) var record = ConnectionRecord()

  /// - Parameters:
  ///   - ports: on which all connections count.
  ///   - maximumHeld: how many bytes all connections together may hold back.
  init(ports: Set<UInt16>, maximumHeld: Int = 1 << 25) {
    self.maximumHeld = maximumHeld
    var isMailPort = [Bool](repeating: false, count: 1 << 16)
    for port in ports { isMailPort[Int(port)] = true }
    self.isMailPort = isMailPort
  }

  /// Takes a segment in the order of the capture.
  mutating func accept(_ segment: TCPSegment, of packet: NetworkPacket, at time: PacketTime) {
    let (key, end) = FlowKey.of(packet, segment)
    guard let connection = connection(of: key, segment, from: end, at: time) else { return }
    let side: TLSEndpoint = connection.stream.sink.clientEnd == end ? .client : .server
    held -= connection.stream.weight
    connection.stream.accept(segment, from: side, at: time)
    held += connection.stream.weight
    if held > maximumHeld { flushAll() }
    if connection.stream.sink.isOther { forget(key) }
    sinceSweep += 1
    if sinceSweep >= Self.sweepInterval || open.count > Self.maximumOpen { sweep(at: time) }
  }

  /// Ends all connections: nothing more comes.
  mutating func finish() -> ConnectionRecord {
    // In their order: the first of a kind keep what the report shows of it.
    for connection in open.values.sorted(by: { $0.number < $1.number }) { finish(connection) }
    return record
  }

  /// The connection that a segment belongs to; `nil` for one that does not matter.
  private mutating func connection(
    of key: FlowKey, _ segment: TCPSegment, from end: FlowKey.End, at time: PacketTime
  ) -> OpenConnection? {
    if let known = last?.key == key ? last?.connection : open[key] {
      let isSYN = segment.flags.contains(.syn)
      if isSYN { Self.orient(known, segment, from: end) }
      guard isSYN, !known.stream.canBegin(with: segment) else {
        last = (key, known)
        return known
      }
      // The port was used again.
      finish(known)
    }
    guard let clientEnd = clientEnd(of: key, segment, from: end) else { return nil }
    let isProbed = !isMailPort[Int(key.firstPort)] && !isMailPort[Int(key.secondPort)]
    let sink = AnalyzedConnection(key: key, clientEnd: clientEnd, began: time, isProbed: isProbed)
    begun += 1
    let connection = OpenConnection(sink, number: begun, at: time)
    open[key] = connection
    last = (key, connection)
    return connection
  }

  /// Which end of a new connection is the client; `nil` where it need not be looked at.
  private func clientEnd(of key: FlowKey, _ segment: TCPSegment, from end: FlowKey.End) -> FlowKey.End? {
    if segment.flags.contains(.syn) { return segment.flags.contains(.ack) ? end.other : end }
    let isToMail = isMailPort[Int(segment.destinationPort)]
    let isFromMail = isMailPort[Int(segment.sourcePort)]
    // What remains of a connection after its end begins none.
    guard segment.length > 0 else { return nil }
    if isToMail != isFromMail { return isToMail ? end : end.other }
    switch SMTPProbe.sender(of: segment.payload) {
    case .client: return end
    case .server: return end.other
    case nil: return isToMail ? end : nil
    }
  }

  /// A SYN tells for certain which end is the client.
  private static func orient(_ connection: OpenConnection, _ segment: TCPSegment, from end: FlowKey.End) {
    let clientEnd = segment.flags.contains(.ack) ? end.other : end
    guard connection.stream.isUndecided, connection.stream.sink.clientEnd != clientEnd else { return }
    connection.stream.exchangeSides()
    connection.stream.sink.clientEnd = clientEnd
  }

  private mutating func forget(_ key: FlowKey) {
    held -= open[key]?.stream.weight ?? 0
    open[key] = nil
    last = nil
  }

  private mutating func flush(_ connection: OpenConnection) {
    held -= connection.stream.weight
    connection.stream.flush()
    held += connection.stream.weight
  }

  private mutating func flushAll() {
    for connection in open.values where connection.stream.held > 0 { flush(connection) }
  }

  private mutating func finish(_ connection: OpenConnection) {
    flush(connection)
    let sink = connection.stream.sink
    record.add(
      sink, number: connection.number, endedAt: connection.stream.lastSeen,
      hasConflict: connection.stream.hasConflict)
    forget(sink.key)
  }

  /// Ends what is over, and makes room where there is none.
  private mutating func sweep(at time: PacketTime) {
    sinceSweep = 0
    let isCrowded = open.count > Self.maximumOpen
    for connection in open.values.sorted(by: { $0.number < $1.number }) {
      let silence = time.elapsed(since: connection.stream.lastSeen)
      if connection.stream.isOver && (isCrowded || silence > Self.patience) || silence > Self.silence {
        finish(connection)
      }
    }
    if open.count > Self.maximumOpen / 4 * 3 { finishQuietest() }
  }

  private mutating func finishQuietest() {
    let quietest = open.values.sorted { $0.stream.lastSeen < $1.stream.lastSeen }.prefix(Self.maximumOpen / 4)
    for connection in quietest { finish(connection) }
  }
}
