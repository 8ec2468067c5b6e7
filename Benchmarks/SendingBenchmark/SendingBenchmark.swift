import BenchmarkSupport
import Foundation

/// Measures Sealpost's client beside other programs that send, in one run, into the same sinks.
///
///     Benchmarks/Peers/setup.sh
///     swift run -c release --package-path Benchmarks SendingBenchmark [--quick] [--results FILE]
///
/// With `send`, `attachment` or `idle` as its first word it is one of the programs that are measured.
@main
enum SendingBenchmark {
  static func main() async throws {
    raiseFileLimit()
    let arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case "send": try print(await sender(arguments).send())
    case "attachment": try print(await sender(arguments).sendAttachment())
    case "idle": Swift.print(try await sender(arguments).holdIdle())
    default:
      guard let options = Options(arguments) else {
        Swift.print(Options.usage)
        exit(64)
      }
      try compare(options)
    }
  }

  private static func sender(_ arguments: ArraySlice<String>) -> OurSender {
    guard let job = Job(arguments: arguments.dropFirst()) else {
      Swift.print("usage: \(arguments.first ?? "") HOST PORT plain|tls|starttls CA FILE COUNT CONNECTIONS reuse|new")
      exit(64)
    }
    return OurSender(job: job)
  }

  private static func print(_ measured: Measured) throws {
    Swift.print(String(decoding: try JSONEncoder().encode(measured), as: UTF8.self))
  }

  private static func compare(_ options: Options) throws {
    let began = ContinuousClock.now
    let directory = FileManager.default.temporaryDirectory.appending(path: "sealpost-benchmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    ChildProcess.endAllOnSignals { try? FileManager.default.removeItem(at: directory) }
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let roster = try Client.roster(folder: folder, directory: directory, only: options.only)
    for client in roster.clients { say("\(client.name): \(client.version)") }
    for peer in roster.skipped { say("\(peer.name): skipped: \(peer.reason)") }

    let cells = options.cells
    let stage = try Stage(
      directory: directory, terminator: options.terminator, needsPostfix: cells.contains { $0.sink == .postfix })
    defer { stage.stop() }
    var settings = options.settings
    settings.deadline = began + .seconds(60 * options.minutes)
    var matrix = Matrix(stage: stage, clients: roster.clients, settings: settings)
    matrix.run(cells, say: say)
    let memory = roster.clients.first { $0.name == "sealpost" }.map { Memory(of: $0, on: stage) }
    let results = Results(
      roster: roster, matrix: matrix, memory: memory, terminator: stage.terminator.version(directory: directory),
      settings: settings, seconds: (ContinuousClock.now - began) / .seconds(1))
    if let file = options.results { try results.text.write(toFile: file, atomically: true, encoding: .utf8) }
    say(results.bars)
    for failure in memory?.failures ?? [] { say(failure) }
  }

  /// At once, also into a pipe.
  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }

  /// A thousand connections take more descriptors than many systems allow unless asked; children inherit it.
  private static func raiseFileLimit() {
    #if os(Linux)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 20_000)
    setrlimit(resource, &limit)
  }
}
