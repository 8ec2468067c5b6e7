#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The chart of a page: how often each kind was seen, over time.
struct PageChart {
  struct Kind {
    let index: Int
    let name: PageText
    let severity: PageText
    let total: Int
    let ground: PageText
    let path: PageText
  }

  struct Bin {
    let label: PageText
    let counts: [Int]
    let sum: Int
  }

  let heading: PageText
  let description: PageText
  let axis: PageText
  let kinds: [Kind]
  let bins: [Bin]
  let drawings: [ChartDrawing]

  /// `nil` where no two moments are known: there is nothing to compare.
  init?(_ report: Report) {
    guard let series = ChartSeries(report.moments), series.total > 1 else { return nil }
    var title = "What happened over time"
    if case .connections = report.details { title = "Connections by version over time" }
    heading = PageText(title)
    description = PageText(series.description)
    axis = PageText(series.axis)
    var used: [Finding.Severity: Int] = [:]
    kinds = series.kinds.enumerated().map { index, kind in
      let pattern = ChartPattern(kind.severity, number: used[kind.severity, default: 0])
      used[kind.severity, default: 0] += 1
      return Kind(
        index: index, name: PageText(kind.name), severity: kind.severity.className, total: kind.total,
        ground: PageText(pattern.ground), path: PageText(pattern.path))
    }
    bins = series.bins.indices.filter { series.sum(of: $0) > 0 }.map {
      Bin(label: PageText(series.text(ofBin: $0)), counts: series.bins[$0], sum: series.sum(of: $0))
    }
    drawings = [
      ChartDrawing(series, form: "wide", width: 880, height: 260, labels: 8),
      ChartDrawing(series, form: "narrow", width: 340, height: 220, labels: 3),
    ]
  }
}
