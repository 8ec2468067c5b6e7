import BenchmarkSupport
import Foundation

/// Measures `sealpost tap` beside socat and no proxy at all, in one run.
///
///     swift build -c release --product sealpost
///     swift run -c release --package-path Benchmarks TapBenchmark .build/release/sealpost
@main
enum TapBenchmark {
  static func main() throws {
    let program = CommandLine.arguments.dropFirst().first ?? ".build/release/sealpost"
    let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Tests/Fixtures/TLS/tls13.txt").path
    let script = try HandshakeScript(path: fixture)
    let server = try BenchmarkServer(script: script)
    let measurements = Measurements(script: script)
    let direct = Proxy.none(to: server.port)
    let socat = try Proxy.socat(to: server.port)
    let bigSocat = try Proxy.socat(to: server.port, bufferSize: 1 << 20)
    let tap = try Proxy.tap(program, to: server.port)
    defer { for proxy in [socat, bigSocat, tap] { proxy.stop() } }
    try latency([direct, socat, tap], measurements)
    try throughput([direct, socat, bigSocat, tap], measurements)
    try memory(tap, measurements)
  }

  /// Rounds alternate, so that what else the machine does falls on all alike.
  private static func latency(_ proxies: [Proxy], _ measurements: Measurements) throws {
    var times = [[UInt64]](repeating: [], count: proxies.count)
    for _ in 0..<10 {
      for (index, proxy) in proxies.enumerated() {
        times[index] += try measurements.roundTrips(through: proxy, count: 3000)
      }
    }
    let medians = times.map { times in Double(times.sorted()[times.count / 2]) / 1000 }
    say("Round trip of 64 bytes, median of \(times[0].count), handshake done")
    for (proxy, median) in zip(proxies, medians) {
      say("  \(proxy.name): \(rounded(median)) us, \(rounded(median - medians[0])) us more than direct")
    }
    if medians.count == 3 {
      say("  tap's added time to socat's: \(rounded((medians[2] - medians[0]) / (medians[1] - medians[0])))")
    }
  }

  private static func throughput(_ proxies: [Proxy], _ measurements: Measurements) throws {
    let size = 2 << 30
    say("One connection, one direction, \(size >> 20) MiB, the best of 5")
    var best = [Double](repeating: 0, count: proxies.count)
    for _ in 0..<5 {
      for (index, proxy) in proxies.enumerated() {
        best[index] = max(best[index], try measurements.throughput(through: proxy, bytes: size))
      }
    }
    for (proxy, rate) in zip(proxies, best) {
      say("  \(proxy.name): \(rounded(rate / 1e9)) GB/s")
    }
    if let last = best.last {
      say("  tap to socat: \(rounded(last / best[1])), to socat with the same buffer: \(rounded(last / best[2]))")
    }
  }

  private static func memory(_ tap: Proxy, _ measurements: Measurements) throws {
    let before = tap.residentMemory ?? 0
    let (idle, used) = try measurements.memory(of: tap, connections: 1000, bytes: 1 << 20)
    say("1,000 connections at once, handshakes done")
    say("  resident before: \(rounded(Double(before) / 1_048_576)) MiB")
    say("  with all open: \(rounded(Double(idle) / 1_048_576)) MiB")
    say("  after 1 MiB through each, both ways: \(rounded(Double(used) / 1_048_576)) MiB")
  }

  /// At once, also into a pipe.
  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }

  private static func rounded(_ number: Double) -> String {
    String(format: number < 10 ? "%.2f" : "%.1f", number)
  }
}
