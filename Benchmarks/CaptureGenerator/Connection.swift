/// One connection from a client to port 587 or 465, as Ethernet frames, one after the other.
struct Connection {
  private static let segmentSize = 1448
  private static let recordSize = 16_384
  /// What cannot be compressed or guessed, and need not be right.
  private static let noise: [UInt8] = {
    var random = SplitMix64(seed: 2)
    return (0..<recordSize).map { _ in UInt8.random(in: 0...255, using: &random) }
  }()

  private var turns: [(fromClient: Bool, bytes: [UInt8])]
  private var turn = 0
  private var position = 0
  private var opening = 0
  private var closing = 0
  private var sinceAcknowledgement = 0
  private var clientSequence: UInt32
  private var serverSequence: UInt32
  private let number: Int
  private let port: UInt16

  init(number: Int, handshake: Handshake, message: Int) {
    self.number = number
    port = number % 4 == 0 ? 465 : 587
    clientSequence = UInt32(truncatingIfNeeded: number &* 2_654_435_761)
    serverSequence = UInt32(truncatingIfNeeded: number &* 40_503_001 &+ 17)
    let dialogue =
      port == 465
      ? []
      : [
        (false, "220 mail.example.com ESMTP\r\n"), (true, "EHLO client.example.com\r\n"),
        (false, "250-mail.example.com\r\n250-SIZE 52428800\r\n250-PIPELINING\r\n250 STARTTLS\r\n"),
        (true, "STARTTLS\r\n"), (false, "220 2.0.0 Ready to start TLS\r\n"),
      ].map { (fromClient: $0.0, bytes: Array($0.1.utf8)) }
    var session: [(fromClient: Bool, bytes: [UInt8])] = []
    for _ in 0..<6 {
      session.append((true, Self.record(60)))
      session.append((false, Self.record(80)))
    }
    var body: [UInt8] = []
    for start in stride(from: 0, to: message, by: Self.recordSize) {
      body += Self.record(min(Self.recordSize, message - start))
    }
    session.append((true, body))
    session.append((false, Self.record(90)))
    turns = dialogue + handshake.turns + session
  }

  private static func record(_ length: Int) -> [UInt8] {
    [0x17, 3, 3, UInt8(length >> 8), UInt8(length & 0xFF)] + noise.prefix(length)
  }

  /// The next frame; nil after the last.
  mutating func next() -> [UInt8]? {
    if opening < 3 {
      opening += 1
      return frame(fromClient: opening != 2, flags: opening == 3 ? 0x10 : opening == 1 ? 0x02 : 0x12)
    }
    guard turn < turns.count else {
      closing += 1
      return closing > 3 ? nil : frame(fromClient: closing != 2, flags: closing == 3 ? 0x10 : 0x11)
    }
    let (fromClient, bytes) = turns[turn]
    // Every second segment is acknowledged.
    if sinceAcknowledgement == 2 {
      sinceAcknowledgement = 0
      return frame(fromClient: !fromClient, flags: 0x10)
    }
    let end = min(bytes.count, position + Self.segmentSize)
    let payload = bytes[position..<end]
    sinceAcknowledgement += 1
    position = end
    if end == bytes.count {
      turn += 1
      position = 0
      sinceAcknowledgement = 0
    }
    return frame(fromClient: fromClient, flags: 0x18, payload)
  }

  private mutating func frame(fromClient: Bool, flags: UInt8, _ payload: ArraySlice<UInt8> = []) -> [UInt8] {
    let clientPort = UInt16(20_000 + number % 40_000)
    let client: [UInt8] = [10, 1, UInt8(number / 40_000 % 256), 1]
    let server: [UInt8] = [10, 2, 0, 1]
    var frame: [UInt8] = Array(repeating: 2, count: 12) + [8, 0, 0x45, 0]
    frame.reserveCapacity(66 + payload.count)
    frame += Self.big(UInt32(52 + payload.count), 2) + [0, 0, 0x40, 0, 64, 6, 0, 0]
    frame += fromClient ? client + server : server + client
    frame += Self.big(UInt32(fromClient ? clientPort : port), 2) + Self.big(UInt32(fromClient ? port : clientPort), 2)
    frame += Self.big(fromClient ? clientSequence : serverSequence, 4)
    frame += Self.big(flags & 0x10 == 0 ? 0 : fromClient ? serverSequence : clientSequence, 4)
    // A time stamp is in every segment of most systems.
    frame += [0x80, flags, 1, 0xF5, 0, 0, 0, 0, 1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1] + payload
    let length = UInt32(payload.count) + (flags & 3 == 0 ? 0 : 1)
    if fromClient { clientSequence &+= length } else { serverSequence &+= length }
    return frame
  }

  private static func big(_ value: UInt32, _ width: Int) -> [UInt8] {
    (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
