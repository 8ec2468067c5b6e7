import Testing

@testable import MailDiagnosis

/// Whatever the bytes are, the marks cover all of them, once and in order. The generator is seeded.
@Suite("Bytes that are no whole hello, named")
struct AnnotatedGarbageTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test("every beginning of a recorded side", arguments: HelloOfRecording.names)
  func prefixes(name: String) throws {
    let recording = try HelloOfRecording(name)
    for side in [recording.client, recording.server] {
      let bytes = Array(side.prefix(700))
      let uncovered = (0...bytes.count).filter {
        !AnnotatedBytes.clientHello(Array(bytes.prefix($0)), label: "").isCovered
      }
      #expect(uncovered == [])
    }
  }

  @Test("a recorded hello with bytes changed", arguments: ["tls13", "tls12-alpn", "tls13-retry", "tls13-resumed"])
  func flipped(name: String) throws {
    let recording = try HelloOfRecording(name)
    var generator = Generator(state: 1)
    var uncovered: [[UInt8]] = []
    for round in 0..<3000 {
      var bytes = Array((round.isMultiple(of: 2) ? recording.client : recording.server).prefix(600))
      for _ in 0...Int.random(in: 0..<6, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
      }
      if !AnnotatedBytes.serverHello(bytes, label: "").isCovered { uncovered.append(bytes) }
    }
    #expect(uncovered == [])
  }

  @Test("random bytes, some of which begin as a hello does", arguments: [UInt64](1...4))
  func random(seed: UInt64) {
    var generator = Generator(state: seed)
    var uncovered: [[UInt8]] = []
    for round in 0..<2000 {
      let largest: UInt8 = Bool.random(using: &generator) ? 8 : 255
      let count = Int.random(in: 0..<300, using: &generator)
      let noise = (0..<count).map { _ in UInt8.random(in: 0...largest, using: &generator) }
      let beginning: [UInt8] =
        switch round % 3 {
        case 0: []
        case 1: [22, 3, 1, 1, 0, UInt8.random(in: 1...2, using: &generator), 0, 0, 252, 3, 3]
        default: [22, 3, 3, 0, 40, UInt8.random(in: 0...24, using: &generator), 0, 1]
        }
      if !AnnotatedBytes.clientHello(beginning + noise, label: "").isCovered { uncovered.append(beginning + noise) }
    }
    #expect(uncovered == [])
  }

  @Test("a long hello in records of one byte takes no long time")
  func tinyRecords() {
    let extensions = (0..<8000).flatMap { [0x3A, UInt8($0 & 0x7F), 0, 0] as [UInt8] }
    let body =
      [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0x13, 1, 1, 0]
      + [UInt8(extensions.count >> 8), UInt8(extensions.count & 0xFF)] + extensions
    let message = [1, 0, UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body
    let records = message.flatMap { [22, 3, 1, 0, 1, $0] as [UInt8] }
    let clock = ContinuousClock()
    let elapsed = clock.measure { #expect(AnnotatedBytes.clientHello(records, label: "").isCovered) }
    #expect(elapsed < .seconds(10))
  }
}
