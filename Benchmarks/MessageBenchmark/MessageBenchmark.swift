import BenchmarkSupport
import Foundation

/// Measures composing, encoding and reading of messages beside GMime, Python's email package and the system's base64.
///
///     swift run -c release --package-path Benchmarks MessageBenchmark [--append FILE]
///
/// With `work` as its first word it is one of the programs that are measured.
@main
enum MessageBenchmark {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 4, arguments[0] == "work", let rounds = Int(arguments[3]) {
      guard let seconds = try Work.run(arguments[1], file: arguments[2], rounds: rounds) else { exit(64) }
      print(seconds)
      return
    }
    let directory = FileManager.default.temporaryDirectory.appending(path: "sealpost-messages-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    ChildProcess.endAllOnSignals { try? FileManager.default.removeItem(at: directory) }
    let text = try Comparison(in: directory).text()
    print(text)
    guard arguments.count == 2, arguments[0] == "--append" else { return }
    let file = URL(filePath: arguments[1])
    // The last of the file's sections, which an earlier run may have written.
    let others = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n## Messages\n")[0]
    try Data("\(others)\n\(text)".utf8).write(to: file)
  }
}
