import NIOCore
import TLSWire

@testable import MailDiagnosis

/// A TCP connection whose sides speak in turns, as segments that can be lost, doubled and put in another order.
struct TCPConversation {
  struct Turn: Hashable {
    let from: TLSEndpoint
    let bytes: [UInt8]
  }

  /// A segment with nothing borrowed.
  struct Segment {
    var from: TLSEndpoint
    var sequence: UInt32
    var acknowledgement: UInt32?
    var flags: TCPSegment.Flags
    var bytes: [UInt8]
    var time: Int
    /// How many bytes more were on the wire.
    var missing = 0
  }

  let turns: [Turn]
  private(set) var segments: [Segment] = []
  private var clientNext: UInt32
  private var serverNext: UInt32

  /// - Parameters:
  ///   - sizes: how long a segment may be.
  ///   - initial: the sequence numbers of the SYNs.
  init(
    _ turns: [Turn], sizes: ClosedRange<Int> = 1...1460, initial: (client: UInt32, server: UInt32) = (100, 900),
    using generator: inout some RandomNumberGenerator
  ) {
    self.turns = turns
    clientNext = initial.client
    serverNext = initial.server
    send(.client, .syn, acknowledges: false)
    send(.server, .syn)
    send(.client)
    for turn in turns {
      var rest = turn.bytes[...]
      while !rest.isEmpty {
        let count = min(rest.count, Int.random(in: sizes, using: &generator))
        send(turn.from, bytes: Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      if Bool.random(using: &generator) { send(turn.from.peer) }
    }
    send(.client, .fin)
    send(.server, .fin)
    send(.client)
  }

  private mutating func send(
    _ side: TLSEndpoint, _ flags: TCPSegment.Flags = [], acknowledges: Bool = true, bytes: [UInt8] = []
  ) {
    let length = UInt32(bytes.count) + (flags.isEmpty ? 0 : 1)
    let (sequence, acknowledgement) = side == .client ? (clientNext, serverNext) : (serverNext, clientNext)
    segments.append(
      Segment(
        from: side, sequence: sequence, acknowledgement: acknowledges ? acknowledgement : nil, flags: flags,
        bytes: bytes, time: segments.count))
    if side == .client { clientNext &+= length } else { serverNext &+= length }
  }

  /// The same bytes once more, in segments of other sizes and with a later acknowledgement, behind the first.
  mutating func resend(_ share: Double, using generator: inout some RandomNumberGenerator) {
    var all: [Segment] = []
    var latest: [TLSEndpoint: UInt32] = [:]
    for segment in segments {
      all.append(segment)
      latest[segment.from] = segment.acknowledgement
      guard segment.bytes.count > 1, Double.random(in: 0..<1, using: &generator) < share else { continue }
      let start = Int.random(in: 0..<segment.bytes.count, using: &generator)
      let end = Int.random(in: start..<segment.bytes.count, using: &generator) + 1
      var copy = segment
      copy.sequence &+= UInt32(start)
      copy.bytes = Array(segment.bytes[start..<end])
      copy.acknowledgement = segment.from == .client ? serverNext : clientNext
      copy.time += segments.count
      all.append(copy)
    }
    segments = all
  }

  func bytes(of side: TLSEndpoint) -> [UInt8] {
    turns.filter { $0.from == side }.flatMap(\.bytes)
  }
}

/// Turns of random lengths and bytes.
func makeTurns(_ count: Int, upTo length: Int, using generator: inout some RandomNumberGenerator) -> [TCPConversation
  .Turn]
{
  (0..<count).map { index in
    let count = Int.random(in: 1...length, using: &generator)
    return TCPConversation.Turn(
      from: index % 2 == 0 ? .server : .client,
      bytes: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }
}

extension TCPStream {
  mutating func accept(_ segment: TCPConversation.Segment) {
    let header = PacketBuilder.tcp(
      sequence: segment.sequence, acknowledgement: segment.acknowledgement, segment.flags, payload: segment.bytes)
    header.withUnsafeBytes { bytes in
      guard let parsed = TCPSegment(PacketBytes(bytes), missing: segment.missing) else { return }
      accept(parsed, from: segment.from, at: PacketTime(nanoseconds: Int64(segment.time)))
    }
  }
}

/// Writes down what a stream hands on.
struct RecordingSink: StreamSink {
  enum Event: Hashable {
    case middle
    case received(TLSEndpoint, [UInt8])
    case lost(TLSEndpoint, Int)
    case skipped(TLSEndpoint, Int)
    case closed(TLSEndpoint, reset: Bool)
  }

  var needsBytes = true
  /// After so many bytes no more are needed.
  let limit: Int
  private(set) var events: [Event] = []
  private var count = 0

  init(limit: Int = .max) {
    self.limit = limit
  }

  mutating func beginInTheMiddle() { events.append(.middle) }
  mutating func receive(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    events.append(.received(endpoint, Array(bytes.readableBytesView)))
    count += bytes.readableBytes
    if count >= limit { needsBytes = false }
  }
  mutating func lose(_ count: Int, from endpoint: TLSEndpoint) { events.append(.lost(endpoint, count)) }
  mutating func skip(_ count: Int, from endpoint: TLSEndpoint) { events.append(.skipped(endpoint, count)) }
  mutating func close(by endpoint: TLSEndpoint, reset: Bool) { events.append(.closed(endpoint, reset: reset)) }

  /// What was received, with the bytes of a side that follow each other in one.
  var turns: [TCPConversation.Turn] {
    var turns: [TCPConversation.Turn] = []
    for case .received(let side, let bytes) in events {
      if let last = turns.last, last.from == side {
        turns[turns.count - 1] = TCPConversation.Turn(from: side, bytes: last.bytes + bytes)
      } else {
        turns.append(TCPConversation.Turn(from: side, bytes: bytes))
      }
    }
    return turns
  }

  /// How many bytes of a side were received, lost or skipped.
  func total(of side: TLSEndpoint) -> Int {
    events.reduce(0) { sum, event in
      switch event {
      case .received(side, let bytes): sum + bytes.count
      case .lost(side, let count), .skipped(side, let count): sum + count
      default: sum
      }
    }
  }

  /// What was received of a side, with `nil` for each byte that was lost.
  func stream(of side: TLSEndpoint) -> [UInt8?] {
    events.flatMap { event -> [UInt8?] in
      switch event {
      case .received(side, let bytes): bytes
      case .lost(side, let count): Array(repeating: nil, count: count)
      default: []
      }
    }
  }

  var endings: [Event] {
    events.filter { if case .closed = $0 { true } else { false } }
  }
}
