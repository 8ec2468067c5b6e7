import TLSWire

/// The connections that are over, as far as there is room for them.
struct ConnectionRecord {
  /// More are counted only, by what they came to.
  static let maximumConnections = 20_000

  private var numbered: [(number: Int, connection: ObservedConnection)] = []
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
    guard numbered.count < Self.maximumConnections else {
      omitted[connection.version, default: 0] += 1
      return
    }
    numbered.append((number, connection))
  }
}
