import BenchmarkSupport
import Foundation

/// What `RESULTS.md` says, the ratios first.
struct Results {
  let roster: Client.Roster
  let matrix: Matrix
  let memory: Memory?
  let terminator: String
  let settings: Matrix.Settings
  let seconds: Double

  private var outcomes: [Cell: [String: Outcome]] { matrix.outcomes }
  private var names: [String] { roster.clients.map(\.name) }

  var bars: String {
    var table = Table(["what", "aim", "measured", "", "beside"])
    for bar in Bar.all(outcomes, memory) {
      table.append([bar.name, bar.aimText, bar.value.map(Table.figure) ?? "—", bar.verdict, bar.note])
    }
    return table.text
  }

  var text: String {
    var parts = ["# Sealpost beside other programs that send", "Written by `make bench`; \(Self.conditions)"]
    parts += ["## The bars", bars]
    parts += ["## Ratios", "Messages a second of sealpost to those of each peer: above 1 sealpost sends more."]
    parts += tables(names.filter { $0 != "sealpost" }) { cell, name in
      guard let own = cell["sealpost"]?.messagesPerSecond, let other = cell[name]?.messagesPerSecond else { return nil }
      return Table.figure(own / other)
    }
    parts += ["## Messages a second", "Medians."]
    parts += tables(names) { cell, name in cell[name]?.messagesPerSecond.map(Table.figure) }
    parts += ["## Processor time of the client", "Microseconds a message, user and system. Medians."]
    parts += tables(names) { cell, name in cell[name]?.microsecondsPerMessage.map(Table.figure) }
    let megabytes = tables(names, sizes: [.medium, .large]) { cell, name, size in
      cell[name]?.messagesPerSecond.map { Table.figure($0 * Double(size.rawValue) / 1e6) }
    }
    if !megabytes.isEmpty { parts += ["## Megabytes a second", "In millions of bytes. Medians."] + megabytes }
    parts += ["## How far the runs were apart", "The slowest and the fastest run, in messages a second."]
    parts += tables(names) { cell, name in
      guard let outcome = cell[name], let lowest = outcome.lowest, let highest = outcome.highest else { return nil }
      return "\(Table.figure(lowest))…\(Table.figure(highest))"
    }
    parts += [
      "## Who was busy",
      "Of the time of a run, how much of a processor smtp-sink used, and after a slash the TLS terminator. A sink near 100 % is "
        + "what limits the client.",
    ]
    parts += tables(names, sinks: [.plain, .terminated]) { cell, name in
      guard let outcome = cell[name], let sink = outcome.sinkLoad else { return nil }
      let terminator = outcome.terminatorLoad.map { " / \(Int(($0 * 100).rounded())) %" } ?? ""
      return "\(Int((sink * 100).rounded())) %\(terminator)"
    }
    parts += ["## Conditions", conditions]
    return parts.map { $0.trimmingCharacters(in: .newlines) }.joined(separator: "\n\n") + "\n"
  }

  private static let conditions =
    "what each program does is said in `Peers/README.md`, what the cells are in `SendingBenchmark/Cell.swift`."

  private var conditions: String {
    var lines = [
      "- Date: \(Date().formatted(.iso8601.year().month().day()))", "- Machine: \(Machine.description)",
      "- Swift: \(Self.swiftVersion)",
      "- Runs: up to \(settings.runs) of about \(settings.secondsPerRun) s for each client in each cell, in turns; fewer where "
        + "they took more than \(settings.secondsPerClient) s together. The whole took \(Int(seconds)) s.",
      "- Every run was counted in the sink: all its messages had arrived, and no more.",
      "- TLS terminator: \(terminator), without tickets, so that every handshake is a full one; keys of P-256.",
    ]
    for client in roster.clients { lines.append("- \(client.name): \(client.version)") }
    for peer in roster.skipped { lines.append("- \(peer.name): skipped: \(peer.reason)") }
    if roster.clients.contains(where: { ["nodemailer", "lettre"].contains($0.name) }) {
      lines.append(
        "- nodemailer and lettre leave Nagle's algorithm on: the second of two small writes waits for an acknowledgement that "
          + "the other side delays, some 40 ms a message.")
    }
    if let memory {
      if let seconds = memory.attachmentSeconds {
        lines.append("- The attachment of 1 GiB went in \(Table.figure(seconds)) s, in base64.")
      }
      lines += memory.failures.map { "- Failed: \($0)" }
    }
    for (cell, clients) in outcomes.sorted(by: { $0.key.title < $1.key.title }) {
      for (name, outcome) in clients.sorted(by: { $0.key < $1.key }) {
        if let failure = outcome.failure {
          lines.append("- Failed: \(name), \(cell.name): \(failure)")
        }
      }
    }
    if !matrix.omitted.isEmpty {
      lines.append(
        "- The time was up before \(matrix.omitted.map(\.name).joined(separator: "; "))."
      )
    }
    return lines.joined(separator: "\n")
  }

  private static var swiftVersion: String {
    let directory = FileManager.default.temporaryDirectory
    let output = (try? ChildProcess.run(["swift", "--version"], directory: directory).output) ?? "unknown"
    return String(output.prefix { $0 != "\n" })
  }

  private func tables(
    _ names: [String], sinks: [Cell.Sink] = Cell.Sink.allCases, _ text: ([String: Outcome], String) -> String?
  ) -> [String] {
    tables(names, sinks: sinks, sizes: Cell.Size.allCases) { cell, name, _ in text(cell, name) }
  }

  /// A table for each sink, a row for each cell that was measured.
  private func tables(
    _ names: [String], sinks: [Cell.Sink] = Cell.Sink.allCases, sizes: [Cell.Size],
    _ text: ([String: Outcome], String, Cell.Size) -> String?
  ) -> [String] {
    sinks.flatMap { sink -> [String] in
      let cells = outcomes.keys.filter { $0.sink == sink && sizes.contains($0.size) }.sorted {
        ($0.size.rawValue, $0.connections, $0.reusesConnections ? 0 : 1)
          < ($1.size.rawValue, $1.connections, $1.reusesConnections ? 0 : 1)
      }
      guard !cells.isEmpty else { return [] }
      var table = Table([sink.rawValue] + names)
      for cell in cells {
        table.append([cell.title] + names.map { text(outcomes[cell] ?? [:], $0, cell.size) ?? "—" })
      }
      return [table.text]
    }
  }
}
