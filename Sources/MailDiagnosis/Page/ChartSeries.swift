#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Moments counted in bins of equal length, by kind.
struct ChartSeries {
  struct Kind {
    let name: String
    let severity: Finding.Severity
    let total: Int
  }

  /// More kinds than there are patterns to tell them apart are counted as one.
  private static let maximumKinds = 8
  private static let maximumBins = 30
  /// In seconds; beyond them, years.
  private static let steps: [Double] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
    1_209_600, 2_592_000, 7_776_000,
  ]
  private static let year = 31_536_000.0

  /// The gravest first; as many as each bin has counts.
  let kinds: [Kind]
  private(set) var bins: [[Int]]
  /// The beginning of the first bin, in seconds since 1970.
  private let start: Double
  /// The length of a bin in seconds.
  private let step: Double

  /// `nil` where no moment is known.
  init?(_ moments: [Report.Moment]) {
    let known = moments.filter { PageDate.isKnown($0.date) }
    let times = known.map(\.date.timeIntervalSince1970)
    guard let first = times.min(), let last = times.max() else { return nil }
    let span = last - first
    let step =
      Self.steps.first { span / $0 <= Double(Self.maximumBins - 2) }
      ?? Self.year * (span / Self.year / Double(Self.maximumBins - 2)).rounded(.up)
    let start = (first / step).rounded(.down) * step
    let (kinds, indices) = Self.kinds(of: known)
    bins = Array(
      repeating: Array(repeating: 0, count: kinds.count), count: Int(((last - start) / step).rounded(.down)) + 1)
    for moment in known {
      let bin = Int(((moment.date.timeIntervalSince1970 - start) / step).rounded(.down))
      bins[min(max(bin, 0), bins.count - 1)][indices[moment.kind] ?? kinds.count - 1] += 1
    }
    self.kinds = kinds
    self.start = start
    self.step = step
  }

  private static func kinds(of moments: [Report.Moment]) -> ([Kind], [String: Int]) {
    var severities: [String: Finding.Severity] = [:]
    var totals: [String: Int] = [:]
    for moment in moments {
      severities[moment.kind] = max(severities[moment.kind] ?? .good, moment.severity)
      totals[moment.kind, default: 0] += 1
    }
    var kinds = totals.map { Kind(name: $0.key, severity: severities[$0.key] ?? .good, total: $0.value) }
    kinds.sort { $0.severity != $1.severity ? $0.severity > $1.severity : $0.name > $1.name }
    if kinds.count > maximumKinds {
      let rest = kinds[(maximumKinds - 1)...]
      let severity = rest.map(\.severity).max() ?? .good
      kinds =
        kinds.prefix(maximumKinds - 1) + [
          Kind(name: "others", severity: severity, total: rest.reduce(0) { $0 + $1.total })
        ]
    }
    return (kinds, Dictionary(kinds.enumerated().map { ($1.name, $0) }) { first, _ in first })
  }
}

extension ChartSeries {
  func sum(of bin: Int) -> Int { bins[bin].reduce(0, +) }

  var total: Int { kinds.reduce(0) { $0 + $1.total } }

  /// The most that a bin has, at least 1.
  var highest: Int { max(1, bins.indices.map(sum).max() ?? 1) }

  private func date(ofBin bin: Int) -> Date { Date(timeIntervalSince1970: start + Double(bin) * step) }

  private var isOneDay: Bool {
    PageDate.day(date(ofBin: 0)) == PageDate.day(date(ofBin: bins.count - 1))
  }

  /// When a bin begins, no more exact than need be: a time of day, a day, or both.
  func text(ofBin bin: Int) -> String {
    let date = date(ofBin: bin)
    guard step < 86_400 else { return PageDate.day(date) }
    let time = step < 60 ? PageDate.time(date) : String(PageDate.time(date).dropLast(3))
    return isOneDay ? time : "\(PageDate.day(date)) \(time)"
  }

  /// The same where there is little room.
  func label(ofBin bin: Int) -> String {
    let text = text(ofBin: bin)
    return step < 86_400 && !isOneDay ? String(text.dropFirst(5)) : text
  }

  var stepText: String {
    let units: [(Double, String)] = [
      (Self.year, "year"), (86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"),
    ]
    for (length, name) in units where step >= length && step.truncatingRemainder(dividingBy: length) == 0 {
      let count = Int(step / length)
      return count == 1 ? name : "\(count) \(name)s"
    }
    return "bin"
  }

  var axis: String {
    let day = isOneDay ? ", \(PageDate.day(date(ofBin: 0)))" : ""
    return "How many in each \(stepText), by the time at which they began (UTC\(day))."
  }

  /// The chart in words.
  var description: String {
    let parts = kinds.map { "\($0.name) \($0.total)" }.joined(separator: ", ")
    let busiest = bins.indices.max { sum(of: $0) < sum(of: $1) } ?? 0
    return "\(total) in all between \(PageDate.text(date(ofBin: 0))) and \(PageDate.text(date(ofBin: bins.count))), "
      + "counted in each \(stepText): \(parts). The most, \(sum(of: busiest)), from \(text(ofBin: busiest)) on. "
      + "The numbers are in the table below."
  }
}
