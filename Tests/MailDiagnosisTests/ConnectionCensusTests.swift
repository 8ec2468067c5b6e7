import Foundation
import NIOCore
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("A census of connections")
struct ConnectionCensusTests {
  private static func connection(_ version: TLSVersion?, _ findings: [Finding] = [], at second: Double = 0)
    -> ObservedConnection
  {
    var connection = ObservedConnection(
      client: "127.0.0.1:50000", server: "127.0.0.1:25", began: Date(timeIntervalSince1970: second))
    connection.opening = .startTLS
    connection.tls = TLSEvidence(version: version)
    connection.findings = findings
    return connection
  }

  private static let problem = Finding("tls.test", .problem, "It fails.", meaning: "It does.")
  private static let warning = Finding("tls.old", .warning, "It is old.", meaning: "It is.")

  @Test("counts kinds, and says when the first and the last began")
  func facts() {
    let census = ConnectionCensus([
      Self.connection(.tls13, at: 60), Self.connection(.tls10, at: 120), Self.connection(.tls13), Self.connection(nil),
    ])
    #expect(
      census.facts == [
        .init("Connections", "4"), .init("TLSv1.0", "1"), .init("TLSv1.3", "2"), .init("none agreed", "1"),
        .init("First began", "1970-01-01T00:00:00Z"), .init("Last began", "1970-01-01T00:02:00Z"),
      ])
  }

  @Test("takes the gravest finding for its verdict, then the most frequent one")
  func verdict() {
    var census = ConnectionCensus([Self.connection(.tls12)])
    #expect(census.verdict(remarks: []) == .init(.good, "The program and the server agreed on TLS 1.2."))
    census.add(Self.connection(.tls13))
    #expect(census.verdict(remarks: []) == .init(.good, "All 2 connections agreed on TLS 1.2 and TLS 1.3."))
    census.add(Self.connection(.tls10, [Self.warning]))
    census.add(Self.connection(.tls10, [Self.warning]))
    #expect(census.verdict(remarks: []) == .init(.warning, "In 2 of 4 connections: It is old."))
    census.add(Self.connection(nil, [Self.problem]))
    #expect(census.verdict(remarks: []) == .init(.problem, "In 1 of 5 connections: It fails."))
    #expect(
      census.findings.map(\.evidence) == [
        [.text(label: "Seen in", "2 of 5 connections; this is the first of them")],
        [.text(label: "Seen in", "1 of 5 connections; this is the first of them")],
      ])
  }
}

@Suite("A mistaken side")
struct MistakenSideTests {
  @Test("A program that begins with TLS where SMTP is due is told so, with or without its alert")
  func wrongPort() throws {
    let recording = try Recording("tls13")
    for alert: [UInt8] in [[], [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46]] {
      var analyzer = ConnectionAnalyzer(client: "127.0.0.1:50000", server: "127.0.0.1:587", began: nil)
      analyzer.receive(recording.pieces[0].bytes, from: .client)
      analyzer.receive(ByteBuffer(string: "220 mail.example.com ESMTP\r\n"), from: .server)
      analyzer.receive(ByteBuffer(bytes: alert), from: .client)
      analyzer.close(by: .client, reset: false)
      let finding = try #require(analyzer.connection(endedAt: nil).findings.first)
      #expect(finding.id == "tls.wrongPort")
      #expect(finding.evidence == [.text(label: "Server", "220 mail.example.com ESMTP")])
    }
  }

  @Test("A server that turns the program away at once is told from one that speaks in clear")
  func turnedAway() {
    for (greeting, id) in [
      ("554 no", "smtp.turnedAway"), ("421 busy", "smtp.turnedAway"), ("220 go", "smtp.plaintext"),
    ]
      as [(String, Finding.ID)]
    {
      var analyzer = ConnectionAnalyzer(client: "127.0.0.1:50000", server: "127.0.0.1:587", began: nil)
      analyzer.receive(ByteBuffer(string: "\(greeting)\r\n"), from: .server)
      analyzer.receive(ByteBuffer(string: "QUIT\r\n"), from: .client)
      analyzer.close(by: .server, reset: false)
      #expect(analyzer.connection(endedAt: nil).findings.map(\.id) == [id])
    }
  }

  @Test("What a program sends in place of TLS is in no JSON: it may be its password")
  func privateBytes() throws {
    var analyzer = ConnectionAnalyzer(client: "127.0.0.1:50000", server: "127.0.0.1:587", began: nil)
    for (side, text) in [
      (TLSEndpoint.server, "220 mail.example.com ESMTP\r\n"), (.client, "EHLO x\r\n"), (.server, "250 STARTTLS\r\n"),
      (.client, "STARTTLS\r\n"), (.server, "220 go\r\n"), (.client, "canary\r\n"),
    ] { analyzer.receive(ByteBuffer(string: text), from: side) }
    let connection = analyzer.connection(endedAt: nil)
    #expect(connection.findings.first?.id == "tls.notTLS")
    let text = String(decoding: try JSONEncoder().encode(connection), as: UTF8.self)
    #expect(text.contains("the client's bytes are not TLS"))
    #expect(!text.contains("canary"))
  }
}
