import MailDiagnosis
import TLSWire

/// What a tap has seen by its end.
struct TapSummary: Encodable {
  let report: Report
  /// How many connections fell short of the minimum.
  let shortfalls: Int
  private let minimum: TLSVersion

  /// - Parameter minimum: what was asked for; TLS 1.2 where nothing was.
  init(_ tap: Tap, minimum: TLSVersion?) {
    self.init(
      tap.tally, title: "tap on \(tap.host), port \(tap.port), for \(tap.configuration.upstream)", minimum: minimum,
      lostEvents: tap.lostEvents)
  }

  init(_ tally: TapTally, title: String, minimum: TLSVersion?, lostEvents: Int) {
    self.minimum = minimum ?? .tls12
    shortfalls = tally.count(under: self.minimum)
    var facts: [Report.Fact] = []
    if tally.count > 0 {
      facts.append(.init("Under \(self.minimum)", Self.share(shortfalls, of: tally.count)))
    }
    if lostEvents > 0 {
      facts.append(.init("Not shown", "\(lostEvents) events: they came faster than they could be written"))
    }
    report = tally.report(title: title, facts: facts)
  }

  private static func share(_ part: Int, of whole: Int) -> String {
    let tenths = part * 1000 / whole
    return "\(part) of \(whole) (\(tenths / 10).\(tenths % 10) %)"
  }

  private enum CodingKeys: String, CodingKey {
    case event, minimum, underMinimum
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("summary", forKey: .event)
    try container.encode(minimum, forKey: .minimum)
    try container.encode(shortfalls, forKey: .underMinimum)
    try report.encode(to: encoder)
  }

  /// For people.
  var sheet: Sheet {
    var sheet = Sheet()
    sheet.gap()
    sheet.append(report.sheet)
    return sheet
  }
}
