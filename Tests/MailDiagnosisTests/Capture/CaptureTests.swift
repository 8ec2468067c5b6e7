import Foundation
import NIOCore
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("A capture", .timeLimit(.minutes(2)))
struct CaptureTests {
  private typealias Turn = TCPConversation.Turn

  static let recordings = [
    "tls10-rsa", "tls10-ecdhe", "tls11-ecdhe", "tls12-rsa", "tls12-ecdhe", "tls12-dhe", "tls12-resumed-ticket", "tls13",
    "tls13-retry", "tls13-resumed", "refused-version",
  ]

  @Test("says of each connection what its bytes say", arguments: recordings, [false, true])
  func agreement(name: String, startTLS: Bool) async throws {
    let pieces = (startTLS ? Observation.startTLS : []) + (try Recording(name).pieces)
    let expected = Observation(pieces).connection
    var builder = CaptureBuilder()
    builder.add(Turn.turns(pieces), serverPort: startTLS ? 587 : 465)
    let capture = try await builder.read()
    let seen = try #require(capture.connections.first)
    #expect(capture.connections.count == 1 && capture.ending == .complete)
    #expect(seen.client == "192.0.2.1:50000")
    #expect(seen.server == (startTLS ? "192.0.2.2:587" : "192.0.2.2:465"))
    #expect(seen.tls == expected.tls)
    #expect(seen.opening == (startTLS ? .startTLS : .implicitTLS))
    #expect(seen.hasHelloRetryRequest == (name == "tls13-retry"))
    #expect(seen.coverage.isWhole)
    #expect(seen.ending == .closed(by: .client))
    #expect(seen.began == Date(timeIntervalSince1970: Double(CaptureBuilder.epoch)))
    #expect(seen.bytesFromClient == pieces.filter { $0.from == .client }.reduce(0) { $0 + $1.bytes.readableBytes })
    #expect(seen.bytesFromServer == pieces.filter { $0.from == .server }.reduce(0) { $0 + $1.bytes.readableBytes })
  }

  @Test("that is shuffled and doubled says the same", arguments: recordings, 0..<6)
  func shuffled(name: String, seed: UInt64) async throws {
    let pieces = Observation.startTLS + (try Recording(name).pieces)
    var generator = SeededGenerator(seed: seed)
    var builder = CaptureBuilder()
    builder.add(Turn.turns(pieces), serverPort: 587, sizes: 1...600, seed: seed) { segments in
      (segments + segments.filter { _ in Bool.random(using: &generator) }).shuffled(using: &generator)
    }
    let seen = try #require(try await builder.read().connections.first)
    let expected = Observation(pieces).connection
    #expect(seen.tls == expected.tls)
    #expect(seen.opening == .startTLS)
    #expect(seen.dialogue == expected.dialogue)
    #expect(seen.coverage.isWhole)
    #expect(seen.isHandshakeComplete == expected.isHandshakeComplete)
  }

  @Test("of every format and link type is read", arguments: [false, true], [false, true])
  func formats(littleEndian: Bool, nanoseconds: Bool) async throws {
    let turns = Turn.turns(try Recording("tls13").pieces)
    let layers: [(UInt32, ([UInt8]) -> [UInt8])] = [
      (1, { PacketBuilder.ethernet($0, tags: [0x8100]) }), (113, { PacketBuilder.linuxCooked($0) }),
      (276, { PacketBuilder.linuxCooked2($0) }),
      (101, { $0 }), (228, { $0 }), (0, { PacketBuilder.loopback($0, family: 2, littleEndian: true) }),
      (108, { PacketBuilder.loopback($0, family: 2, littleEndian: false) }),
    ]
    for (linkType, wrap) in layers {
      var builder = CaptureBuilder(.init(littleEndian: littleEndian, nanoseconds: nanoseconds, linkType: linkType))
      builder.add(turns, serverPort: 465, wrap: wrap)
      let capture = try await builder.read()
      #expect(capture.connections.map(\.version) == [.tls13], "link type \(linkType)")
      let last = try #require(capture.ended)
      #expect(
        abs(last.timeIntervalSince1970 - Double(CaptureBuilder.epoch) - Double(capture.packets - 1) / 1000) < 1e-5)
    }
  }

  @Test("in fragments is read")
  func fragments() async throws {
    var builder = CaptureBuilder(.init(linkType: 101))
    var frames: [[UInt8]] = []
    var generator = SeededGenerator(seed: 1)
    let conversation = TCPConversation(Turn.turns(try Recording("tls12-rsa").pieces), using: &generator)
    for (index, segment) in conversation.segments.enumerated() {
      let whole = Array(CaptureBuilder.packet(segment, clientPort: 50_000, serverPort: 465).dropFirst(20))
      for offset in stride(from: 0, to: whole.count, by: 64) {
        frames.append(
          PacketBuilder.ipv4(
            Array(whole[offset..<min(whole.count, offset + 64)]),
            source: segment.from == .client ? 0xC000_0201 : 0xC000_0202,
            destination: segment.from == .client ? 0xC000_0202 : 0xC000_0201, identification: UInt16(index),
            fragment: (offset, offset + 64 < whole.count)))
      }
    }
    for frame in frames.reversed() { builder.add(frame) }
    let capture = try await builder.read()
    #expect(capture.connections.map(\.version) == [.tls12])
    #expect(capture.connections.first?.coverage.isWhole == true)
  }

  @Test("that ends at any byte tells what was read until then, or why there is nothing")
  func truncated() async throws {
    var builder = CaptureBuilder()
    builder.add(Turn.turns(try Recording("tls12-ecdhe").pieces), serverPort: 465)
    let whole = try await builder.read()
    for count in 0..<builder.bytes.count {
      do {
        let capture = try await builder.read(prefix: count)
        #expect(count >= 24)
        #expect(capture.ending == .truncated || capture.ending == .complete)
        #expect(capture.packets < whole.packets)
      } catch let error as CaptureError {
        #expect(count < 24 && error.code == .notACapture, "\(error)")
      }
    }
    let report = Report(try await builder.read(prefix: builder.bytes.count - 1))
    #expect(report.findings.contains { $0.id == "capture.truncated" })
  }

  @Test("with random bytes in it is read as far as it goes", arguments: 0..<200)
  func damaged(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    var builder = CaptureBuilder()
    builder.add(Turn.turns(try Recording("tls13-retry").pieces), serverPort: 465)
    var bytes = builder.bytes
    for _ in 0..<Int.random(in: 1...20, using: &generator) {
      bytes[Int.random(in: 24..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    let capture = try await TemporaryFile.with(bytes) { try await Capture.read(.file($0)) }
    #expect(!Report(capture).text.isEmpty)
  }

  @Test("finds SMTP on any port, and TLS on those that are named")
  func ports() async throws {
    let tls = Turn.turns(try Recording("tls13").pieces)
    let startTLS = Turn.turns(Observation.startTLS) + tls
    let ftp = Turn.turns(Observation.dialogue(["S: 220 FTP ready", "C: USER anonymous", "S: 331 go on"]))
    let http = Turn.turns(Observation.dialogue(["C: GET / HTTP/1.1", "S: HTTP/1.1 200 OK"]))
    var builder = CaptureBuilder()
    builder.add(startTLS, clientPort: 50_001, serverPort: 10_025)
    builder.add(tls, clientPort: 50_002, serverPort: 10_465)
    builder.add(ftp, clientPort: 50_003, serverPort: 21)
    builder.add(http, clientPort: 50_004, serverPort: 80)
    builder.add(startTLS, clientPort: 50_005, serverPort: 2525)
    let servers = try await builder.read().connections.map(\.server)
    #expect(servers == ["192.0.2.2:10025", "192.0.2.2:2525"])
    let named = try await builder.read(ports: [10_465]).connections
    #expect(named.map(\.server) == ["192.0.2.2:10025", "192.0.2.2:10465", "192.0.2.2:2525"])
    #expect(named.map(\.version) == [.tls13, .tls13, .tls13])
    #expect(named.map(\.opening) == [.startTLS, .implicitTLS, .startTLS])
  }

  @Test("in which a port is used again has two connections")
  func reusedPort() async throws {
    var builder = CaptureBuilder()
    builder.add(Turn.turns(try Recording("tls12-rsa").pieces), serverPort: 465, seed: 1)
    builder.add(Turn.turns(try Recording("tls13").pieces), serverPort: 465, seed: 2)
    // Here the first was never ended.
    builder.add(Turn.turns(try Recording("tls12-rsa").pieces), clientPort: 50_001, serverPort: 465, seed: 3) {
      Array($0.dropLast(3))
    }
    builder.add(Turn.turns(try Recording("tls11-ecdhe").pieces), clientPort: 50_001, serverPort: 465, seed: 4)
    let capture = try await builder.read()
    #expect(capture.connections.map(\.version) == [.tls12, .tls13, .tls12, .tls11])
    #expect(capture.connections.map(\.coverage.isWhole) == [true, true, true, true])
  }

  @Test("that begins in the middle says so, and knows the client by the port")
  func middle() async throws {
    var builder = CaptureBuilder()
    builder.add(Turn.turns(Observation.startTLS + (try Recording("tls12-rsa").pieces)), serverPort: 587) {
      Array($0.dropFirst(4))
    }
    let seen = try #require(try await builder.read().connections.first)
    #expect(seen.coverage.beginsInTheMiddle)
    #expect(seen.client == "192.0.2.1:50000")
    #expect(seen.version == .tls12)
  }

  @Test("between two ports of mail knows the client by a SYN that comes late")
  func lateSYN() async throws {
    var builder = CaptureBuilder()
    builder.add(
      Turn.turns(try Recording("tls12-rsa").pieces), clientPort: 587, serverPort: 465,
      change: { segments in
        let first = segments.firstIndex { $0.from == .server && !$0.bytes.isEmpty } ?? 0
        return [segments[first]] + segments
      })
    let connection = try #require(try await builder.read().connections.first)
    #expect(connection.client == "192.0.2.1:587")
    #expect(connection.version == .tls12)
  }

  @Test("of one direction tells what that one says", arguments: [TLSEndpoint.client, .server])
  func oneDirection(side: TLSEndpoint) async throws {
    var builder = CaptureBuilder()
    builder.add(Turn.turns(Observation.startTLS + (try Recording("tls12-ecdhe").pieces)), serverPort: 587) { segments in
      segments.filter { $0.from == side }
    }
    let seen = try #require(try await builder.read().connections.first)
    #expect(seen.coverage.hasGaps)
    #expect(seen.version == (side == .server ? .tls12 : nil))
    #expect((seen.clientHello != nil) == (side == .client))
  }

  @Test("of packets that were cut says so")
  func cut() async throws {
    var builder = CaptureBuilder(.init(snapshotLength: 96))
    builder.add(Turn.turns(try Recording("tls13").pieces), serverPort: 465)
    let capture = try await builder.read()
    #expect(capture.cutPackets > 0)
    #expect(capture.connections.first?.coverage.hasGaps == true)
    #expect(Report(capture).findings.contains { $0.id == "capture.cutPackets" })
  }

  @Test("with a great many connections keeps no more open than it has room for")
  func manyConnections() async throws {
    var builder = CaptureBuilder(.init(linkType: 101))
    let count = ConnectionTable.maximumOpen + 1000
    for index in 0..<count {
      let segment = TCPConversation.Segment(
        from: .client, sequence: 1, acknowledgement: nil, flags: .syn, bytes: [], time: 0)
      builder.add(CaptureBuilder.packet(segment, clientPort: UInt16(1000 + index), serverPort: 25))
    }
    let capture = try await builder.read()
    #expect(capture.connections.count == count)
    #expect(capture.connections.first?.client == "192.0.2.1:1000")
  }

  @Test("of more connections than there is room for keeps those with something wrong, and counts all")
  func omitted() async throws {
    var builder = CaptureBuilder(.init(linkType: 101))
    let old = Turn.turns(try Recording("tls10-rsa").pieces)
    let count = ConnectionRecord.maximumConnections
    for index in 0..<count {
      // On one port, so that each ends with the begin of the next, and they are told in their order.
      builder.add([], clientPort: 1000, serverPort: 25, seed: UInt64(index), wrap: { $0 })
    }
    for index in 0..<10 { builder.add(old, clientPort: 1000, serverPort: 465, seed: UInt64(index), wrap: { $0 }) }
    for index in 0..<5 { builder.add([], clientPort: 1001, serverPort: 25, seed: UInt64(index), wrap: { $0 }) }
    let capture = try await builder.read()
    #expect(capture.connections.count == count)
    #expect(capture.connections.count { $0.version == .tls10 } == 10)
    #expect(capture.omitted == [nil: 15])
    let report = Report(capture)
    #expect(report.facts.contains(.init("Connections", "\(count + 15)")))
    #expect(report.verdict.text.hasPrefix("In 10 of \(count + 15) connections"))
    #expect(report.findings.contains { $0.id == "capture.tooManyConnections" })
  }

  @Test("in which much is wrong has the bytes with the first connections only")
  func dumps() async throws {
    var builder = CaptureBuilder(.init(linkType: 101))
    let old = Turn.turns(try Recording("tls10-rsa").pieces)
    let count = ConnectionRecord.maximumDumps + 10
    for index in 0..<count { builder.add(old, clientPort: UInt16(50_000 + index), serverPort: 465, wrap: { $0 }) }
    let connections = try await builder.read().connections
    #expect(connections.count == count)
    let withBytes = connections.count { connection in
      connection.findings.contains { $0.evidence.contains { if case .bytes = $0 { true } else { false } } }
    }
    #expect(withBytes == ConnectionRecord.maximumDumps)
    #expect(connections.allSatisfy { $0.findings.contains { $0.id == "tls.programLimit" } })
    // The report shows the first of a kind.
    #expect(
      connections.first?.findings.first?.evidence.contains { if case .bytes = $0 { true } else { false } } == true)
  }

  @Test("with long dialogues keeps the first of them whole, and of the others the first lines")
  func longDialogues() async throws {
    var builder = CaptureBuilder(.init(linkType: 101))
    let lines = (0..<ConnectionAnalyzer.maximumDialogue).map { "C: NOOP \($0)" }
    let turns = Turn.turns(Observation.dialogue(["S: 220 a", "C: EHLO b"] + lines))
    let whole = ConnectionRecord.maximumLines / ConnectionAnalyzer.maximumDialogue
    for index in 0..<(whole + 2) {
      builder.add(turns, clientPort: UInt16(50_000 + index), serverPort: 25, wrap: { $0 })
    }
    let connections = try await builder.read().connections
    let lengths = connections.map(\.dialogue.count)
    #expect(lengths.count { $0 == ConnectionAnalyzer.maximumDialogue } == whole)
    #expect(lengths.count { $0 == ConnectionRecord.shortDialogue } == 2)
    #expect(Set(connections.map { $0.dialogue.count + $0.omittedLines }).count == 1)
  }

  @Test("tells what the filter of the record version says of each connection, and why that misleads")
  func recordVersionFilter() async throws {
    var builder = CaptureBuilder()
    for (index, name) in ["tls10-rsa", "tls12-rsa", "tls13"].enumerated() {
      builder.add(Turn.turns(try Recording(name).pieces), clientPort: UInt16(50_000 + index), serverPort: 465)
    }
    builder.add(
      Turn.turns(Observation.dialogue(["S: 220 a", "C: EHLO b"])), clientPort: 50_009, serverPort: 25)
    let report = Report(try await builder.read())
    let table = try #require(report.table)
    let column = try #require(table.columns.firstIndex(of: "record.version == 0x0303"))
    #expect(table.rows.map { $0.cells[column] } == ["no match", "not its ClientHello", "not its ClientHello", ""])
    let finding = try #require(report.findings.first { $0.id == "capture.recordVersionFilter" })
    #expect(
      finding.evidence == [
        .text(label: "TLSv1.0", "the filter shows 0 of 1"),
        .text(label: "TLSv1.2", "the filter shows 1 of 1, 1 of them without the ClientHello"),
        .text(label: "TLSv1.3", "the filter shows 1 of 1, 1 of them without the ClientHello"),
      ])
  }

  @Test("without mail says where it looked")
  func noMail() async throws {
    let capture = try await CaptureBuilder().read()
    #expect(capture.packets == 0 && capture.connections.isEmpty)
    #expect(Report(capture).findings.map(\.id) == ["capture.noMail"])
  }
}
