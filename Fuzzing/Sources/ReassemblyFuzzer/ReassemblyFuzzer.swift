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
  let initial = UInt32(input[0]) << 28
  var stream = TCPStream(
    sink: CheckingSink(remaining: limit, isHonest: isHonest), at: PacketTime(nanoseconds: 0))
  var offset = 2
  while offset + 9 <= size {
    let step = UnsafeRawBufferPointer(rebasing: input[offset..<(offset + 9)])
    offset += 9
    let side: TLSEndpoint = step[0] & 0x80 == 0 ? .client : .server
    // In an honest connection SYN stands at the one place where it belongs.
    let wantsSYN = step[0] & 0x02 != 0
    let position = wantsSYN && isHonest ? -1 : Int(step[1]) << 8 | Int(step[2])
    let length = wantsSYN ? 0 : Int(step[5]) << (step[0] & 0x40 == 0 ? 0 : 5)
    var segment = header(
      sequence: initial &+ UInt32(truncatingIfNeeded: position &+ 1),
      acknowledgement: initial &+ (UInt32(step[3]) << 8 | UInt32(step[4])) &+ 1,
      flags: step[0] & (isHonest ? 0x12 : 0x17))
    segment += (0..<length).map {
      isHonest ? CheckingSink.value(at: position + $0) : step[6] &+ UInt8(truncatingIfNeeded: $0)
    }
    segment.withUnsafeBytes { bytes in
      guard let parsed = TCPSegment(PacketBytes(bytes), missing: step[7] > 250 ? Int(step[7]) : 0) else { return }
      stream.accept(parsed, from: side, at: PacketTime(nanoseconds: Int64(step[8])))
    }
    precondition(stream.held <= 2 * (TCPStream<CheckingSink>.maximumHeld + (1 << 16)), "too much is held")
    precondition(stream.client.pieces.count <= TCPStream<CheckingSink>.maximumPieces + 2)
  }
  stream.flush()
  precondition(stream.held == 0, "something is held after the end")
  return 0
}

private func header(sequence: UInt32, acknowledgement: UInt32, flags: UInt8) -> [UInt8] {
  func bytes(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  return [0x80, 0, 0, 25] + bytes(sequence) + bytes(acknowledgement) + [0x50, flags, 0, 0, 0, 0, 0, 0]
}
