public import TLSWire

/// What the connections of a tap have in common.
///
/// Its numbers are exact. Of the connections themselves it keeps the first ones only, and of those that were as they should
/// be not the raw bytes, so that a tap can run for weeks.
public struct TapTally: Sendable {
  /// The most connections that are kept.
  public static let maximumKept = 1000
  /// The most lines of dialogue that are kept of each.
  static let maximumDialogue = 40

  private var kept: [(number: Int, connection: ObservedConnection)] = []
  private var census = ConnectionCensus()

  public init() {}

  /// The connections that ended first, in the order in which they began.
  public var connections: [ObservedConnection] {
    kept.sorted { $0.number < $1.number }.map(\.connection)
  }

  /// How many connections have ended.
  public var count: Int { census.count }

  /// How many sent credentials or a message in clear, and had no TLS.
  public var inClear: Int { census.inClear }

  /// How many connections fell short of a minimum: they agreed on an older version, offered nothing better, or had mail
  /// or credentials cross the wire in clear.
  public func count(under minimum: TLSVersion) -> Int {
    census.count(under: minimum)
  }

  /// A report on all of them.
  public func report(title: String, facts: [Report.Fact] = [], remarks: [Finding] = []) -> Report {
    let missing = count - kept.count
    let details = Report.Fact("Told one by one", "the first \(kept.count); \(missing) more are only counted")
    return Report(
      connections: connections, of: census, title: title, facts: facts + (missing > 0 ? [details] : []),
      remarks: remarks)
  }

  mutating func add(_ connection: ObservedConnection, number: Int) {
    census.add(connection)
    if kept.count < Self.maximumKept { kept.append((number, connection.abridged)) }
  }
}

extension ObservedConnection {
  /// Keeps the first lines of the dialogue only.
  mutating func shortenDialogue(to count: Int) {
    let surplus = dialogue.count - count
    guard surplus > 0 else { return }
    dialogue.removeLast(surplus)
    omittedLines += surplus
  }

  /// The connection without what only a closer look needs.
  fileprivate var abridged: ObservedConnection {
    var connection = self
    connection.shortenDialogue(to: TapTally.maximumDialogue)
    guard severity < .warning else { return connection }
    connection.clientHello = nil
    connection.serverHello = nil
    connection.clientHelloRecords = []
    connection.serverHelloRecords = []
    for index in connection.findings.indices {
      connection.findings[index].evidence.removeAll { if case .bytes = $0 { true } else { false } }
    }
    return connection
  }
}
