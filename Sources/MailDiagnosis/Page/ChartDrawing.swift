/// Where the bars, lines and labels of a chart stand, in the units of its view box.
struct ChartDrawing {
  struct Line {
    let left: Int
    let right: Int
    let y: PageText
    let labelX: Int
    let labelY: PageText
    let label: Int
  }

  struct Bar {
    let index: Int
    let severity: PageText
    let x: PageText
    let y: PageText
    let width: PageText
    let height: PageText
  }

  struct Label {
    let x: PageText
    let y: Int
    let top: Int
    let bottom: Int
    let anchor: PageText
    let text: PageText
  }

  private static let margin = (top: 12, right: 12, bottom: 30, left: 40)
  private static let widestBar = 48.0
  private static let widestLabel = 80.0

  let form: PageText
  let width: Int
  let height: Int
  let lines: [Line]
  let bars: [Bar]
  let labels: [Label]

  /// - Parameter labels: how many labels the time axis has room for, at least 1.
  init(_ series: ChartSeries, form: PageText, width: Int, height: Int, labels: Int) {
    self.form = form
    self.width = width
    self.height = height
    let floor = height - Self.margin.bottom
    let right = width - Self.margin.right
    let scale = Self.scale(upTo: series.highest)
    let unit = Double(floor - Self.margin.top) / Double(scale.top)
    lines = stride(from: 0, through: scale.top, by: scale.step).map { count in
      let y = Double(floor) - Double(count) * unit
      return Line(
        left: Self.margin.left, right: right, y: Self.text(y), labelX: Self.margin.left - 8, labelY: Self.text(y + 4),
        label: count)
    }
    let slot = Double(right - Self.margin.left) / Double(series.bins.count)
    bars = Self.bars(of: series, slot: slot, unit: unit, floor: Double(floor))
    let every = max(1, (series.bins.count + labels - 1) / labels)
    self.labels = stride(from: 0, to: series.bins.count, by: every).map { bin in
      let x = Double(Self.margin.left) + slot * Double(bin)
      return Label(
        x: Self.text(x), y: floor + 20, top: floor, bottom: floor + 5,
        anchor: x > Double(right) - Self.widestLabel / 2 ? "end" : "middle",
        text: PageText(series.label(ofBin: bin)))
    }
  }

  /// The gravest kind stands on the floor, where heights are compared most easily.
  private static func bars(of series: ChartSeries, slot: Double, unit: Double, floor: Double) -> [Bar] {
    let gap = min(3, slot * 0.2)
    let width = min(slot - gap, widestBar)
    return series.bins.enumerated().flatMap { bin, counts in
      var top = floor
      return counts.enumerated().compactMap { index, count -> Bar? in
        guard count > 0 else { return nil }
        let height = Double(count) * unit
        top -= height
        return Bar(
          index: index, severity: series.kinds[index].severity.className,
          x: text(Double(margin.left) + slot * Double(bin) + gap / 2), y: text(top), width: text(width),
          height: text(height))
      }
    }
  }

  /// A round step with which at most five lines reach the highest count.
  private static func scale(upTo highest: Int) -> (step: Int, top: Int) {
    var power = 1
    while true {
      for factor in [1, 2, 5] {
        let step = factor * power
        if highest <= step * 5 { return (step, (highest + step - 1) / step * step) }
      }
      guard power < 1_000_000_000_000 else { return (highest, highest) }
      power *= 10
    }
  }

  /// A number with one decimal.
  private static func text(_ number: Double) -> PageText {
    let tenths = Int((number * 10).rounded())
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
