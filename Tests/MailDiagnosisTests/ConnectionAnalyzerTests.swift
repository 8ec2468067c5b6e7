import Foundation
import NIOCore
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("The analysis of a connection")
struct ConnectionAnalyzerTests {
  struct Expectation: CustomTestStringConvertible, Sendable {
    let recording: String
    let kind: String
    let finding: Finding.ID
    var isComplete = true
    var hasCertificate = false
    var testDescription: String { recording }
  }

  static let expectations = [
    Expectation(recording: "refused-version", kind: "none agreed", finding: "tls.programTurnedAway", isComplete: false),
    Expectation(recording: "refused-cipher", kind: "none agreed", finding: "tls.nothingInCommon", isComplete: false),
    Expectation(recording: "tls10-ecdhe", kind: "TLSv1.0", finding: "tls.programLimit", hasCertificate: true),
    Expectation(recording: "tls10-rsa", kind: "TLSv1.0", finding: "tls.programLimit", hasCertificate: true),
    Expectation(recording: "tls11-ecdhe", kind: "TLSv1.1", finding: "tls.programLimit", hasCertificate: true),
    Expectation(recording: "tls12-alpn", kind: "TLSv1.2", finding: "tls.agreed", hasCertificate: true),
    Expectation(recording: "tls12-client-certificate", kind: "TLSv1.2", finding: "tls.agreed", hasCertificate: true),
    Expectation(recording: "tls12-dhe", kind: "TLSv1.2", finding: "tls.agreed", hasCertificate: true),
    Expectation(recording: "tls12-ecdhe", kind: "TLSv1.2", finding: "tls.agreed", hasCertificate: true),
    Expectation(recording: "tls12-resumed-id", kind: "TLSv1.2", finding: "tls.agreed"),
    Expectation(recording: "tls12-resumed-ticket", kind: "TLSv1.2", finding: "tls.agreed"),
    Expectation(recording: "tls12-rsa", kind: "TLSv1.2", finding: "tls.agreed", hasCertificate: true),
    Expectation(
      recording: "tls12-unknown-ca", kind: "TLSv1.2", finding: "tls.certificateRejected", isComplete: false,
      hasCertificate: true),
    Expectation(recording: "tls13", kind: "TLSv1.3", finding: "tls.agreed"),
    Expectation(recording: "tls13-no-middlebox", kind: "TLSv1.3", finding: "tls.agreed"),
    Expectation(recording: "tls13-resumed", kind: "TLSv1.3", finding: "tls.agreed"),
    Expectation(recording: "tls13-retry", kind: "TLSv1.3", finding: "tls.agreed"),
  ]

  @Test("TLS from the first byte is told", arguments: expectations)
  func implicit(expected: Expectation) throws {
    let connection = try Observation(Recording(expected.recording)).connection
    #expect(connection.opening == .implicitTLS)
    check(connection, expected)
  }

  @Test("TLS after STARTTLS is told, in whole flights and one byte at a time", arguments: expectations)
  func startTLS(expected: Expectation) throws {
    let recording = try Recording(expected.recording)
    for pieces in [recording, recording.coalesced(), recording.cut(every: 1)] {
      let connection = Observation(Observation.startTLS + pieces.pieces).connection
      #expect(connection.opening == .startTLS)
      #expect(connection.serverOffersTLS == true)
      #expect(connection.startTLSReply == "220 2.0.0 Ready")
      check(connection, expected)
    }
  }

  private func check(_ connection: ObservedConnection, _ expected: Expectation) {
    #expect(connection.kind == expected.kind)
    #expect(connection.findings.first?.id == expected.finding)
    #expect(connection.isHandshakeComplete == expected.isComplete)
    #expect((connection.tls?.certificate?.subject == "CN=mail.example.com") == expected.hasCertificate)
    #expect(connection.tls?.certificate?.verified != true)
  }

  @Test("a connection of which the client's half is missing still tells what the server chose", arguments: expectations)
  func serverAlone(expected: Expectation) throws {
    let recording = try Recording(expected.recording)
    let whole = recording.observed()
    let connection = Observation(recording.pieces.filter { $0.from == .server }, .init(beginsInTheMiddle: true))
      .connection
    #expect(connection.version == whole.evidence.version)
    #expect(connection.tls?.cipherSuite == whole.evidence.cipherSuite)
    #expect(connection.tls?.serverName == nil)
    if whole.evidence.version.map({ $0 < .tls12 }) == true {
      #expect(connection.findings.first?.id == "tls.oldVersion")
    }
  }

  @Test("a gap in the client's hello leaves the server's answer readable", arguments: expectations)
  func gapInHello(expected: Expectation) throws {
    let recording = try Recording(expected.recording)
    var analyzer = ConnectionAnalyzer(client: "c", server: "s", began: nil)
    for (index, piece) in recording.pieces.enumerated() {
      guard index == 0 else {
        analyzer.receive(piece.bytes, from: piece.from)
        continue
      }
      analyzer.receive(piece.cut(at: 20)[0].bytes, from: .client)
      analyzer.lose(piece.bytes.readableBytes - 20, from: .client)
    }
    let connection = analyzer.connection(endedAt: nil)
    #expect(connection.version == recording.observed().evidence.version)
    #expect(connection.coverage.hasGaps)
    #expect(connection.bytesFromClient + connection.bytesFromServer == recording.length)
  }

  @Test("nothing is asked for once the handshake is complete", arguments: expectations.filter(\.isComplete))
  func needsNoMore(expected: Expectation) throws {
    var analyzer = ConnectionAnalyzer(client: "c", server: "s", began: nil)
    #expect(analyzer.needsBytes)
    for piece in try Recording(expected.recording).pieces { analyzer.receive(piece.bytes, from: piece.from) }
    #expect(!analyzer.needsBytes)
    let before = analyzer.connection(endedAt: nil).bytesFromClient
    analyzer.skip(1000, from: .client)
    #expect(analyzer.connection(endedAt: nil).bytesFromClient == before + 1000)
  }

  @Test("events come in the order in which things became known")
  func events() throws {
    var analyzer = ConnectionAnalyzer(client: "c", server: "s", began: nil)
    for piece in try Observation.startTLS + Recording("tls13-retry").pieces {
      analyzer.receive(piece.bytes, from: piece.from)
    }
    let names = analyzer.takeEvents().map { event in
      switch event {
      case .line(let line): line.description
      case .askedForTLS: "asked"
      case .clientHello: "hello"
      case .helloRetryRequest: "retry"
      case .agreed(let evidence): "\(evidence)"
      case .alert: "alert"
      case .encryptedAlert: "encrypted alert"
      case .handshakeComplete: "complete"
      case .failed: "failed"
      }
    }
    #expect(
      names == [
        "S: 220 mail.example.test ESMTP", "C: EHLO client", "S: 250-mail.example.test", "S: 250 STARTTLS",
        "C: STARTTLS",
        "asked", "S: 220 2.0.0 Ready", "hello", "retry", "hello", "TLSv1.3, TLS_AES_256_GCM_SHA384, secp384r1",
        "complete",
      ])
    #expect(analyzer.takeEvents().isEmpty)
  }

  @Test("the hellos are kept as they crossed the wire, and nothing after them")
  func records() throws {
    let recording = try Recording("tls12-ecdhe")
    let connection = Observation(recording).connection
    #expect(connection.clientHelloRecords == Array(recording.pieces[0].bytes.readableBytesView))
    let server = Array(recording.pieces[1].bytes.readableBytesView)
    #expect(Array(server.prefix(connection.serverHelloRecords.count)) == connection.serverHelloRecords)
    let length = Int(connection.serverHelloRecords[7]) << 8 + Int(connection.serverHelloRecords[8])
    #expect(connection.serverHelloRecords.count == 9 + length)
  }

  @Test("a client's short encrypted record that ends the handshake is an alert, and the certificate is named")
  func encryptedAlert() throws {
    let recording = try Recording("tls13")
    var pieces = recording.pieces
    let finished = try #require(pieces.lastIndex { $0.from == .client && $0.bytes.readableBytes > 50 })
    pieces.removeSubrange(finished...)
    let alert: [UInt8] = [0x14, 3, 3, 0, 1, 1, 0x17, 3, 3, 0, 19] + Array(repeating: 0xAB, count: 19)
    pieces.append(.init(from: .client, bytes: ByteBuffer(bytes: alert)))
    let connection = Observation(pieces).connection
    #expect(connection.encryptedAlertFrom == .client)
    #expect(!connection.isHandshakeComplete)
    #expect(connection.findings.map(\.id) == ["tls.encryptedAlert"])
  }

  @Test("whatever comes, in whatever order, ends in a connection that can be written")
  func garbage() throws {
    var generator = SeededGenerator(seed: 4)
    let recordings = try Self.expectations.map { try Recording($0.recording).pieces }
    for _ in 0..<400 {
      var pieces = Bool.random(using: &generator) ? Observation.startTLS : []
      for _ in 0..<6 {
        let recording = recordings[Int.random(in: 0..<recordings.count, using: &generator)]
        let piece = recording[Int.random(in: 0..<recording.count, using: &generator)]
        var bytes = Array(piece.bytes.readableBytesView)
        for _ in 0..<Int.random(in: 0..<4, using: &generator) where !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        pieces.append(.init(from: Bool.random(using: &generator) ? .client : .server, bytes: ByteBuffer(bytes: bytes)))
      }
      let connection = Observation(pieces).connection
      #expect(throws: Never.self) { try JSONEncoder().encode(connection) }
    }
  }
}

extension ConnectionAnalyzerTests {
  @Test("a second hello that was lost leaves the server's answer to it readable")
  func gapAfterRetry() throws {
    let recording = try Recording("tls13-retry")
    let clients = recording.pieces.indices.filter { recording.pieces[$0].from == .client }
    let second = try #require(clients.dropFirst().first)
    var analyzer = ConnectionAnalyzer(client: "c", server: "s", began: nil)
    for (index, piece) in recording.pieces.enumerated() {
      if index == second {
        analyzer.lose(piece.bytes.readableBytes, from: .client)
      } else {
        analyzer.receive(piece.bytes, from: piece.from)
      }
    }
    let connection = analyzer.connection(endedAt: nil)
    #expect(connection.version == .tls13)
    #expect(connection.hasHelloRetryRequest)
    #expect(connection.tls?.keyExchange == .secp384r1)
    #expect(connection.highestOffer == .tls13)
  }

  @Test("an alert of a server whose client was not seen may come byte by byte")
  func loneAlert() throws {
    let recording = try Recording("refused-version")
    for pieces in [recording, recording.cut(every: 1)] {
      let server = pieces.pieces.filter { $0.from == .server }
      let connection = Observation(server, .init(beginsInTheMiddle: true)).connection
      #expect(connection.alerts.map(\.alert.description) == [.protocolVersion])
    }
  }

  @Test("the hello is kept up to its end, in records of any length and pieces of any", arguments: [1, 3, 100, 1000])
  func openingRecords(length: Int) throws {
    let message = [1, 0, 1, 0x2C] + Array(repeating: UInt8(7), count: 300)
    var hello: [UInt8] = []
    for start in stride(from: 0, to: message.count, by: length) {
      let part = message[start..<min(message.count, start + length)]
      hello += [0x16, 3, 1, UInt8(part.count >> 8), UInt8(part.count & 0xFF)] + part
    }
    let following: [UInt8] = [0x16, 3, 1, 0, 1, 2]
    for piece in [1, 4, 5000] {
      var records = OpeningRecords()
      var bytes = ByteBuffer(bytes: hello + following)
      while let next = bytes.readSlice(length: min(piece, bytes.readableBytes)), next.readableBytes > 0 {
        records.append(next)
      }
      #expect(records.hello == hello)
    }
  }
}
