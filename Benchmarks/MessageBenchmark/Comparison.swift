import BenchmarkSupport
import Foundation

/// All jobs, each done by every program in turn, and their table.
struct Comparison {
  private struct Job {
    let title: String
    let name: String
    let file: String
    /// How many bytes go in.
    let bytes: Int
  }

  /// Each program does each job in so many processes; the median of their fastest rounds counts.
  private static let turns = 5
  private static let rounds = 5

  private let directory: URL
  private let jobs: [Job]
  private let programs: [(name: String, words: [String])]

  init(in directory: URL) throws {
    self.directory = directory
    let own = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).path
    let benchmarks = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let peers = benchmarks.appending(path: "Peers")
    let gmime = directory.appending(path: "gmime").path
    let command = "cc -O2 -o '\(gmime)' '\(peers.path)/mime_gmime.c' $(pkg-config --cflags --libs gmime-3.0)"
    let hasGMime = (try? ChildProcess.run(["sh", "-c", command], directory: directory)) != nil
    programs =
      [("sealpost", [own, "work"])] + (hasGMime ? [("GMime", [gmime])] : [])
      + [("Python email", ["python3", peers.appending(path: "mime_email.py").path])]
    let fixtures = benchmarks.deletingLastPathComponent().appending(path: "Tests/Fixtures")
    jobs = try Self.jobs(Inputs(in: directory, fixtures: fixtures))
  }

  private static func jobs(_ inputs: Inputs) -> [Job] {
    func job(_ title: String, _ name: String, _ input: Inputs.Input) -> Job {
      Job(title: title, name: name, file: input.path, bytes: input.bytes)
    }
    return [
      job("compose a message with 10 MB attached", "compose", inputs.attachment),
      job("base64, encode", "base64-encode", inputs.attachment),
      job("base64, decode", "base64-decode", inputs.base64),
      job("quoted-printable, encode", "quoted-printable-encode", inputs.text),
      job("quoted-printable, decode", "quoted-printable-decode", inputs.quoted),
      job("read 1,000 messages", "parse", inputs.thousand),
      job("read a message of 50 MB", "parse", inputs.large),
    ]
  }

  /// The tables in Markdown.
  func text() throws -> String {
    var table = Table(["what", "sealpost, MB/s"] + programs.dropFirst().map { "to \($0.name)" } + ["to memcpy"])
    for job in jobs {
      let copied = Job(title: "", name: "memcpy", file: job.name == "parse" ? "" : job.file, bytes: job.bytes)
      var seconds: [String: [Double]] = [:]
      for _ in 0..<Self.turns {
        for program in programs { seconds[program.name, default: []].append(try run(program.words, job)) }
        if !copied.file.isEmpty { seconds["memcpy", default: []].append(try run(programs[0].words, copied)) }
      }
      let medians = seconds.mapValues { $0.sorted()[$0.count / 2] }
      let own = medians["sealpost"] ?? .nan
      let ratios = (programs.dropFirst().map(\.name) + ["memcpy"]).map { name in
        medians[name].map { Table.figure($0 / own) } ?? "—"
      }
      table.append([job.title, Table.figure(Double(job.bytes) / own / 1e6)] + ratios)
    }
    return """
      ## Messages

      The ratios say how many times as fast sealpost is. Processor time; medians of \(Self.turns) processes of each program in
      turns, each of which counts the fastest of \(Self.rounds) rounds. Encoding and decoding of ours is measured through
      messages, line ends included; that of the peers is called as it is. The 1,000 messages are those of `Tests/Fixtures`, again
      and again, each read to its decoded parts. On \(Machine.description).

      \(table.text)
      - The system's `base64` encodes the 10 MB, its start included, at \(try systemBase64()) MB/s.
      - Peak resident memory while a message with a file of 1 GiB is streamed: \(try peak()) MiB (aim: below 32).

      """
  }

  private func run(_ words: [String], _ job: Job) throws -> Double {
    let output = try ChildProcess.run(
      words + [job.name, job.file, "\(Self.rounds)"], directory: directory, limit: 300
    ).output
    return Double(output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
  }

  private func systemBase64() throws -> String {
    let usage = try ChildProcess.run(["base64", jobs[0].file], directory: directory).usage
    return Table.figure(Double(jobs[0].bytes) / usage.processorSeconds / 1e6)
  }

  private func peak() throws -> String {
    let path = directory.appending(path: "sparse").path
    try Data().write(to: URL(filePath: path))
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.truncate(atOffset: 1 << 30)
    try handle.close()
    return Table.figure(try run(programs[0].words, Job(title: "", name: "stream", file: path, bytes: 0)) / 1_048_576)
  }
}
