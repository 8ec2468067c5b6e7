import TLSWire

/// The connections that are over: all are counted, and as many kept as there is room for.
struct ConnectionRecord {
  /// So that a report on them, with its JSON, stays well under 256 MiB.
  static let maximumConnections = 6000
  /// Of each kind of finding, so many have the bytes with them on which they rest.
  static let maximumDumps = 100
  /// Once so many lines of dialogue are kept, only the first few of each connection are.
  static let maximumLines = 50_000
  static let shortDialogue = 8

  private var numbered: [(number: Int, connection: ObservedConnection)] = []
  /// The places of those in which nothing is wrong: they make room for others.
  private var harmless: [Int] = []
  private var dumps: [Finding.ID: Int] = [:]
  private var lines = 0
  private(set) var census = ConnectionCensus()
  /// How many are counted only, by their versions; `nil` for those that agreed on none.
  private(set) var omitted: [TLSVersion?: Int] = [:]

  /// In the order in which they began.
  var connections: [ObservedConnection] {
    numbered.sorted { $0.number < $1.number }.map(\.connection)
  }

  mutating func add(_ sink: AnalyzedConnection, number: Int, endedAt time: PacketTime, hasConflict: Bool) {
    var connection = sink.connection(endedAt: time)
    // Where the client said nothing, the server's greeting has to tell FTP from SMTP.
    if let probe = sink.probe, probe.verdict != .isSMTP,
      connection.dialogue.first?.text.uppercased().contains("SMTP") != true
    {
      return
    }
    if hasConflict { connection.findings.append(.conflictingBytes) }
    census.add(connection)
    for index in connection.findings.indices { strip(&connection.findings[index]) }
    if lines >= Self.maximumLines { connection.shortenDialogue(to: Self.shortDialogue) }
    lines += connection.dialogue.count
    keep(connection, number)
  }

  private mutating func strip(_ finding: inout Finding) {
    let count = dumps[finding.id, default: 0]
    guard count >= Self.maximumDumps else {
      dumps[finding.id] = count + 1
      return
    }
    finding.evidence.removeAll { if case .bytes = $0 { true } else { false } }
  }

  private mutating func keep(_ connection: ObservedConnection, _ number: Int) {
    let isHarmless = connection.severity < .warning
    guard numbered.count >= Self.maximumConnections else {
      if isHarmless { harmless.append(numbered.count) }
      numbered.append((number, connection))
      return
    }
    guard !isHarmless, let place = harmless.popLast() else {
      omitted[connection.version, default: 0] += 1
      return
    }
    omitted[numbered[place].connection.version, default: 0] += 1
    numbered[place] = (number, connection)
  }
}
