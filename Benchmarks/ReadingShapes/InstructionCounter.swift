import BenchmarkSupport
import Foundation

/// Runs this program again under Valgrind, which counts the same instructions each time.
struct InstructionCounter {
  private let directory: URL
  private let program: String

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "sealpost-shapes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    program = directory.appending(path: "program").path
    let own = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).path
    // Valgrind's own reader of debugging information gives up on Swift's.
    _ = try ChildProcess.run(["strip", "--strip-debug", "-o", program, own], directory: directory)
  }

  func remove() { try? FileManager.default.removeItem(at: directory) }

  /// The instructions that reading takes, without those of making the message.
  func cost(_ shape: Shape, _ count: Int) throws -> Int {
    try instructions(["read", shape.name, "\(count)"]) - instructions(["make", shape.name, "\(count)"])
  }

  private func instructions(_ arguments: [String]) throws -> Int {
    let log = directory.appending(path: "valgrind.log")
    let words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=\(log.path)"]
    _ = try ChildProcess.run(words + [program] + arguments, directory: directory, limit: 300)
    let text = try String(contentsOf: log, encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.contains("Collected") }
    return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
  }
}
