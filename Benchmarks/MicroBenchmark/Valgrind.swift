import BenchmarkSupport
import Foundation

/// Counts instructions where the processor does not: this program again, under Valgrind.
struct Valgrind {
  private let directory: URL
  private let program: String
  /// What a run without any work executes.
  private let idle: Int

  /// Nil where there is no Valgrind.
  init?(directory: URL, anyPiece: Piece) {
    self.directory = directory
    program = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).path
    guard let idle = Self.instructions(program, directory, anyPiece.name, count: 0) else { return nil }
    self.idle = idle
  }

  func instructions(_ piece: Piece, count: Int = 200) -> Double? {
    Self.instructions(program, directory, piece.name, count: count).map { Double($0 - idle) / Double(count) }
  }

  private static func instructions(_ program: String, _ directory: URL, _ name: String, count: Int) -> Int? {
    let log = directory.appending(path: "valgrind-\(UUID().uuidString).log").path
    defer { try? FileManager.default.removeItem(atPath: log) }
    let words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=\(log)"]
    guard
      (try? ChildProcess.run(words + [program, "repeat", name, "\(count)"], directory: directory, limit: 120)) != nil,
      let text = try? String(contentsOfFile: log, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.contains("Collected") })
    else { return nil }
    return line.split(separator: " ").last.flatMap { Int($0) }
  }
}
