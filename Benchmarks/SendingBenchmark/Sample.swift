import BenchmarkSupport

/// One measurement of one client in one cell.
struct Sample: Sendable {
  let messagesPerSecond: Double
  /// Processor time of the client, in microseconds for each message.
  let microsecondsPerMessage: Double
  /// How much of the time the sink's one thread was busy, from 0 to 1; nil where there are many.
  let sinkLoad: Double?
  /// How many processors the terminator kept busy.
  let terminatorLoad: Double?
}

/// What came of one client in one cell.
struct Outcome: Sendable {
  var samples: [Sample] = []
  /// Why there are not more.
  var failure: String?
  /// What the program itself said then.
  var failureDetail = ""

  mutating func fail(_ error: any Error) {
    failure = "\(error)"
    failureDetail = String(((error as? ChildProcess.Failure)?.detail ?? "").suffix(1000))
  }

  private func median(_ value: (Sample) -> Double?) -> Double? {
    let values = samples.compactMap(value).sorted()
    return values.isEmpty ? nil : values[values.count / 2]
  }

  var messagesPerSecond: Double? { median(\.messagesPerSecond) }
  var microsecondsPerMessage: Double? { median(\.microsecondsPerMessage) }
  var sinkLoad: Double? { median(\.sinkLoad) }
  var terminatorLoad: Double? { median(\.terminatorLoad) }
  var lowest: Double? { samples.map(\.messagesPerSecond).min() }
  var highest: Double? { samples.map(\.messagesPerSecond).max() }
}
