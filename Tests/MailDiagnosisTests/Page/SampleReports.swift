import Foundation

@testable import MailDiagnosis

/// Reports as a person would get them, from recorded hellos.
enum SampleReports {
  static let created = Date(timeIntervalSince1970: 1_793_700_765)

  static var all: [(name: String, report: Report)] {
    get throws {
      [("mixed", try mixed()), ("limit", try programLimit()), ("good", try good()), ("large", large())]
    }
  }

  /// A program that offers TLS 1.0 at most, once in a while, to a server that turns it away.
  static func mixed() throws -> Report {
    var rows: [Report.Table.Row] = []
    var moments: [Report.Moment] = []
    for index in 0..<46 {
      let began = created.addingTimeInterval(-5400 + Double(index) * 112 + Double(index * index % 17) * 9)
      let kind = index % 9 == 4 ? "refused" : index % 7 == 3 ? "TLSv1.2" : index % 11 == 6 ? "in clear" : "TLSv1.3"
      let severity: Finding.Severity = kind == "refused" ? .problem : kind == "in clear" ? .warning : .good
      moments.append(.init(began, kind, severity))
      guard index < 9 else { continue }
      let suite =
        kind == "TLSv1.3"
        ? "TLS_AES_256_GCM_SHA384" : kind == "TLSv1.2" ? "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" : "–"
      rows.append(
        .init(
          [
            "192.168.10.31:\(52_100 + index)", "198.51.100.7:587", kind == "in clear" ? "none" : "STARTTLS",
            kind == "refused" ? "TLSv1.0" : "TLSv1.3", kind == "refused" ? "none" : kind, suite,
            kind == "in clear" ? "–" : "mail.example.com",
          ], severity))
    }
    return Report(
      title: "capture of office-mail.pcapng", created: created,
      verdict: .init(
        .problem,
        "The program is the limit: in 5 of 46 connections it offers TLS 1.0 and nothing newer, and the server refuses it."
      ),
      facts: [
        .init("Packets", "18,402"), .init("Connections", "46"), .init("From", "2026-11-03 08:42 UTC"),
        .init("To", "2026-11-03 10:10 UTC"), .init("Bytes missing", "none"),
      ],
      table: .init(
        caption: "Connections",
        columns: ["Client", "Server", "Opening", "Offered", "Agreed", "Cipher suite", "Server name"], rows: rows),
      moments: moments,
      findings: [try limitFinding(), clearFinding(), try goodFinding()], details: .connections([]))
  }

  static func programLimit() throws -> Report {
    Report(
      title: "tap of 127.0.0.1:2525", created: created,
      verdict: .init(.problem, "The program is the limit: it offers TLS 1.0 and nothing newer."),
      findings: [try limitFinding()], details: .connections([]))
  }

  static func good() throws -> Report {
    Report(
      title: "capture of one.pcap", created: created,
      verdict: .init(.good, "The connection used TLS 1.3."), facts: [.init("Connections", "1")],
      moments: [.init(created.addingTimeInterval(-60), "TLSv1.3", .good)],
      findings: [try goodFinding()], details: .connections([]))
  }

  /// As many connections as a busy server has in a day.
  static func large(_ count: Int = 10_000) -> Report {
    let kinds: [(String, Finding.Severity)] = [
      ("TLSv1.3", .good), ("TLSv1.2", .good), ("TLSv1.2", .good), ("TLSv1.1", .warning), ("TLSv1.0", .warning),
      ("refused", .problem), ("in clear", .warning), ("not known", .note),
    ]
    let picked = (0..<count).map { kinds[($0 * 7 + $0 / 13) % 40 < 30 ? $0 % 3 : $0 % kinds.count] }
    return Report(
      title: "capture of day.pcap", created: created,
      verdict: .init(.warning, "A quarter of the connections use a version that is no longer allowed."),
      facts: [.init("Connections", "\(count)")],
      table: .init(
        caption: "Connections", columns: ["Client", "Server", "Agreed", "Cipher suite"],
        rows: picked.enumerated().map {
          .init(
            ["10.0.\($0 / 250).\($0 % 250):50000", "198.51.100.7:25", $1.0, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
            $1.1)
        }),
      moments: picked.enumerated().map { .init(created.addingTimeInterval(Double($0) * 8.64 - 86_400), $1.0, $1.1) },
      findings: [clearFinding()], details: .connections([]))
  }

  static func limitFinding() throws -> Finding {
    let hello = try HelloOfRecording("refused-version")
    return Finding(
      "tls.programLimit", .problem, "The program offers no TLS 1.2.",
      evidence: [
        .text(label: "Server, after EHLO", "250-STARTTLS"),
        .text(
          label: "Server, at the end",
          "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2."),
        .bytes(.clientHello(hello.clientHello, label: "ClientHello, sent by 192.168.10.31:52104")),
      ],
      meaning:
        "The version in a ClientHello is the highest that the program can do. The server asks for TLS 1.2 at least, so it ends the handshake. No setting of the server's can help.",
      remedy:
        "Set the program's TLS version to 1.2 or higher. Where it is set already, the setting has no effect: update the library that the program uses for TLS.",
      reference: "RFC 8996, section 2")
  }

  static func clearFinding() -> Finding {
    Finding(
      "smtp.clearMessage", .warning, "Messages crossed the wire in clear.",
      evidence: [
        .text(label: "192.168.10.31:52106", "C: MAIL FROM:<orders@example.com> SIZE=4211"),
        .text(label: "192.168.10.31:52106", "S: 250 2.1.0 Sender OK"),
      ],
      meaning:
        "Anyone on the way could read and change them. The server offered STARTTLS; the program did not ask for it.",
      remedy: "Switch STARTTLS on in the program, and make it required.", reference: "RFC 8314, section 4.1")
  }

  static func goodFinding() throws -> Finding {
    let hello = try HelloOfRecording("tls13")
    return Finding(
      "tls.modern", .good, "The connections that were agreed use TLS 1.2 or 1.3.",
      evidence: [
        .bytes(.clientHello(hello.clientHello, label: "ClientHello, sent by 192.168.10.31:52101")),
        .bytes(.serverHello(hello.serverHello, label: "ServerHello, sent by 198.51.100.7:587")),
      ],
      meaning: "What the server chose stands in its ServerHello. The record layer says TLS 1.2 there for TLS 1.3 too.",
      reference: "RFC 8446, section 4.1.3")
  }
}
