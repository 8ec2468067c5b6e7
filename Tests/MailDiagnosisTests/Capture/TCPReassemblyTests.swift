import NIOCore
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("A TCP stream")
struct TCPReassemblyTests {
  private typealias Conversation = TCPConversation

  private func run(_ segments: [TCPConversation.Segment], limit: Int = .max) -> TCPStream<RecordingSink> {
    var stream = TCPStream(sink: RecordingSink(limit: limit), at: PacketTime(nanoseconds: 0))
    for segment in segments { stream.accept(segment) }
    stream.flush()
    return stream
  }

  /// Puts each element at a place no further away than so many.
  private func shuffle(
    _ segments: [TCPConversation.Segment], within distance: Int, using generator: inout SeededGenerator
  ) -> [TCPConversation.Segment] {
    segments.enumerated()
      .map { ($0.offset + Int.random(in: 0...distance, using: &generator), $0.element) }
      .sorted { $0.0 < $1.0 }.map(\.1)
  }

  @Test("in good order is handed on at once, as it came", arguments: 0..<20)
  func inOrder(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let conversation = Conversation(makeTurns(8, upTo: 5000, using: &generator), using: &generator)
    var stream = TCPStream(sink: RecordingSink(), at: PacketTime(nanoseconds: 0))
    for segment in conversation.segments {
      stream.accept(segment)
      #expect(stream.held == 0)
    }
    #expect(stream.sink.turns == conversation.turns)
    #expect(stream.sink.endings == [.closed(.client, reset: false), .closed(.server, reset: false)])
    #expect(stream.isOver && !stream.hasConflict)
  }

  @Test(
    "that is shuffled, doubled and sent again in other pieces is the same, and so is the order between its sides",
    arguments: [2, 8, 100_000], 0..<60)
  func shuffled(distance: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed &* 3 &+ UInt64(distance))
    let initial = (
      UInt32.random(in: 0...UInt32.max, using: &generator), UInt32.max - UInt32.random(in: 0...4000, using: &generator)
    )
    var conversation = Conversation(
      makeTurns(10, upTo: 3000, using: &generator), sizes: 1...Int.random(in: 20...1500, using: &generator),
      initial: initial, using: &generator)
    conversation.resend(0.3, using: &generator)
    let doubled = conversation.segments + conversation.segments.filter { _ in Bool.random(using: &generator) }
    let inOrder = doubled.sorted { $0.time < $1.time }
    let stream = run(shuffle(inOrder, within: distance, using: &generator))
    #expect(stream.sink.turns == conversation.turns)
    #expect(!stream.sink.events.contains { if case .lost = $0 { true } else { false } })
    #expect(stream.sink.endings == [.closed(.client, reset: false), .closed(.server, reset: false)])
    #expect(!stream.hasConflict)
  }

  @Test("with segments missing tells where, and everything else is right", arguments: 0..<200)
  func dropped(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let conversation = Conversation(
      makeTurns(10, upTo: 3000, using: &generator), sizes: 1...400, using: &generator)
    var kept = conversation.segments.filter { segment in
      // A SYN tells where a stream begins; without it nothing can say what is missing before its first byte.
      segment.flags.contains(.syn) || Double.random(in: 0..<1, using: &generator) > 0.15
    }
    kept = shuffle(kept, within: seed.isMultiple(of: 2) ? 0 : 12, using: &generator)
    let stream = run(kept)
    for side in [TLSEndpoint.client, .server] {
      let original = conversation.bytes(of: side)
      let seen = stream.sink.stream(of: side)
      #expect(seen.count <= original.count)
      #expect(zip(seen, original).allSatisfy { $0 == nil || $0 == $1 })
      let keptBytes = Set(
        kept.filter { $0.from == side }.flatMap { segment in
          segment.bytes.indices.map { segment.sequence &+ UInt32($0) }
        })
      #expect(seen.count { $0 != nil } == keptBytes.count, "nothing that was there is left out")
    }
  }

  @Test("without its first segments begins with the lowest byte that was seen", arguments: 0..<50)
  func middle(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let conversation = Conversation(makeTurns(6, upTo: 1000, using: &generator), using: &generator)
    let skipped = Int.random(in: 3..<conversation.segments.count - 3, using: &generator)
    let rest = Array(conversation.segments.dropFirst(skipped))
    let stream = run(shuffle(rest, within: 10, using: &generator))
    #expect(stream.sink.events.isEmpty || stream.sink.events.first == .middle)
    for side in [TLSEndpoint.client, .server] {
      let expected = rest.filter { $0.from == side }.flatMap(\.bytes)
      #expect(stream.sink.stream(of: side) == expected)
    }
  }

  @Test("of which one side was not seen is told with what is missing of the other")
  func oneDirection() {
    var generator = SeededGenerator(seed: 1)
    let conversation = Conversation(makeTurns(6, upTo: 1000, using: &generator), using: &generator)
    for side in [TLSEndpoint.client, .server] {
      let stream = run(conversation.segments.filter { $0.from == side })
      #expect(stream.sink.stream(of: side) == conversation.bytes(of: side))
      #expect(stream.sink.stream(of: side.peer).allSatisfy { $0 == nil })
      #expect(stream.sink.events.contains { if case .lost(side.peer, _) = $0 { true } else { false } })
    }
  }

  @Test("is counted only once its bytes are not needed, in any order", arguments: 0..<30)
  func counted(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var conversation = Conversation(makeTurns(10, upTo: 4000, using: &generator), using: &generator)
    conversation.resend(0.2, using: &generator)
    let segments = conversation.segments.sorted { $0.time < $1.time }
    let stream = run(
      shuffle(segments, within: 6, using: &generator), limit: Int.random(in: 0...8000, using: &generator))
    for side in [TLSEndpoint.client, .server] {
      #expect(stream.sink.total(of: side) == conversation.bytes(of: side).count)
    }
    #expect(stream.held == 0)
    #expect(stream.sink.endings.count == 2)
  }

  @Test("keeps the bytes that came first, and notes where others came later")
  func conflict() {
    let first = Array("AAAA".utf8)
    let opening: [TCPConversation.Segment] = [
      .init(from: .client, sequence: 0, acknowledgement: nil, flags: .syn, bytes: [], time: 0),
      .init(from: .server, sequence: 0, acknowledgement: 1, flags: .syn, bytes: [], time: 1),
    ]
    func segment(_ sequence: UInt32, _ bytes: [UInt8]) -> TCPConversation.Segment {
      .init(from: .client, sequence: sequence, acknowledgement: 1, flags: [], bytes: bytes, time: 2)
    }
    let delivered = run(opening + [segment(1, first), segment(2, Array("AAxB".utf8))])
    #expect(delivered.sink.stream(of: .client) == Array("AAAAB".utf8))
    #expect(delivered.hasConflict)
    let waiting = run(opening + [segment(2, first), segment(1, Array("CAxAAB".utf8))])
    #expect(waiting.sink.stream(of: .client) == Array("CAAAAB".utf8))
    #expect(waiting.hasConflict)
    let same = run(opening + [segment(2, first), segment(1, Array("CAAAAB".utf8)), segment(1, Array("CAAA".utf8))])
    #expect(!same.hasConflict)
  }

  @Test("does not mistake a keep-alive for bytes")
  func keepAlive() {
    var generator = SeededGenerator(seed: 9)
    let conversation = Conversation(makeTurns(4, upTo: 100, using: &generator), using: &generator)
    var segments = conversation.segments
    for index in segments.indices.reversed() where segments[index].flags.isEmpty && !segments[index].bytes.isEmpty {
      var probe = segments[index]
      probe.sequence &+= UInt32(probe.bytes.count) &- 1
      probe.bytes = [0]
      segments.insert(probe, at: index + 1)
    }
    let stream = run(segments)
    #expect(stream.sink.turns == conversation.turns)
    #expect(!stream.hasConflict)
  }

  @Test("that is cut off by a reset is told so, after the bytes before it")
  func reset() {
    var generator = SeededGenerator(seed: 9)
    let conversation = Conversation(makeTurns(4, upTo: 100, using: &generator), using: &generator)
    var segments = Array(conversation.segments.dropLast(3))
    let last = segments[segments.count - 1]
    let end = conversation.segments[conversation.segments.count - 2].sequence
    segments.insert(
      .init(from: .server, sequence: end, acknowledgement: nil, flags: .rst, bytes: [], time: last.time), at: 3)
    let stream = run(segments)
    #expect(stream.sink.turns == conversation.turns)
    #expect(stream.sink.endings == [.closed(.server, reset: true)])
    #expect(stream.isOver)
  }

  @Test("of which one side is never seen does not wait for it without end")
  func invisibleSide() {
    var generator = SeededGenerator(seed: 1)
    let turns = (0..<60).map { index in
      TCPConversation.Turn(
        from: index % 2 == 0 ? .server : .client, bytes: Array(repeating: 1, count: index % 2 == 0 ? 10 : 4000))
    }
    let conversation = Conversation(turns, using: &generator)
    var stream = TCPStream(sink: RecordingSink(), at: PacketTime(nanoseconds: 0))
    for segment in conversation.segments where segment.from == .client { stream.accept(segment) }
    #expect(stream.held == 0)
    #expect(stream.sink.stream(of: .client).count == 120_000)
  }

  @Test("whose server ends first is told so, in whatever order the ends were captured")
  func serverEndsFirst() {
    let stream = run([
      .init(from: .client, sequence: 7, acknowledgement: nil, flags: .syn, bytes: [], time: 0),
      .init(from: .server, sequence: 0, acknowledgement: 8, flags: .syn, bytes: [], time: 1),
      .init(from: .client, sequence: 8, acknowledgement: 2, flags: .fin, bytes: [], time: 4),
      .init(from: .server, sequence: 1, acknowledgement: 8, flags: .fin, bytes: [], time: 3),
    ])
    #expect(stream.sink.endings == [.closed(.server, reset: false), .closed(.client, reset: false)])
  }

  @Test("has nothing from before its SYN")
  func beforeSYN() {
    let stream = run([
      .init(from: .client, sequence: 96, acknowledgement: 1, flags: [], bytes: [9, 9, 9], time: 0),
      .init(from: .client, sequence: 100, acknowledgement: nil, flags: .syn, bytes: [], time: 1),
      .init(from: .server, sequence: 0, acknowledgement: 101, flags: .syn, bytes: [], time: 2),
      .init(from: .client, sequence: 101, acknowledgement: 1, flags: [], bytes: [1], time: 3),
    ])
    #expect(stream.sink.stream(of: .client) == [1])
  }

  @Test("whose SYN has bytes with it has them first (RFC 7413)")
  func fastOpen() {
    let stream = run([
      .init(from: .client, sequence: 7, acknowledgement: nil, flags: .syn, bytes: [1, 2], time: 0),
      .init(from: .server, sequence: 0, acknowledgement: 10, flags: .syn, bytes: [], time: 1),
      .init(from: .client, sequence: 10, acknowledgement: 1, flags: [], bytes: [3], time: 2),
    ])
    #expect(stream.sink.stream(of: .client) == [1, 2, 3])
    #expect(stream.initialSequence == 7)
  }

  @Test("that is refused has an end and nothing else")
  func refused() {
    let stream = run([
      .init(from: .client, sequence: 7, acknowledgement: nil, flags: .syn, bytes: [], time: 0),
      .init(from: .server, sequence: 0, acknowledgement: 8, flags: .rst, bytes: [], time: 1),
    ])
    #expect(stream.sink.events == [.closed(.server, reset: true)])
  }

  @Test("whose packets were cut when they were captured has gaps where they were cut")
  func cutPackets() {
    var generator = SeededGenerator(seed: 3)
    let conversation = Conversation(makeTurns(4, upTo: 1000, using: &generator), sizes: 100...100, using: &generator)
    let segments = conversation.segments.map { segment in
      var cut = segment
      cut.bytes = Array(segment.bytes.prefix(40))
      cut.missing = segment.bytes.count - cut.bytes.count
      return cut
    }
    var stream = TCPStream(sink: RecordingSink(), at: PacketTime(nanoseconds: 0))
    for segment in segments {
      stream.accept(segment)
      #expect(stream.held == 0)
    }
    for side in [TLSEndpoint.client, .server] {
      let seen = stream.sink.stream(of: side)
      #expect(seen.count == conversation.bytes(of: side).count)
      #expect(zip(seen, conversation.bytes(of: side)).allSatisfy { $0 == nil || $0 == $1 })
      #expect(seen.contains(nil) && seen.contains { $0 != nil })
    }
  }

  @Test(
    "with a byte missing holds no more than its limits, whatever the size of its segments", arguments: [1, 100, 1460])
  func limits(size: Int) {
    let opening: [TCPConversation.Segment] = [
      .init(from: .client, sequence: 0, acknowledgement: nil, flags: .syn, bytes: [], time: 0),
      .init(from: .server, sequence: 0, acknowledgement: 1, flags: .syn, bytes: [], time: 1),
    ]
    var stream = TCPStream(sink: RecordingSink(), at: PacketTime(nanoseconds: 0))
    for segment in opening { stream.accept(segment) }
    var sequence: UInt32 = 2
    let bytes = [UInt8](repeating: 5, count: size)
    for index in 0..<3000 {
      stream.accept(
        .init(from: .client, sequence: sequence, acknowledgement: 1, flags: [], bytes: bytes, time: index))
      sequence &+= UInt32(size)
      #expect(stream.held <= TCPStream<RecordingSink>.maximumHeld + size)
      #expect(stream.client.pieces.count <= TCPStream<RecordingSink>.maximumPieces + 1)
    }
    stream.flush()
    #expect(stream.sink.events.first == .lost(.client, 1))
    #expect(stream.sink.total(of: .client) == 1 + 3000 * size)
  }

  @Test("does not hold on to a whole segment for its last byte")
  func rest() throws {
    var direction = StreamDirection()
    direction.begin(at: 0)
    func piece(_ position: Int, _ count: Int) -> StreamDirection.Piece {
      .init(
        position: position, length: count, bytes: ByteBuffer(repeating: 7, count: count), acknowledgement: nil,
        time: PacketTime(nanoseconds: 0))
    }
    direction.next = 60_000
    direction.insert(piece(100, 60_000))
    let rest = try #require(direction.pieces.first)
    #expect(rest.position == 60_000 && rest.length == 100)
    #expect(try #require(rest.bytes).storageCapacity < 1000)
  }
}
