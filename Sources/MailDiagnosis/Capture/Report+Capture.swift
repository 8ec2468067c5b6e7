import TLSWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Report {
  /// A report on a capture.
  public init(_ capture: Capture) {
    let report = Report(
      connections: capture.connections, of: capture.census, title: "capture of \(capture.source)", facts: capture.facts,
      remarks: capture.remarks)
    self.init(
      title: report.title, created: report.created, verdict: report.verdict, facts: report.facts,
      table: report.table?.addingFilter(of: capture.connections), moments: report.moments, findings: report.findings,
      details: report.details)
  }
}

extension Report.Table {
  /// The table with a column on what the filter of the record version says, the last but one.
  fileprivate func addingFilter(of connections: [ObservedConnection]) -> Report.Table {
    func inserting(_ cell: String, into cells: [String]) -> [String] {
      cells.dropLast() + [cell] + cells.suffix(1)
    }
    return Report.Table(
      caption: caption, columns: inserting("record.version == 0x0303", into: columns),
      rows: zip(rows, connections).map { row, connection in
        Row(inserting(RecordVersionFilter(connection)?.text ?? "", into: row.cells), row.severity)
      })
  }
}

extension Capture {
  fileprivate var facts: [Report.Fact] {
    var facts = [Report.Fact("Packets", "\(packets)"), Report.Fact("Bytes", "\(bytes)")]
    if let began { facts.append(Report.Fact("From", began.formatted(.iso8601))) }
    if let ended { facts.append(Report.Fact("To", ended.formatted(.iso8601))) }
    return facts
  }

  fileprivate var remarks: [Finding] {
    [
      endingFinding, cutFinding, droppedFinding, omittedFinding, .recordVersionFilter(connections),
      connections.isEmpty ? noMailFinding : nil,
    ].compactMap { $0 }
  }

  private var endingFinding: Finding? {
    switch ending {
    case .complete: return nil
    case .interrupted:
      if case .interface = source { return nil }
      return Finding(
        "capture.interrupted", .note, "The reading was interrupted.",
        evidence: [.text(label: "Read", "\(packets) packets")],
        meaning: "What came later in the capture is not told here.")
    case .truncated:
      return Finding(
        "capture.truncated", .warning, "The capture breaks off in the middle of a packet.",
        evidence: [.text(label: "Read", "\(packets) packets")],
        meaning: "The recording ended before it was written out, or a part of the file was not copied. "
          + "Connections may go on where it ends.",
        remedy: "Copy the file anew, or end the recording with Ctrl-C before it is copied.")
    case .broken(let reason):
      return Finding(
        "capture.broken", .warning, "The capture cannot be read to its end.",
        evidence: [.text(label: "Read", "\(packets) packets"), .text(label: "Then", reason)],
        meaning: "What follows that place in the file is not told here.")
    }
  }

  private var cutFinding: Finding? {
    guard cutPackets > 0 else { return nil }
    return Finding(
      "capture.cutPackets", .note, "Of some packets only the beginning was captured.",
      evidence: [.text(label: "Cut", "\(cutPackets) of \(packets) packets")],
      meaning: "The recording had a limit for the size of a packet. A hello that was cut cannot be read whole.",
      remedy: "Record without a limit: tcpdump -s 0, or tshark without -s.")
  }

  private var droppedFinding: Finding? {
    guard droppedPackets > 0 else { return nil }
    return Finding(
      "capture.droppedPackets", .note, "The system dropped packets, because there were too many.",
      evidence: [.text(label: "Dropped", "\(droppedPackets) packets")],
      meaning: "Of some connections a part may not have been seen.")
  }

  private var omittedFinding: Finding? {
    guard !omitted.isEmpty else { return nil }
    let evidence = omitted.sorted { ($0.key ?? .ssl3) < ($1.key ?? .ssl3) }.map { version, count in
      Evidence.text(label: version?.description ?? "No version", "\(count) connections more")
    }
    return Finding(
      "capture.tooManyConnections", .note, "There are more connections than are told one by one.", evidence: evidence,
      meaning:
        "\(connections.count) are in the list, those with something wrong before others; the rest is counted only.",
      remedy: "Look at a part of the capture, for instance: editcap -A START -B END FILE NEW.")
  }

  private var noMailFinding: Finding {
    let ports = Capture.mailPorts.sorted().map(String.init).joined(separator: ", ")
    return Finding(
      "capture.noMail", .note, "No mail connection was seen.",
      evidence: [.text(label: "Looked at", "\(packets) packets")],
      meaning: "No TCP connection used one of the ports \(ports), and none on another port began with SMTP.",
      remedy: "If the server listens elsewhere and begins with TLS, name its port with --port.")
  }
}
