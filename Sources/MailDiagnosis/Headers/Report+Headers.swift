import Foundation
import TLSWire

extension Report {
  /// A report on the way of a message.
  /// - Parameter title: what was looked at.
  public init(trace: MailTrace, title: String) {
    let findings = trace.findings
    let verdict: Verdict =
      if let main = findings.first {
        Verdict(main.severity, main.title)
      } else {
        Verdict(.note, "This header does not say which TLS version the program used.")
      }
    self.init(
      title: title, verdict: trace.submission.map { verdict.qualified(by: $0) } ?? verdict, facts: trace.facts,
      table: trace.hops.isEmpty ? nil : Table(trace),
      moments: trace.hops.compactMap(Moment.init),
      findings: [findings.first].compactMap { $0 } + findings.dropFirst().sorted { $0.severity > $1.severity },
      details: .hops(trace.hops))
  }
}

extension Report.Verdict {
  /// A word of warning where the field's writer is not one that the reader has reason to believe.
  fileprivate func qualified(by hop: Hop) -> Self {
    hop.isTrusted ? self : Self(severity, "\(text) Nobody that you trust vouches for it.")
  }
}

extension Report.Table {
  fileprivate init(_ trace: MailTrace) {
    self.init(
      caption: "Hops, the first at the top", columns: ["hop", "from", "by", "with", "TLS", "delay", "tells of"],
      rows: trace.hops.map { hop in
        let field = hop.field
        return .init(
          [
            "\(hop.number)", field.from ?? field.fromAddress ?? "", field.by ?? "", field.with ?? "", field.tlsSummary,
            hop.delay?.spokenDuration ?? "", hop.role.spoken,
          ], hop.role == .submission ? hop.severity : .good)
      })
  }
}

extension Report.Moment {
  fileprivate init?(_ hop: Hop) {
    guard let date = hop.field.date else { return nil }
    self.init(date, hop.field.tls?.provenVersion?.description ?? "not said", hop.severity)
  }
}

extension Hop {
  fileprivate var severity: Finding.Severity {
    role == .submission && field.tls?.provenVersion.map(\.isOld) == true ? .warning : .good
  }
}

extension Hop.Role {
  fileprivate var spoken: String {
    switch self {
    case .pickup: "pickup"
    case .submission: "submission"
    case .relay: "servers"
    }
  }
}

extension ReceivedField {
  /// The version that is claimed, or as much as is said.
  fileprivate var tlsSummary: String {
    if let version = tls?.version { return version.description }
    if let proven = tls?.provenVersion { return "\(proven) (by its cipher)" }
    if tls != nil || keyword?.isSecure == true { return "yes, no version" }
    return "not said"
  }
}

extension MailTrace {
  fileprivate var facts: [Report.Fact] {
    var facts = [Report.Fact("Hops", "\(hops.count)")]
    if let submission {
      facts.append(Report.Fact("Submission", "hop \(submission.number), \(submission.field.by ?? "no name")"))
      if let product = submission.field.product { facts.append(Report.Fact("Written by", product.rawValue)) }
    }
    if let first = hops.first(where: { $0.field.date != nil })?.field.date, let last = hops.last?.field.date,
      hops.count > 1, last >= first
    {
      facts.append(Report.Fact("On its way for", last.timeIntervalSince(first).spokenDuration))
    }
    return facts
  }

  /// The answer first, then what a reader should know besides.
  fileprivate var findings: [Finding] {
    guard !hops.isEmpty else { return [.noFields(self)] + remarks }
    let answer = submission.map(Finding.submission) ?? .noSubmission(self)
    return [answer] + trustFindings + remarks
  }

  private var trustFindings: [Finding] {
    guard let submission, let topmost = hops.last, !submission.isTrusted else { return [] }
    return [.untrusted(submission, topmost: topmost)]
  }

  private var remarks: [Finding] {
    var remarks: [Finding] = []
    let pickups = hops.filter { $0.role == .pickup }
    if !pickups.isEmpty, submission != nil { remarks.append(.pickups(pickups)) }
    let later = hops.filter { $0.role == .relay && $0.field.tls != nil }
    if !later.isEmpty { remarks.append(.laterHops(later)) }
    // Dates have whole seconds, and good clocks are a second or two apart.
    let behind = hops.filter { ($0.delay ?? 0) < -2 }
    if !behind.isEmpty { remarks.append(.clocks(behind)) }
    let slow = hops.filter { ($0.delay ?? 0) > 300 }
    if !slow.isEmpty { remarks.append(.slow(slow)) }
    let undated = hops.filter { $0.field.date == nil }
    if !undated.isEmpty { remarks.append(.unreadableDates(undated)) }
    if passedOver > 0 || isCut { remarks.append(.passedOver(self)) }
    return remarks
  }
}
