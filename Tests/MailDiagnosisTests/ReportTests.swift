import Foundation
import Testing

@testable import MailDiagnosis

@Suite("A report")
struct ReportTests {
  private let report = Report(
    title: "capture of mail.pcap", created: Date(timeIntervalSince1970: 0),
    verdict: .init(.problem, "The program is the limit."),
    facts: [.init("Connections", "2")],
    table: .init(
      caption: "Connections", columns: ["client", "server", "TLS"],
      rows: [
        .init(["127.0.0.1:50000", "127.0.0.1:587", "TLSv1.0"], .warning),
        .init(["\u{1B}[2J", "127.0.0.1:587", "TLSv1.3"], .good),
      ]),
    findings: [
      Finding(
        "tls.test", .problem, "It offers TLS 1.0 only.", evidence: [.text(label: "Offered", "TLSv1.0")],
        meaning: "It can do no better.", remedy: "Update it.", reference: "RFC 8996"),
      Finding("tls.fine", .good, "All is well.", meaning: "Nothing."),
    ],
    details: .connections([]))

  @Test("as text begins with its verdict, and leaves out what is as it should be")
  func text() {
    #expect(
      report.text == """
        The program is the limit.

        Connections    2

        Server         127.0.0.1:587

        client           TLS
        127.0.0.1:50000  TLSv1.0
         [2J             TLSv1.3

        It offers TLS 1.0 only.
        Offered        TLSv1.0
        It means       It can do no better.
        What to do     Update it.
        Source         RFC 8996

        """)
  }

  @Test("as JSON has the verdict, every finding and the list of connections")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.dateEncodingStrategy = .iso8601
    let text = String(decoding: try encoder.encode(report), as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"connections":[],"created":"1970-01-01T00:00:00Z","facts":[{"label":"Connections","value":"2"}],"findings":[{"action":"Update it.","evidence":[{"label":"Offered","text":"TLSv1.0"}],"id":"tls.test""#
      ))
    #expect(
      text.hasSuffix(#""severity":"problem","title":"capture of mail.pcap","verdict":"The program is the limit."}"#))
  }

  @Test("as text shows the gravest of many rows, in their order, and says how many more there are")
  func manyRows() {
    let rows = (0..<1000).map { Report.Table.Row(["row \($0)", "\($0 % 2)"], $0 >= 990 ? .problem : .good) }
    let report = Report(
      title: "", verdict: .init(.note, "Much."), table: .init(caption: "", columns: ["name", "x"], rows: rows),
      findings: [], details: .connections([]))
    let lines = report.text.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    let expected = (0..<40).map { "row \($0)" } + (990..<1000).map { "row \($0)" }
    #expect(Array(lines.dropFirst(2).dropLast()) == expected)
    #expect(report.text.hasSuffix("and 950 more, none of them graver; --json has them all\n"))
  }
}
