import BenchmarkSupport
import Foundation

/// Counts instructions where the processor does not: this program again, under Valgrind.
struct Valgrind {
  private let directory: URL
  private let program: String

  /// Nil where it cannot be used.
  init?(directory: URL) {
    self.directory = directory
    program = directory.appending(path: "program").path
    let own = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).path
    // Valgrind's own reader of debugging information gives up on Swift's.
    guard (try? ChildProcess.run(["strip", "--strip-debug", "-o", program, own], directory: directory)) != nil,
      (try? ChildProcess.run(["valgrind", "--version"], directory: directory)) != nil
    else { return nil }
  }

  /// The instructions of one time. What a first time does once does not count.
  func instructions(_ piece: Piece) -> Double? {
    guard let few = run(piece, count: 50), let many = run(piece, count: 250) else { return nil }
    return Double(many - few) / 200
  }

  private func run(_ piece: Piece, count: Int) -> Int? {
    let log = directory.appending(path: "valgrind.log").path
    defer { try? FileManager.default.removeItem(atPath: log) }
    let words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=\(log)"]
    guard
      (try? ChildProcess.run(words + [program, "repeat", piece.name, "\(count)"], directory: directory, limit: 120))
        != nil,
      let text = try? String(contentsOfFile: log, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.contains("Collected") })
    else { return nil }
    return line.split(separator: " ").last.flatMap { Int($0) }
  }
}
