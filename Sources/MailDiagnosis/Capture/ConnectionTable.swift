import TLSWire

/// The mail connections of a capture.
///
/// All TCP connections on the ports of mail count, and those on any other port which turn out to be SMTP.
struct ConnectionTable {
  private typealias Stream = TCPStream<AnalyzedConnection>

  /// A connection that is over is kept for so long, because its packets may come out of order.
  private static let patience = 60.0
  /// What was silent for so long is over: RFC 5321, section 4.5.3.2, allows ten minutes.
  private static let silence = 7200.0
  private static let sweepInterval = 1 << 15
  static let maximumOpen = 4096
  /// Of all connections together.
  private static let maximumHeld = 1 << 25

  private let isMailPort: [Bool]
  private var flows: [FlowKey: Int] = [:]
  private var streams: [Stream?] = []
  private var numbers: [Int] = []
  private var free: [Int] = []
  private var begun = 0
  private var sinceSweep = 0
  private var last: (key: FlowKey, index: Int)?
  private(set) var record = ConnectionRecord()

  /// - Parameter ports: on which all connections count.
  init(ports: Set<UInt16>) {
    var isMailPort = [Bool](repeating: false, count: 1 << 16)
    for port in ports { isMailPort[Int(port)] = true }
    self.isMailPort = isMailPort
  }

  var openCount: Int { streams.count - free.count }

  /// Takes a segment in the order of the capture.
  mutating func accept(_ segment: TCPSegment, of packet: NetworkPacket, at time: PacketTime) {
    let (key, end) = FlowKey.of(packet, segment)
    guard let index = index(of: key, segment, from: end, at: time) else { return }
    let isSYN = segment.flags.contains(.syn)
    if isSYN { orient(index, segment, from: end) }
    let side: TLSEndpoint = streams[index]?.sink.clientEnd == end ? .client : .server
    streams[index]?.accept(segment, from: side, at: time)
    if streams[index]?.sink.probe?.verdict == .isOther { drop(index) }
    sinceSweep += 1
    if sinceSweep >= Self.sweepInterval || openCount > Self.maximumOpen { sweep(at: time) }
  }

  /// Ends all connections: nothing more comes.
  mutating func finish() -> ConnectionRecord {
    for index in streams.indices { finish(index) }
    return record
  }

  /// The place of the connection that a segment belongs to; `nil` for one that does not matter.
  private mutating func index(
    of key: FlowKey, _ segment: TCPSegment, from end: FlowKey.End, at time: PacketTime
  ) -> Int? {
    let known = last?.key == key ? last?.index : flows[key]
    if let known {
      let isOther = segment.flags.contains(.syn) && streams[known]?.canBegin(with: segment) != true
      guard isOther else {
        last = (key, known)
        return known
      }
      // The port was used again.
      finish(known)
    }
    guard let clientEnd = clientEnd(of: key, segment, from: end) else { return nil }
    let isProbed = !isMailPort[Int(key.firstPort)] && !isMailPort[Int(key.secondPort)]
    let sink = AnalyzedConnection(key: key, clientEnd: clientEnd, began: time, isProbed: isProbed)
    let index = place(Stream(sink: sink, at: time))
    flows[key] = index
    last = (key, index)
    return index
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
  private mutating func orient(_ index: Int, _ segment: TCPSegment, from end: FlowKey.End) {
    let clientEnd = segment.flags.contains(.ack) ? end.other : end
    guard let stream = streams[index], stream.isUndecided, stream.sink.clientEnd != clientEnd else { return }
    streams[index]?.exchangeSides()
    streams[index]?.sink.clientEnd = clientEnd
  }

  private mutating func place(_ stream: Stream) -> Int {
    begun += 1
    if let index = free.popLast() {
      streams[index] = stream
      numbers[index] = begun
      return index
    }
    streams.append(stream)
    numbers.append(begun)
    return streams.count - 1
  }

  private mutating func drop(_ index: Int) {
    guard let key = streams[index]?.sink.key else { return }
    flows[key] = nil
    streams[index] = nil
    free.append(index)
    last = nil
  }

  private mutating func finish(_ index: Int) {
    guard streams[index] != nil else { return }
    streams[index]?.flush()
    if let stream = streams[index] {
      record.add(stream.sink, number: numbers[index], endedAt: stream.lastSeen, hasConflict: stream.hasConflict)
    }
    drop(index)
  }

  /// Ends what is over, and makes room where there is none.
  private mutating func sweep(at time: PacketTime) {
    sinceSweep = 0
    var held = 0
    let isCrowded = openCount > Self.maximumOpen
    for index in streams.indices {
      guard let stream = streams[index] else { continue }
      let silence = time.elapsed(since: stream.lastSeen)
      if stream.isOver, isCrowded || silence > Self.patience {
        finish(index)
      } else if silence > Self.silence {
        finish(index)
      } else {
        held += stream.held
      }
    }
    if held > Self.maximumHeld {
      for index in streams.indices { streams[index]?.flush() }
    }
    if openCount > Self.maximumOpen / 4 * 3 { finishQuietest() }
  }

  private mutating func finishQuietest() {
    let open = streams.indices.compactMap { index in streams[index].map { (index, $0.lastSeen) } }
    for (index, _) in open.sorted(by: { $0.1 < $1.1 }).prefix(Self.maximumOpen / 4) { finish(index) }
  }
}
