import BenchmarkSupport

/// What was set for this client to reach.
struct Bar: Sendable {
  enum Aim: Sendable {
    case atLeast(Double)
    case atMost(Double)
  }

  let name: String
  let aim: Aim
  let value: Double?
  /// What stands behind the figure: the peer, or the unit.
  let note: String

  var isReached: Bool? {
    value.map {
      switch aim {
      case .atLeast(let limit): $0 >= limit
      case .atMost(let limit): $0 <= limit
      }
    }
  }

  var aimText: String {
    switch aim {
    case .atLeast(let limit): "≥ \(Table.figure(limit))"
    case .atMost(let limit): "≤ \(Table.figure(limit))"
    }
  }

  var verdict: String {
    switch isReached {
    case true?: "pass"
    case false?: "fail"
    case nil: "not measured"
    }
  }

  static func all(_ outcomes: [Cell: [String: Outcome]], _ memory: Memory?) -> [Bar] {
    func cell(_ sink: Cell.Sink, _ connections: Int, reuses: Bool) -> [String: Outcome] {
      outcomes[Cell(sink: sink, size: .small, connections: connections, reusesConnections: reuses)] ?? [:]
    }
    func besideSource(_ connections: Int, _ limit: Double) -> Bar {
      let here = cell(.plain, connections, reuses: true)
      return Bar(
        name: "messages/s to smtp-source's, 4 KB, plain, \(connections) reused", aim: .atLeast(limit),
        value: ratio(here["sealpost"]?.messagesPerSecond, here["smtp-source"]?.messagesPerSecond), note: "smtp-source")
    }
    func processorTime(_ connections: Int) -> Bar {
      let here = cell(.plain, connections, reuses: true)
      return Bar(
        name: "processor time a message to smtp-source's, 4 KB, plain, \(connections) reused", aim: .atMost(0.4),
        value: ratio(here["sealpost"]?.microsecondsPerMessage, here["smtp-source"]?.microsecondsPerMessage),
        note: "smtp-source")
    }
    func besideBest(_ connections: Int, reuses: Bool, _ limit: Double) -> Bar {
      let here = cell(.terminated, connections, reuses: reuses)
      let best = here.filter { $0.key != "sealpost" }.max {
        ($0.value.messagesPerSecond ?? 0) < ($1.value.messagesPerSecond ?? 0)
      }
      return Bar(
        name:
          "messages/s to the best peer's, 4 KB, TLS 1.3, \(connections) \(reuses ? "reused" : "at a time, new for each message")",
        aim: .atLeast(limit),
        value: ratio(here["sealpost"]?.messagesPerSecond, best?.value.messagesPerSecond), note: best?.key ?? "")
    }
    return [
      besideSource(1, 3.5), besideSource(10, 1.6), processorTime(1), processorTime(10),
      besideBest(1, reuses: true, 3), besideBest(10, reuses: true, 3),
      besideBest(1, reuses: false, 1), besideBest(10, reuses: false, 1),
      Bar(
        name: "peak resident with an attachment of 1 GiB from disk, TLS 1.3", aim: .atMost(64),
        value: memory?.attachmentPeak.map { Double($0) / 1_048_576 }, note: "MiB"),
      Bar(
        name: "resident for each of 1,000 idle connections over TLS 1.3", aim: .atMost(64),
        value: memory?.idleConnection.map { Double($0) / 1024 }, note: "KiB"),
    ]
  }

  private static func ratio(_ own: Double?, _ other: Double?) -> Double? {
    guard let own, let other, other > 0 else { return nil }
    return own / other
  }
}
