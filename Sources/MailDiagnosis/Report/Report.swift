#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What a diagnosis ends in: a verdict in one line, what it rests on, and what to do.
///
/// It can be written as text, as JSON and as a page of HTML; all three say the same.
public struct Report: Sendable {
  /// The answer, in one sentence or two, on one line.
  public struct Verdict: Sendable, Hashable {
    public let severity: Finding.Severity
    public let text: String

    public init(_ severity: Finding.Severity, _ text: String) {
      self.severity = severity
      self.text = text
    }
  }

  /// A row of what was looked at: how many connections, how many bytes, from when to when.
  public struct Fact: Sendable, Hashable {
    public let label: String
    public let value: String

    public init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  /// What was looked at, one by one.
  public struct Table: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
      /// As many as the table has columns.
      public let cells: [String]
      /// The gravest finding of the row.
      public let severity: Finding.Severity

      public init(_ cells: [String], _ severity: Finding.Severity) {
        self.cells = cells
        self.severity = severity
      }
    }

    public let caption: String
    public let columns: [String]
    public let rows: [Row]

    public init(caption: String, columns: [String], rows: [Row]) {
      self.caption = caption
      self.columns = columns
      self.rows = rows
    }
  }

  /// A moment at which something happened, for a chart.
  public struct Moment: Sendable, Hashable {
    public let date: Date
    /// The kind by which moments are told apart, such as `TLSv1.2` or `in clear`.
    public let kind: String
    public let severity: Finding.Severity

    public init(_ date: Date, _ kind: String, _ severity: Finding.Severity) {
      self.date = date
      self.kind = kind
      self.severity = severity
    }
  }

  /// What was looked at, such as `capture of mail.pcapng`.
  public let title: String
  public let created: Date
  public let verdict: Verdict
  public let facts: [Fact]
  public let table: Table?
  /// In the order of time; empty where time is not known.
  public let moments: [Moment]
  /// The gravest first, each kind once.
  public let findings: [Finding]
  /// What the JSON has besides: the list of connections, or of hops.
  let details: Details

  init(
    title: String, created: Date = Date(), verdict: Verdict, facts: [Fact] = [], table: Table? = nil,
    moments: [Moment] = [], findings: [Finding], details: Details
  ) {
    self.title = title
    self.created = created
    self.verdict = verdict
    self.facts = facts
    self.table = table
    self.moments = moments
    self.findings = findings
    self.details = details
  }
}

extension Report {
  /// The part of a report that is particular to a verb.
  enum Details: Sendable {
    case connections([ObservedConnection])
    case hops([Hop])
  }
}
