import NIOCore
import TLSWire

@testable import MailDiagnosis

/// Checks what a stream hands on: each byte has the value that it was sent with.
private struct CheckingSink: StreamSink {
  /// What each side sends, over and over, so that a byte's value follows from its place.
  static func value(at position: Int) -> UInt8 { UInt8(truncatingIfNeeded: position &* 167 &+ position >> 8) }

  var needsBytes: Bool { remaining > 0 }
  var remaining: Int
  let isHonest: Bool
  private var client = 0
  private var server = 0
  private var isMiddle = false

  init(remaining: Int, isHonest: Bool) {
    self.remaining = remaining
    self.isHonest = isHonest
  }

  mutating func beginInTheMiddle() { isMiddle = true }

  mutating func receive(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    precondition(bytes.readableBytes > 0)
    if isHonest, !isMiddle {
      let start = endpoint == .client ? client : server
      for (offset, byte) in bytes.readableBytesView.enumerated() {
        precondition(byte == Self.value(at: start + offset), "a byte at the wrong place")
      }
    }
    remaining -= bytes.readableBytes
    count(bytes.readableBytes, endpoint)
  }

  mutating func lose(_ number: Int, from endpoint: TLSEndpoint) { count(number, endpoint) }
  mutating func skip(_ number: Int, from endpoint: TLSEndpoint) { count(number, endpoint) }
  mutating func close(by endpoint: TLSEndpoint, reset: Bool) {}

  private mutating func count(_ number: Int, _ endpoint: TLSEndpoint) {
    precondition(number >= 0)
    if endpoint == .client { client += number } else { server += number }
  }
}

/// Takes the input for segments of one connection, in nine bytes each, whose bytes are right or, if so wanted, not.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: data, count: size)
  guard size > 2 else { return 0 }
  let isHonest = input[0] & 1 == 0
  let limit = input[0] & 2 == 0 ? Int.max : Int(input[1]) << 4
  // Sequence numbers that turn over, among others.
  let initial = UInt32(input[1]) << 24 | 0x00FF_F000
  var stream = TCPStream(
    sink: CheckingSink(remaining: limit, isHonest: isHonest), at: PacketTime(nanoseconds: 0))
  if isHonest {
    // Only a SYN tells where the bytes of a side begin.
    stream.accept(header(sequence: initial, acknowledgement: 0, flags: 0x02), from: .client, at: 0)
    stream.accept(header(sequence: initial, acknowledgement: initial &+ 1, flags: 0x12), from: .server, at: 0)
  }
  var offset = 2
  while offset + 9 <= size {
    let step = UnsafeRawBufferPointer(rebasing: input[offset..<(offset + 9)])
    offset += 9
    let side: TLSEndpoint = step[0] & 0x80 == 0 ? .client : .server
    let isSYN = step[0] & 0x02 != 0 && !isHonest
    let position = Int(step[1]) << 8 | Int(step[2])
    let length = isSYN ? 0 : Int(step[5]) << (step[0] & 0x40 == 0 ? 0 : 5)
    var segment = header(
      sequence: initial &+ UInt32(truncatingIfNeeded: position &+ 1),
      acknowledgement: initial &+ (UInt32(step[3]) << 8 | UInt32(step[4])) &+ 1,
      flags: step[0] & (isHonest ? 0x10 : 0x17))
    segment += (0..<length).map {
      isHonest ? CheckingSink.value(at: position + $0) : step[6] &+ UInt8(truncatingIfNeeded: $0)
    }
    let missing = step[7] > 250 ? Int(step[7]) : 0
    stream.accept(segment, missing: missing, from: side, at: Int64(step[8]))
    precondition(stream.held <= 2 * (TCPStream<CheckingSink>.maximumHeld + (1 << 16)), "too much is held")
    precondition(stream.client.pieces.count <= TCPStream<CheckingSink>.maximumPieces + 2)
  }
  stream.flush()
  precondition(stream.held == 0, "something is held after the end")
  return 0
}

extension TCPStream {
  fileprivate mutating func accept(_ segment: [UInt8], missing: Int = 0, from side: TLSEndpoint, at time: Int64) {
    segment.withUnsafeBytes { bytes in
      guard let parsed = TCPSegment(PacketBytes(bytes), missing: missing) else { return }
      accept(parsed, from: side, at: PacketTime(nanoseconds: time))
    }
  }
}

private func header(sequence: UInt32, acknowledgement: UInt32, flags: UInt8) -> [UInt8] {
  func bytes(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  return [0x80, 0, 0, 25] + bytes(sequence) + bytes(acknowledgement) + [0x50, flags, 0, 0, 0, 0, 0, 0]
}
