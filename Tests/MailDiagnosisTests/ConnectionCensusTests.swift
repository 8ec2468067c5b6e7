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

  @Test("tells findings of a kind apart where they say different things")
  func titles() {
    func limit(_ offer: String) -> Finding {
      Finding("tls.limit", .warning, "It offers \(offer).", meaning: "No more.")
    }
    let census = ConnectionCensus([
      Self.connection(.tls10, [limit("TLS 1.0")]), Self.connection(.tls11, [limit("TLS 1.1")]), Self.connection(.tls13),
    ])
    #expect(census.findings.map(\.title) == ["It offers TLS 1.0.", "It offers TLS 1.1."])
    #expect(census.verdict(remarks: []) == .init(.warning, "In 1 of 3 connections: It offers TLS 1.0."))
  }

  @Test("keeps no more titles than there is room for, and counts them all")
  func manyTitles() {
    var census = ConnectionCensus()
    for number in 0..<1000 {
      census.add(Self.connection(.tls10, [Finding("tls.limit", .warning, "It offers \(number).", meaning: "No more.")]))
    }
    #expect(census.findings.count == 200)
    #expect(
      census.findings.first?.evidence == [
        .text(label: "Seen in", "801 of 1000 connections; this is the first of them")
      ])
  }

  @Test("counts a version as not seen where a part of the handshake is missing")
  func notSeen() {
    var connection = Self.connection(nil)
    connection.coverage.hasGaps = true
    #expect(ConnectionCensus([connection]).facts.contains(.init("not seen", "1")))
    connection.alerts = [.init(from: .server, alert: TLSAlert(level: .fatal, description: .protocolVersion))]
    #expect(ConnectionCensus([connection]).facts.contains(.init("none agreed", "1")))
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

  @Test("A program that says nothing sent nothing in clear")
  func nothingSaid() {
    var analyzer = ConnectionAnalyzer(client: "127.0.0.1:50000", server: "127.0.0.1:587", began: nil)
    analyzer.receive(ByteBuffer(string: "220 mail.example.com ESMTP\r\n"), from: .server)
    #expect(analyzer.connection(endedAt: nil).findings.isEmpty)
    analyzer.close(by: .client, reset: false)
    let connection = analyzer.connection(endedAt: nil)
    #expect(connection.findings.map(\.id) == ["smtp.programSaidNothing"])
    #expect(connection.severity == .note && connection.outcome == "nothing said")
  }

  @Test("What the server offers is what it answers to EHLO, and no later reply")
  func capabilities() throws {
    var analyzer = ConnectionAnalyzer(client: "127.0.0.1:50000", server: "127.0.0.1:587", began: nil)
    for (side, text) in [
      (TLSEndpoint.server, "220 mail.example.com ESMTP\r\n"), (.client, "EHLO x\r\n"), (.server, "250 SIZE\r\n"),
      (.client, "MAIL FROM:<a@example.com>\r\n"), (.server, "250 ok\r\n"),
    ] { analyzer.receive(ByteBuffer(string: text), from: side) }
    analyzer.close(by: .client, reset: false)
    let finding = try #require(analyzer.connection(endedAt: nil).findings.first)
    #expect(finding.evidence == [.text(label: "Reply", "250 SIZE")])
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
