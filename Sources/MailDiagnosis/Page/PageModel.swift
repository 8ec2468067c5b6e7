/// What the templates of a page are filled with. The names of the members are those in the templates.
///
/// Mustache looks for a name that has no value in what surrounds it: a member that can be `nil` has a name of its own.
struct PageModel {
  struct Fact {
    let label: PageText
    let value: PageText
  }

  let title: PageText
  let word: PageText
  let severity: PageText
  let verdict: PageText
  let created: PageText
  let createdCode: PageText
  let version: PageText
  let facts: [Fact]
  let hasFacts: Bool
  let chart: PageChart?
  let table: PageTable?
  let findings: [PageFinding]
  let hasFindings: Bool
  /// A list of contents for one finding would only repeat it, where the finding is not far.
  let hasContents: Bool

  init(_ report: Report) {
    title = PageText(report.title)
    word = report.verdict.severity.word
    severity = report.verdict.severity.className
    verdict = PageText(report.verdict.text)
    created = PageText(PageDate.text(report.created))
    createdCode = PageText(PageDate.code(report.created))
    version = PageText(Product.version)
    facts = report.facts.map { Fact(label: PageText($0.label), value: PageText($0.value)) }
    hasFacts = !facts.isEmpty
    chart = PageChart(report)
    table = report.table.flatMap(PageTable.init)
    findings = report.findings.enumerated().map { PageFinding($1, anchor: "finding-\($0 + 1)") }
    hasFindings = !findings.isEmpty
    hasContents = findings.count > 1 || !findings.isEmpty && (table?.rows.count ?? 0) > 10
  }
}

extension Finding.Severity {
  /// How a page says it in a word, beside a shape: never by colour alone.
  var word: PageText {
    switch self {
    case .good: "Good"
    case .note: "Note"
    case .warning: "Warning"
    case .problem: "Problem"
    }
  }

  /// The name of its style and of its shape.
  var className: PageText { PageText(rawValue) }
}
