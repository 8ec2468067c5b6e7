import BenchmarkSupport
import Foundation

/// Measures `sealpost capture` beside tshark with the equivalent fields, on the same file, in one run.
///
///     swift build -c release --product sealpost
///     swift run -c release --package-path Benchmarks CaptureGenerator mail.pcap 1000000000
///     swift run -c release --package-path Benchmarks CaptureBenchmark mail.pcap .build/release/sealpost
@main
struct CaptureBenchmark {
  /// The median of so many runs counts.
  private static let runs = 5

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let file = arguments.first else {
      print("usage: CaptureBenchmark FILE [SEALPOST]")
      exit(64)
    }
    let program = arguments.dropFirst().first ?? ".build/release/sealpost"
    let size = try readThrough(file)

    var own: [Program.Run] = []
    for _ in 0..<runs { own.append(try Program(program, ["capture", file]).run()) }
    own.sort { $0.seconds < $1.seconds }
    let sealpost = own[own.count / 2]
    let tshark = try Program(
      "tshark",
      [
        "-r", file, "-n", "-Y", "tls.handshake.type==2", "-T", "fields", "-e", "tcp.stream", "-e", "ip.src", "-e",
        "tcp.srcport", "-e", "ip.dst", "-e", "tcp.dstport", "-e", "tls.handshake.version", "-e",
        "tls.handshake.extensions.supported_version", "-e", "tls.handshake.ciphersuite",
      ]
    ).run()

    let megabytes = Double(size) / 1e6
    print(String(format: "ratio     %.1f times as fast as tshark", tshark.seconds / sealpost.seconds))
    print(
      String(
        format: "sealpost  %.2f s (%.2f to %.2f), %.0f MB/s, %.0f MiB at most", sealpost.seconds, own[0].seconds,
        own[own.count - 1].seconds, megabytes / sealpost.seconds, sealpost.peakMegabytes))
    print(
      String(
        format: "tshark    %.2f s, %.0f MB/s, %.0f MiB at most", tshark.seconds, megabytes / tshark.seconds,
        tshark.peakMegabytes))
    print(String(format: "file      %.0f MB, in the page cache", megabytes))
    print(
      "versions  \(try Program(program, ["--version"]).firstLine()); \(try Program("tshark", ["--version"]).firstLine())"
    )
    print("machine   \(Machine.description)")
    print(
      "agreement \(try Agreement(sealpost: Program(program, ["capture", file, "--json"]).run().output, tshark: tshark.output))"
    )
  }

  /// Reads a file, so that both find it in memory.
  private static func readThrough(_ path: String) throws -> Int {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    var size = 0
    while let block = try handle.read(upToCount: 1 << 22), !block.isEmpty { size += block.count }
    return size
  }
}
