import Foundation

/// A program that is measured.
struct Program {
  struct Run {
    let seconds: Double
    /// The most memory that it had resident.
    let peakMegabytes: Double
    let output: Data
  }

  struct Failure: Error {
    let status: Int32
  }

  private let name: String
  private let arguments: [String]

  init(_ name: String, _ arguments: [String]) {
    self.name = name
    self.arguments = arguments
  }

  /// GNU time writes the peak: the usage of all children together would hide the smaller one.
  func run() throws -> Run {
    let directory = FileManager.default.temporaryDirectory
    let peak = directory.appending(path: "sealpost-benchmark-\(UUID().uuidString)")
    let output = directory.appending(path: "sealpost-benchmark-\(UUID().uuidString)")
    FileManager.default.createFile(atPath: output.path, contents: nil)
    defer {
      try? FileManager.default.removeItem(at: peak)
      try? FileManager.default.removeItem(at: output)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["time", "-f", "%e %M", "-o", peak.path, name] + arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    let clock = ContinuousClock()
    let began = clock.now
    try process.run()
    process.waitUntilExit()
    let elapsed = began.duration(to: clock.now)
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    let figures = try String(contentsOf: peak, encoding: .utf8).split { $0 == " " || $0 == "\n" }
    return Run(
      seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18,
      peakMegabytes: (figures.last.flatMap { Double($0) } ?? 0) / 1024, output: try Data(contentsOf: output))
  }

  func firstLine() throws -> String {
    String(String(decoding: try run().output, as: UTF8.self).prefix { !$0.isNewline })
  }
}
