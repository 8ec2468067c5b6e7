/// A finding of a page, with its evidence.
struct PageFinding {
  struct Quote {
    let label: PageText
    let text: PageText
  }

  static let maximumQuotes = 40
  static let maximumDumps = 6

  let anchor: PageText
  let id: PageText
  let severity: PageText
  let word: PageText
  let title: PageText
  let meaning: PageText
  let remedy: PageText?
  let reference: PageText?
  let quotes: [Quote]
  let dumps: [PageDump]
  let hasEvidence: Bool
  let hasQuotes: Bool
  let leftOut: PageText?

  /// - Parameter anchor: names the finding in the page; each has its own.
  init(_ finding: Finding, anchor: String) {
    self.anchor = PageText(anchor)
    id = PageText(finding.id.rawValue)
    severity = finding.severity.className
    word = finding.severity.word
    title = PageText(finding.title)
    meaning = PageText(finding.meaning)
    remedy = finding.remedy.map { PageText($0) }
    reference = finding.reference.map { PageText($0) }
    var quotes: [Quote] = []
    var dumps: [AnnotatedBytes] = []
    for evidence in finding.evidence {
      switch evidence {
      case .text(let label, let text): quotes.append(Quote(label: PageText(label), text: PageText(text)))
      case .bytes(let bytes): dumps.append(bytes)
      }
    }
    self.quotes = Array(quotes.prefix(Self.maximumQuotes))
    self.dumps = dumps.prefix(Self.maximumDumps).enumerated().map { PageDump($1, anchor: "\(anchor)-bytes-\($0 + 1)") }
    hasEvidence = !finding.evidence.isEmpty
    hasQuotes = !quotes.isEmpty
    let missing = finding.evidence.count - self.quotes.count - self.dumps.count
    leftOut = missing > 0 ? "\(missing) more of the same kind are left out. --json has all." : nil
  }
}
