import Foundation
import TLSWire

/// What many connections have in common: how many of each version, how many of each finding.
///
/// It takes one connection after the other and keeps none, so that any number of them can be counted.
struct ConnectionCensus: Sendable {
  /// Findings of one kind whose titles differ are told apart: a program that offers TLS 1.1 does not offer TLS 1.0.
  private struct Kind: Hashable {
    let id: Finding.ID
    let title: String
  }

  /// A finding, and how many connections have one of its kind.
  private struct Entry {
    let finding: Finding
    /// The first that has it.
    let connection: ObservedConnection
    var count: Int
  }

  /// A capture that somebody made up has as many titles as he likes: those above this number go with the first of
  /// their kind.
  private static let maximumEntries = 200

  /// How many connections there were.
  private(set) var count = 0
  private var entries: [Entry] = []
  private var indices: [Kind: Int] = [:]
  private var firstIndices: [Finding.ID: Int] = [:]
  private var kinds: [String: Int] = [:]
  private var libraries: [String: Int] = [:]
  private var versions: [TLSVersion: Int] = [:]
  /// How many can do no better than a version: the one that was agreed or, where none was, the highest offered.
  private var bests: [TLSVersion: Int] = [:]
  /// How many sent credentials or a message in clear, and had no TLS.
  private(set) var inClear = 0
  private var firstBegan: Date?
  private var lastBegan: Date?

  init(_ connections: [ObservedConnection] = []) {
    for connection in connections { add(connection) }
  }

  mutating func add(_ connection: ObservedConnection) {
    count += 1
    kinds[connection.kind, default: 0] += 1
    // There are as many names as libraries in a table, and one for those that are in none.
    if connection.clientHello != nil { libraries[connection.library?.name ?? "not recognised", default: 0] += 1 }
    if let version = connection.version { versions[version, default: 0] += 1 }
    if let best = connection.version ?? connection.highestOffer {
      bests[best, default: 0] += 1
    } else if connection.opening == .plaintext, connection.hasClearMessage || connection.hasClearCredentials {
      inClear += 1
    }
    if let began = connection.began {
      firstBegan = min(firstBegan ?? began, began)
      lastBegan = max(lastBegan ?? began, began)
    }
    for finding in connection.findings {
      let kind = Kind(id: finding.id, title: finding.title)
      if let index = indices[kind] ?? (entries.count < Self.maximumEntries ? nil : firstIndices[finding.id]) {
        entries[index].count += 1
      } else {
        indices[kind] = entries.count
        if firstIndices[finding.id] == nil { firstIndices[finding.id] = entries.count }
        entries.append(Entry(finding: finding, connection: connection, count: 1))
      }
    }
  }

  /// How many fell short of a minimum: they agreed on an older version, offered nothing better, or had mail or
  /// credentials cross the wire in clear.
  func count(under minimum: TLSVersion) -> Int {
    inClear + bests.reduce(0) { $0 + ($1.key < minimum ? $1.value : 0) }
  }

  /// Each kind once, as the first connection has it, with how many have it.
  var findings: [Finding] {
    entries.map { entry in
      var finding = entry.finding
      // Where all is well the hellos are shown once, as an example, and not with every connection.
      if finding.id == "tls.agreed" { finding.evidence = entry.connection.offer + entry.connection.choice }
      guard count > 1 else { return finding }
      finding.evidence.insert(
        .text(label: "Seen in", "\(entry.count) of \(count) connections; this is the first of them"), at: 0)
      return finding
    }
  }

  var facts: [Report.Fact] {
    var facts = [Report.Fact("Connections", "\(count)")]
    for (kind, count) in kinds.sorted(by: { $0.key < $1.key }) {
      facts.append(Report.Fact(kind, "\(count)"))
    }
    for (library, count) in libraries.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      facts.append(Report.Fact("TLS library", "\(library): \(count)"))
    }
    if let firstBegan, let lastBegan {
      facts.append(Report.Fact("First began", firstBegan.formatted(.iso8601)))
      if lastBegan > firstBegan { facts.append(Report.Fact("Last began", lastBegan.formatted(.iso8601))) }
    }
    return facts
  }

  func verdict(remarks: [Finding]) -> Report.Verdict {
    guard count > 0 else {
      let remark = remarks.filter { $0.severity >= .warning }.max { $0.severity < $1.severity }
      return Report.Verdict(remark?.severity ?? .note, remark?.title ?? "No mail connection was seen.")
    }
    // Of equals the first.
    let gravest = entries.filter { $0.finding.severity >= .warning }.max {
      ($0.finding.severity, $0.count) < ($1.finding.severity, $1.count)
    }
    if let gravest {
      let title = gravest.finding.title
      guard count > 1 else { return Report.Verdict(gravest.finding.severity, title) }
      let share =
        gravest.count == count
        ? "In all \(count) connections" : "In \(gravest.count) of \(count) connections"
      return Report.Verdict(gravest.finding.severity, "\(share): \(title)")
    }
    guard !versions.isEmpty else {
      return Report.Verdict(.note, "Which TLS version was agreed was not to be seen.")
    }
    let names = versions.keys.spoken
    let agreed = versions.values.reduce(0, +)
    guard count > 1 else {
      return Report.Verdict(.good, "The program and the server agreed on \(names).")
    }
    guard agreed < count else {
      return Report.Verdict(.good, "All \(count) connections agreed on \(names).")
    }
    return Report.Verdict(
      .note, "\(agreed) of \(count) connections agreed on \(names); what became of the others was not to be seen."
    )
  }
}
