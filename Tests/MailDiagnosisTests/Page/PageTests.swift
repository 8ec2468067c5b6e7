import Foundation
import Testing

@testable import MailDiagnosis

@Suite("The page of a report")
struct PageTests {
  private func report(
    _ text: String = "text", table: Report.Table? = nil, moments: [Report.Moment] = [], evidence: [Evidence] = []
  ) -> Report {
    Report(
      title: text, created: SampleReports.created, verdict: .init(.problem, text), facts: [.init(text, text)],
      table: table, moments: moments,
      findings: [
        Finding(
          "tls.test", .problem, text, evidence: evidence, meaning: text, remedy: text, reference: text)
      ], details: .connections([]))
  }

  /// What stands in the body, without tags.
  private func words(_ html: String) -> String {
    let body = html.components(separatedBy: "<body>").last ?? ""
    return body.replacing(/<[^>]*>/, with: " ").replacing(/\s+/, with: " ").trimmingCharacters(in: .whitespaces)
  }

  @Test("begins with the verdict, and its word")
  func verdictFirst() throws {
    #expect(words(try SampleReports.mixed().html()).hasPrefix("Problem : The program is the limit: in 5 of 46"))
  }

  @Test("has one h1, and no heading that skips a level")
  func headings() throws {
    let levels = try SampleReports.mixed().html().matches(of: /<h([1-6])[ >]/).compactMap { Int($0.output.1) }
    #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
  }

  @Test("says its language, its title, when it was made and by which version")
  func footer() throws {
    let html = try SampleReports.mixed().html()
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(html.contains("<title>Problem: capture of office-mail.pcapng</title>"))
    let footer = try #require(html.components(separatedBy: "<footer>").last)
    for part in ["capture of office-mail.pcapng", "Sealpost \(Product.version)", "2026-11-03 10:12:45 UTC"] {
      #expect(footer.contains(part))
    }
  }

  @Test("loads nothing and runs nothing")
  func selfContained() throws {
    for sample in try SampleReports.all {
      let html = try sample.report.html()
      #expect(!html.contains(/https?:/.ignoresCase()))
      #expect(!html.contains(/<(script|link|img|iframe|object|embed|form|base)\b/.ignoresCase()))
      #expect(!html.contains(/\s(src|on[a-z]+|action|srcdoc)\s*=/.ignoresCase()))
      #expect(!html.contains(/@import|url\((?!#kind-)/))
      #expect(html.matches(of: /href="([^"]*)"/).allSatisfy { $0.output.1.hasPrefix("#") })
      #expect(html.contains("default-src 'none'"))
    }
  }

  @Test("names each id once, and refers to none that is not there")
  func references() throws {
    for sample in try SampleReports.all {
      let html = try sample.report.html()
      let ids = html.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
      #expect(Set(ids).count == ids.count)
      let used =
        html.matches(of: /(?:href="#|url\(#)([^")]*)/).map { String($0.output.1) }
        + html.matches(of: /aria-labelledby="([^"]*)"/).flatMap { $0.output.1.split(separator: " ").map(String.init) }
      #expect(Set(used).subtracting(ids) == [])
    }
  }

  @Test("says the severity of everything in a word and a shape")
  func severity() throws {
    let html = try SampleReports.mixed().html()
    for (word, shape) in [("Problem", "problem"), ("Warning", "warning"), ("Good", "good")] {
      #expect(html.contains("<use href=\"#icon-\(shape)\"/></svg> \(word)"))
      #expect(html.contains("<symbol id=\"icon-\(shape)\""))
    }
  }

  @Test("says of each finding what was seen, what it means, what to do and where that stands")
  func finding() throws {
    let html = try SampleReports.programLimit().html()
    let finding = try SampleReports.limitFinding()
    for text in [finding.title, finding.meaning, finding.remedy ?? "-", finding.reference ?? "-", finding.id.rawValue] {
      let isThere = html.contains(text.replacing("'", with: "&#39;"))
      #expect(isThere, "\(text)")
    }
    #expect(html.contains("<dt>Server, after EHLO</dt><dd><code>250-STARTTLS</code></dd>"))
  }

  @Test("leaves out what there is nothing of")
  func empty() throws {
    let report = Report(title: "t", verdict: .init(.good, "v"), findings: [], details: .connections([]))
    let html = try report.html()
    #expect(!html.contains("<table") && !html.contains("<article") && !html.contains("<h2") && !html.contains("<dl"))
    let finding = Finding("a.b", .good, "f", meaning: "m")
    let bare = try Report(title: "t", verdict: .init(.good, "v"), findings: [finding], details: .connections([])).html()
    #expect(!bare.contains("What to do") && !bare.contains("Evidence") && !bare.contains("Source:"))
  }

  @Test("has table headers for columns and rows, and a caption")
  func table() throws {
    let html = try SampleReports.mixed().html()
    #expect(html.contains("<th scope=\"col\" role=\"columnheader\">Client</th>"))
    #expect(html.contains(/<th scope="row" role="rowheader" data-label="Client"[^>]*><span>192.168.10.31:52100/))
    #expect(html.matches(of: /<th[ >]/).count == html.matches(of: /<th scope="(col|row)"/).count)
    #expect(html.matches(of: /<table/).count == html.matches(of: /<caption/).count)
  }

  @Test(
    "lets no text become markup",
    arguments: [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</style><b>",
      "&lt;b&gt;", "{{verdict}}{{{title}}}", "<\u{301}script>", "\"\u{301} onfocus=\"alert(1)", "\u{600}<script>",
      "\u{600}\" onfocus=\"alert(1)", "\u{110BD}<b>", "<\u{200D}b>", "a\u{600}<\u{301}b>",
    ])
  func hostile(text: String) throws {
    let label = Evidence.text(label: text, text)
    let bytes = Evidence.bytes(
      .init(label: text, bytes: Array(text.utf8), marks: [.init(0..<1, text, text, isDecisive: true)]))
    let table = Report.Table(caption: text, columns: [text, text], rows: [.init([text, text], .warning)])
    let html = try report(
      text, table: table,
      moments: [.init(SampleReports.created, text, .warning), .init(SampleReports.created, "k", .good)],
      evidence: [label, bytes]
    ).html()
    // As long as the other, and broken where it is: what is long is set differently.
    let harmless = String(text.map { "_:.-/@".contains($0) ? $0 : "h" })
    let plain = try report(
      harmless, table: .init(caption: "c", columns: ["a", "b"], rows: [.init([harmless, harmless], .warning)]),
      moments: [.init(SampleReports.created, "h", .warning), .init(SampleReports.created, "k", .good)],
      evidence: [
        .text(label: "l", "t"),
        .bytes(.init(label: "l", bytes: Array(text.utf8), marks: [.init(0..<1, "n", "v", isDecisive: true)])),
      ]
    ).html()
    // By scalars, as a browser reads it: not one more bracket or quotation mark than with harmless text.
    for mark in ["<", ">", "\"", "'"] as [Unicode.Scalar] {
      #expect(html.unicodeScalars.count { $0 == mark } == plain.unicodeScalars.count { $0 == mark }, "\(mark)")
    }
  }

  @Test("shows no control character and nothing that turns the reading order round")
  func controls() throws {
    let html = try report("a\u{1B}[2J\u{202E}b\u{0}c").html()
    #expect(html.contains("a [2J b c"))
    #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.properties.isBidiControl })
  }

  @Test("shortens what no person reads")
  func long() throws {
    let html = try report(String(repeating: "x", count: 1_000_000)).html()
    #expect(html.utf8.count < 200_000)
  }

  @Test("of 10,000 connections shows the gravest, says how many are left out, and stays small")
  func large() throws {
    let report = SampleReports.large()
    let clock = ContinuousClock()
    var html = ""
    let elapsed = try clock.measure { html = try report.html() }
    #expect(html.contains("100 of 10000 rows, the gravest of them; 9900 are left out. --json has all."))
    #expect(html.matches(of: /<tr role="row" class="/).count == 100)
    #expect(!html.contains("<tr role=\"row\" class=\"good\">"))
    #expect(html.utf8.count < 400_000)
    #expect(elapsed < .seconds(20))
  }

  @Test("long text is cut, in letters or in accents on one of them", arguments: ["x", "\u{301}"])
  func longText(repeated: String) {
    let text = PageText("e" + String(repeating: repeated, count: 100_000))
    #expect(text.renderText.unicodeScalars.count == 4097)
    #expect(text.renderText.hasSuffix("…"))
  }
}
