import Foundation
import TLSWire

/// What many connections have in common: how many of each version, how many of each finding.
struct ConnectionCensus {
  /// A finding, and how many connections have one of its kind.
  private struct Entry {
    let finding: Finding
    /// The first that has it.
    let connection: ObservedConnection
    var count: Int
  }

  private let connections: [ObservedConnection]
  private let entries: [Entry]

  init(_ connections: [ObservedConnection]) {
    self.connections = connections
    var indices: [Finding.ID: Int] = [:]
    var entries: [Entry] = []
    for connection in connections {
      for finding in connection.findings {
        if let index = indices[finding.id] {
          entries[index].count += 1
        } else {
          indices[finding.id] = entries.count
          entries.append(Entry(finding: finding, connection: connection, count: 1))
        }
      }
    }
    self.entries = entries
  }

  /// Each kind once, as the first connection has it, with how many have it.
  var findings: [Finding] {
    entries.map { entry in
      var finding = entry.finding
      // Where all is well the hellos are shown once, as an example, and not with every connection.
      if finding.id == "tls.agreed" { finding.evidence = entry.connection.offer + entry.connection.choice }
      guard connections.count > 1 else { return finding }
      finding.evidence.insert(
        .text(label: "Seen in", "\(entry.count) of \(connections.count) connections; this is the first of them"), at: 0)
      return finding
    }
  }

  var facts: [Report.Fact] {
    var facts = [Report.Fact("Connections", "\(connections.count)")]
    let kinds = Dictionary(grouping: connections, by: \.kind).mapValues(\.count)
    for (kind, count) in kinds.sorted(by: { $0.key < $1.key }) {
      facts.append(Report.Fact(kind, "\(count)"))
    }
    let begins = connections.compactMap(\.began)
    if let first = begins.min(), let last = begins.max() {
      facts.append(Report.Fact("First began", first.formatted(.iso8601)))
      if last > first { facts.append(Report.Fact("Last began", last.formatted(.iso8601))) }
    }
    return facts
  }

  func verdict(remarks: [Finding]) -> Report.Verdict {
    guard !connections.isEmpty else {
      let remark = remarks.filter { $0.severity >= .warning }.max { $0.severity < $1.severity }
      return Report.Verdict(remark?.severity ?? .note, remark?.title ?? "No mail connection was seen.")
    }
    let gravest = entries.filter { $0.finding.severity >= .warning }.max {
      ($0.finding.severity, $0.count) < ($1.finding.severity, $1.count)
    }
    if let gravest {
      let title = gravest.finding.title
      guard connections.count > 1 else { return Report.Verdict(gravest.finding.severity, title) }
      let share =
        gravest.count == connections.count
        ? "In all \(connections.count) connections" : "In \(gravest.count) of \(connections.count) connections"
      return Report.Verdict(gravest.finding.severity, "\(share): \(title)")
    }
    let versions = connections.compactMap(\.version)
    guard !versions.isEmpty else {
      return Report.Verdict(.note, "Which TLS version was agreed was not to be seen.")
    }
    let names = versions.spoken
    guard connections.count > 1 else {
      return Report.Verdict(.good, "The program and the server agreed on \(names).")
    }
    guard versions.count < connections.count else {
      return Report.Verdict(.good, "All \(connections.count) connections agreed on \(names).")
    }
    return Report.Verdict(
      .note, "\(versions.count) of \(connections.count) connections agreed on \(names); of the others nothing was seen."
    )
  }
}
