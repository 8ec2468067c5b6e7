import TestSupport
import NIOCore
import Testing

@testable import TLSWire

/// Whatever comes, the observer must not trap, must keep its promises about itself, and must not depend on how the
/// bytes are cut. The generator is seeded: a failure can be repeated.
@Suite("Garbage")
struct GarbageTests {
  static let recordings = RecordedHandshakeTests.decided.map(\.recording) + ["refused-version", "refused-cipher"]

  /// What must hold for every input.
  static func isSound(_ observer: HandshakeObserver) -> Bool {
    observer.isFinished == (observer.isDecided || observer.failure != nil)
      && !(observer.isDecided && observer.failure != nil)
      && (!observer.isDecided || observer.evidence.version != nil)
      && observer.alerts.count <= 32
      && observer.failure?.description.isEmpty != true
      && !observer.evidence.description.isEmpty
  }

  /// Alerts, failure and evidence as one comparable value.
  static func outcome(_ observer: HandshakeObserver) -> [String] {
    [observer.evidence.description, observer.failure?.code.description ?? "", "\(observer.alerts)"]
  }

  @Test("a recording with bits flipped", arguments: recordings)
  func flippedBits(_ name: String) throws {
    let recording = try Recording(name).coalesced()
    var generator = SeededGenerator(seed: 42)
    var unsound: [Int] = []
    for round in 0..<50 {
      var pieces = recording.pieces
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        let index = Int.random(in: 0..<pieces.count, using: &generator)
        var bytes = pieces[index].bytes
        // The hellos are at the beginning: flips there reach further than flips in what is encrypted.
        let offset = Int.random(in: 0..<min(200, bytes.readableBytes), using: &generator)
        let byte = try #require(bytes.getInteger(at: offset, as: UInt8.self))
        bytes.setInteger(byte ^ (1 << UInt8.random(in: 0..<8, using: &generator)), at: offset)
        pieces[index] = Recording.Piece(from: pieces[index].from, bytes: bytes)
      }
      let flipped = Recording(pieces)
      let whole = flipped.observed()
      let cut = flipped.cut(every: Int.random(in: 1..<40, using: &generator)).observed()
      if !Self.isSound(whole) || !Self.isSound(cut) || Self.outcome(whole) != Self.outcome(cut) {
        unsound.append(round)
      }
    }
    #expect(unsound == [])
  }

  @Test("a recording with bytes taken out, doubled, or its pieces in another order", arguments: recordings)
  func shuffled(_ name: String) throws {
    let recording = try Recording(name)
    var generator = SeededGenerator(seed: 43)
    var unsound: [Int] = []
    for round in 0..<60 {
      var pieces = recording.pieces
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: pieces.shuffle(using: &generator)
      case 1: pieces.remove(at: Int.random(in: 0..<pieces.count, using: &generator))
      case 2: pieces += pieces.shuffled(using: &generator)
      default:
        let index = Int.random(in: 0..<pieces.count, using: &generator)
        let bytes = Array(pieces[index].bytes.readableBytesView)
        let hole = Int.random(in: 0..<bytes.count, using: &generator)
        let shorter = ByteBuffer(bytes: bytes[..<hole] + bytes.dropFirst(hole + 1))
        pieces[index] = Recording.Piece(from: pieces[index].from, bytes: shorter)
      }
      if !Self.isSound(Recording(pieces).observed()) { unsound.append(round) }
    }
    #expect(unsound == [])
  }

  @Test("random bytes", arguments: [UInt64](1...8))
  func random(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var unsound: [Int] = []
    for round in 0..<300 {
      var observer = HandshakeObserver()
      for _ in 0..<Int.random(in: 1..<6, using: &generator) {
        let count = Int.random(in: 0..<80, using: &generator)
        let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        observer.observe(ByteBuffer(bytes: bytes), from: Bool.random(using: &generator) ? .client : .server)
      }
      if !Self.isSound(observer) { unsound.append(round) }
    }
    #expect(unsound == [])
  }

  @Test("records and messages with random bodies", arguments: [UInt64](1...8))
  func randomMessages(seed: UInt64) {
    let types: [HandshakeType] = [
      .helloRequest, .clientHello, .serverHello, .newSessionTicket, .certificate, .serverKeyExchange, .serverHelloDone,
    ]
    var generator = SeededGenerator(seed: seed)
    var unsound: [Int] = []
    for round in 0..<300 {
      var observer =
        Bool.random(using: &generator)
        ? HandshakeObserver() : HandshakeObserver(after: Wire.clientHello([.tls13, .tls12]))
      if Bool.random(using: &generator) { observer.observeServer(.serverHello, Wire.serverHello()) }
      for _ in 0..<4 {
        // Small values are lengths that fit more often than not.
        let largest: UInt8 = Bool.random(using: &generator) ? 8 : 255
        let body = (0..<Int.random(in: 0..<90, using: &generator)).map { _ in
          UInt8.random(in: 0...largest, using: &generator)
        }
        let endpoint: TLSEndpoint = Bool.random(using: &generator) ? .client : .server
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: observer.observe(Wire.record(.alert, body), from: endpoint)
        case 1: observer.observe(Wire.record(.handshake, body), from: endpoint)
        default:
          let type = types[Int.random(in: 0..<types.count, using: &generator)]
          observer.observe(Wire.handshake(type, body), from: endpoint)
        }
      }
      if !Self.isSound(observer) { unsound.append(round) }
    }
    #expect(unsound == [])
  }
}
