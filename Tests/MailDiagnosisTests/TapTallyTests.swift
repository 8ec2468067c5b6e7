import Foundation
import NIOCore
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("A tap's tally")
struct TapTallyTests {
  private static func connection(_ name: String) throws -> ObservedConnection {
    var analyzer = ConnectionAnalyzer(client: "127.0.0.1:50000", server: "127.0.0.1:465", began: nil)
    for piece in try Recording(name).pieces { analyzer.receive(piece.bytes, from: piece.from) }
    return analyzer.connection(endedAt: nil)
  }

  private static func inClear(_ lines: [(TLSEndpoint, String)]) -> ObservedConnection {
    var analyzer = ConnectionAnalyzer(client: "127.0.0.1:50000", server: "127.0.0.1:25", began: nil)
    for (side, line) in lines { analyzer.receive(ByteBuffer(string: line + "\r\n"), from: side) }
    return analyzer.connection(endedAt: nil)
  }

  @Test("counts as under a minimum what agreed on less, offered nothing better, or had mail in clear")
  func underMinimum() throws {
    var tally = TapTally()
    for name in ["tls10-rsa", "tls11-ecdhe", "tls12-ecdhe", "tls13", "refused-version"] {
      tally.add(try Self.connection(name), number: tally.count + 1)
    }
    #expect(tally.count(under: .tls10) == 0)
    #expect(tally.count(under: .tls11) == 2)
    #expect(tally.count(under: .tls12) == 3)
    #expect(tally.count(under: .tls13) == 4)
    tally.add(Self.inClear([(.server, "220 x"), (.client, "EHLO x"), (.client, "QUIT")]), number: 6)
    #expect(tally.count(under: .tls10) == 0)
    tally.add(Self.inClear([(.server, "220 x"), (.client, "AUTH PLAIN AGEAYg==")]), number: 7)
    #expect(tally.count(under: .tls10) == 1 && tally.inClear == 1)
  }

  @Test("keeps the first thousand connections and counts all of them exactly")
  func bounded() throws {
    var tally = TapTally()
    let (good, old) = try (Self.connection("tls13"), Self.connection("tls10-rsa"))
    for number in 1...3000 { tally.add(number.isMultiple(of: 3) ? old : good, number: number) }
    #expect(tally.count == 3000 && tally.connections.count == TapTally.maximumKept)
    #expect(tally.count(under: .tls12) == 1000)
    let report = tally.report(title: "tap")
    #expect(report.facts.contains(.init("Told one by one", "the first 1000; 2000 more are only counted")))
    #expect(report.facts.contains(.init("TLSv1.0", "1000")) && report.facts.contains(.init("TLSv1.3", "2000")))
    #expect(report.verdict.text.hasPrefix("In 1000 of 3000 connections: The program offers TLS 1.0"))
  }

  @Test("keeps raw bytes only of what went wrong, and what the table says of all")
  func rawBytes() throws {
    var tally = TapTally()
    for (index, name) in ["tls13", "tls10-rsa"].enumerated() { tally.add(try Self.connection(name), number: 2 - index) }
    let (old, good) = (tally.connections[0], tally.connections[1])
    #expect(old.version == .tls10 && !old.clientHelloRecords.isEmpty && old.clientHello != nil)
    #expect(good.version == .tls13 && good.clientHelloRecords.isEmpty && good.clientHello == nil)
    #expect(good.highestOffer == .tls13 && good.findings.map(\.id) == ["tls.agreed"])
    #expect(good.findings[0].evidence.allSatisfy { if case .bytes = $0 { false } else { true } })
  }
}
