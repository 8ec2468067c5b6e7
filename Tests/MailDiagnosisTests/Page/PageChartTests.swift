import Foundation
import Testing

@testable import MailDiagnosis

@Suite("The chart of a page")
struct PageChartTests {
  private func moment(_ seconds: Double, _ kind: String = "TLSv1.3", _ severity: Finding.Severity = .good)
    -> Report.Moment
  {
    .init(Date(timeIntervalSince1970: 1_793_700_000 + seconds), kind, severity)
  }

  private func report(_ moments: [Report.Moment]) -> Report {
    Report(title: "t", verdict: .init(.good, "v"), moments: moments, findings: [], details: .connections([]))
  }

  @Test("is not there without two moments that are known")
  func none() throws {
    #expect(ChartSeries([]) == nil)
    #expect(ChartSeries([.init(Date(timeIntervalSince1970: .nan), "k", .good)]) == nil)
    #expect(try !report([]).html().contains("<svg class=\"chart"))
    #expect(try !report([moment(0)]).html().contains("<svg class=\"chart"))
    #expect(try report([moment(0), moment(0)]).html().contains("<svg class=\"chart"))
  }

  @Test("counts every moment once, by kind, the gravest first")
  func counts() throws {
    let series = try #require(
      ChartSeries([
        moment(0), moment(1), moment(700, "refused", .problem), moment(701), moment(1500, "TLSv1.2", .good),
      ]))
    #expect(series.kinds.map(\.name) == ["refused", "TLSv1.3", "TLSv1.2"])
    #expect(series.kinds.map(\.total) == [1, 3, 1])
    #expect(series.bins.indices.reduce(0) { $0 + series.sum(of: $1) } == 5)
    #expect(series.stepText == "minute")
  }

  @Test(
    "has no more than thirty bins, however long it took", arguments: [0, 1, 59, 3600, 86_400, 3e6, 1e8, 9e8, 5e9, 2e11])
  func bins(span: Double) throws {
    let series = try #require(ChartSeries([moment(0), moment(span)]))
    #expect((1...30).contains(series.bins.count))
    #expect(series.sum(of: 0) >= 1 && series.sum(of: series.bins.count - 1) >= 1)
  }

  @Test("keeps to moments that a calendar has")
  func extremes() throws {
    let moments = [-1e18, -1, 1e12, 1e18, .infinity, -.infinity, .nan].map {
      Report.Moment(Date(timeIntervalSince1970: $0), "k", .good)
    }
    #expect(ChartSeries(moments) == nil)
    let series = try #require(ChartSeries(moments + [moment(0)]))
    #expect(series.kinds.map(\.total) == [1])
    let report = Report(
      title: "t", created: Date(timeIntervalSince1970: 1e18), verdict: .init(.good, "v"), moments: moments,
      findings: [], details: .connections([]))
    #expect(try report.html().contains("at a time that is not known"))
  }

  @Test("counts kinds beyond the eighth together")
  func manyKinds() throws {
    let series = try #require(ChartSeries((0..<30).map { moment(Double($0), "kind \($0)") }))
    #expect(series.kinds.count == 8)
    #expect(series.kinds.last?.name == "others")
    #expect(series.kinds.reduce(0) { $0 + $1.total } == 30)
  }

  @Test("has a title, a text and a table for those who do not see it")
  func alternatives() throws {
    let html = try report([moment(0), moment(130, "refused", .problem)]).html()
    #expect(html.contains("role=\"img\" aria-labelledby=\"chart-title-wide chart-text-wide\""))
    #expect(html.contains("<title id=\"chart-title-wide\">Connections by version over time</title>"))
    #expect(
      html.contains(
        /<desc id="chart-text-wide">2 in all between 2026-11-03 10:00:00 UTC and .*: refused 1, TLSv1.3 1\./))
    #expect(html.contains("<th scope=\"col\">refused</th><th scope=\"col\">TLSv1.3</th><th scope=\"col\">All</th>"))
    #expect(html.contains("<tr><th scope=\"row\">10:00:00</th><td>0</td><td>1</td><td>1</td></tr>"))
  }

  @Test("tells kinds apart by pattern as well as by colour")
  func patterns() throws {
    let severities: [Finding.Severity] = [.good, .good, .good, .warning, .warning, .problem, .problem, .note]
    let html = try report(severities.enumerated().map { moment(Double($0), "kind \($0)", $1) }).html()
    let patterns = html.matches(of: /fill-opacity="([^"]*)"\/><path d="([^"]*)"/).map {
      "\($0.output.1) \($0.output.2)"
    }
    #expect(patterns.count == 8 && Set(patterns).count == 8)
  }

  @Test("draws its bars inside its box, one on the other")
  func bars() throws {
    let moments = (0..<200).map { number in
      let isRefused = number.isMultiple(of: 3)
      return moment(Double(number * 37 % 900), isRefused ? "refused" : "TLSv1.3", isRefused ? .problem : .good)
    }
    let series = try #require(ChartSeries(moments))
    let drawing = ChartDrawing(series, form: "wide", width: 880, height: 260, labels: 8)
    func number(_ text: PageText) -> Double { Double(text.renderText) ?? -1 }
    for bar in drawing.bars {
      #expect(number(bar.x) >= 40 && number(bar.x) + number(bar.width) <= 870)
      #expect(number(bar.y) >= 11 && number(bar.y) + number(bar.height) <= 230.2)
    }
    #expect((2...6).contains(drawing.lines.count))
    #expect((1...8).contains(drawing.labels.count))
  }
}
