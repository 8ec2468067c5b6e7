import Foundation

/// Writes a capture of many SMTP connections over TLS, for measuring.
///
///     swift run -c release --package-path Benchmarks CaptureGenerator mail.pcap 1000000000 [small]
///
/// One in ten messages has 100 kB to 4 MB, the others 1 to 20 kB; with `small` all are. The handshakes are recorded ones.
@main
struct CaptureGenerator {
  /// So many connections run beside each other.
  private static let concurrency = 24

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let path = arguments.first, let size = arguments.dropFirst().first.flatMap({ Int($0) }) else {
      print("usage: CaptureGenerator FILE BYTES [small]")
      exit(64)
    }
    let isSmall = arguments.dropFirst(2).first == "small"
    let handshakes = try ["tls12-ecdhe", "tls13", "tls13", "tls13-retry", "tls12-rsa", "tls10-ecdhe"].map(
      Handshake.init)
    var file = try CaptureFile(path)
    var random = SplitMix64(seed: 1)
    var connections: [Connection] = []
    var begun = 0
    while file.size < size || !connections.isEmpty {
      while connections.count < Self.concurrency, file.size < size {
        connections.append(
          Connection(
            number: begun, handshake: handshakes[begun % handshakes.count],
            message: Self.messageSize(isSmall: isSmall, &random)))
        begun += 1
      }
      let index = Int.random(in: connections.indices, using: &random)
      // A few packets at a time, as they leave a network card.
      for _ in 0..<Int.random(in: 1...16, using: &random) {
        guard let frame = connections[index].next() else {
          connections.remove(at: index)
          break
        }
        try file.write(frame)
      }
    }
    try file.finish()
    print("\(path): \(file.size) bytes, \(file.frames) packets, \(begun) connections")
  }

  private static func messageSize(isSmall: Bool, _ random: inout SplitMix64) -> Int {
    isSmall || Int.random(in: 0..<10, using: &random) > 0
      ? Int.random(in: 1000...20_000, using: &random) : Int.random(in: 100_000...4_000_000, using: &random)
  }
}
