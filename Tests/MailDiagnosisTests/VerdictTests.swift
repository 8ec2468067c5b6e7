import NIOCore
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("Who is at fault, in one sentence")
struct VerdictTests {
  private func verdict(_ connections: ObservedConnection...) -> String {
    Report(connections: connections, title: "test").verdict.text
  }

  private func hello(_ legacy: TLSVersion, _ supported: [TLSVersion] = []) -> Recording.Piece {
    var extensions: [TLSExtension] = []
    if !supported.isEmpty {
      var body = ByteBuffer(integer: UInt8(supported.count * 2))
      for version in supported { body.writeInteger(version.rawValue) }
      extensions.append(TLSExtension(type: 43, body: body))
    }
    let hello = ClientHello(
      recordVersion: .tls10, legacyVersion: legacy, random: ByteBuffer(repeating: 7, count: 32),
      sessionID: ByteBuffer(),
      cipherSuites: [CipherSuite(rawValue: 0xC02F), CipherSuite(rawValue: 0xC013)], extensions: extensions)
    return .init(from: .client, bytes: hello.encode())
  }

  private func serverHello(_ version: TLSVersion, sentinel: Bool = false) -> Recording.Piece {
    var body = ByteBuffer(integer: version.rawValue)
    body.writeRepeatingByte(9, count: 24)
    body.writeBytes(sentinel ? Array("DOWNGRD".utf8) + [0] : Array(repeating: 9, count: 8))
    body.writeBytes([0, 0xC0, 0x13, 0])
    var record = ByteBuffer(bytes: [0x16, 3, UInt8(version.rawValue & 0xFF), 0, UInt8(body.readableBytes + 4)])
    record.writeBytes([2, 0, 0, UInt8(body.readableBytes)])
    record.writeImmutableBuffer(body)
    return .init(from: .server, bytes: record)
  }

  private func alert(_ description: AlertDescription, from side: TLSEndpoint, level: UInt8 = 2) -> Recording.Piece {
    .init(from: side, bytes: ByteBuffer(bytes: [0x15, 3, 1, 0, 2, level, description.rawValue]))
  }

  @Test("the program that says 1.2 and offers 1.0, and is served")
  func threadServed() throws {
    let connection = try Observation(Observation.startTLS + Recording("tls10-ecdhe").pieces).connection
    #expect(
      verdict(connection)
        == "The program offers TLS 1.0 and nothing newer, whatever its settings say: the program is the limit, not the server."
    )
    #expect(connection.severity == .warning)
  }

  @Test("the program that says 1.2 and offers 1.0, and is turned away")
  func threadRefused() throws {
    let connection = try Observation(Observation.startTLS + Recording("refused-version").pieces).connection
    #expect(
      verdict(connection)
        == "The server turned the program away, which offers TLS 1.0 and nothing newer: the program is at fault, not the server."
    )
    #expect(connection.severity == .problem)
  }

  @Test("a server that chooses less than was offered")
  func serverLimit() {
    let pieces = [hello(.tls12), serverHello(.tls10)]
    #expect(
      verdict(Observation(pieces).connection)
        == "The server chose TLS 1.0, although the program offers TLS 1.2: the server is the limit, not the program.")
  }

  @Test("a program that refuses what an old server chose")
  func programRefuses() {
    let pieces = [hello(.tls12), serverHello(.tls10), alert(.protocolVersion, from: .client)]
    #expect(
      verdict(Observation(pieces).connection)
        == "The server chose TLS 1.0, and the program refused it: the server is too old for the program's settings.")
  }

  @Test("a server that accepts no version of today")
  func serverLacks() {
    let pieces = [hello(.tls12, [.tls13, .tls12]), alert(.protocolVersion, from: .server)]
    #expect(
      verdict(Observation(pieces).connection)
        == "The server accepts none of the versions that the program offers (TLS 1.2 and TLS 1.3): the server is at fault, or set to others."
    )
  }

  @Test("a server that chooses what was not offered")
  func notOffered() {
    let pieces = [hello(.tls12, [.tls13, .tls12]), serverHello(.tls10)]
    #expect(
      verdict(Observation(pieces).connection)
        == "The server chose a version that the program did not offer: the server is at fault.")
  }

  @Test("a downgrade on the way")
  func downgraded() {
    let pieces = [hello(.tls12), serverHello(.tls10, sentinel: true)]
    #expect(
      verdict(Observation(pieces).connection)
        == "Somebody between the program and the server took better versions out of the offer.")
  }

  @Test("a certificate that the program rejects")
  func certificate() throws {
    #expect(
      verdict(try Observation(Recording("tls12-unknown-ca")).connection)
        == "The program rejected the server's certificate: the certificate's authority is not known.")
  }

  @Test("a warning about the name is no failure")
  func nameWarning() throws {
    let pieces = try Recording("tls12-ecdhe").pieces
    let connection = Observation([pieces[0], alert(.unrecognizedName, from: .server, level: 1)] + pieces.dropFirst())
      .connection
    #expect(verdict(connection) == "The program and the server agreed on TLS 1.2.")
  }

  @Test("a connection that ends without a word, by either side", arguments: [TLSEndpoint.client, .server])
  func brokenOff(side: TLSEndpoint) {
    let first = Observation([hello(.tls12)], ending: .reset(by: side)).connection
    let name = side == .client ? "program" : "server"
    #expect(verdict(first) == "The \(name) cut off the connection after the program's hello, without a word.")
    let second = Observation([hello(.tls12), serverHello(.tls12)], ending: .closed(by: side)).connection
    #expect(verdict(second) == "The \(name) closed the connection after TLS 1.2 had been chosen.")
  }

  @Test("a program that sends in clear although it need not")
  func neverAsked() {
    let pieces = Observation.startTLS.prefix(3) + Observation.dialogue(["C: AUTH PLAIN AGEAYg==", "S: 235 ok"])
    let connection = Observation(Array(pieces), ending: .closed(by: .client)).connection
    #expect(Set(connection.findings.map(\.id)) == ["smtp.clearCredentials", "smtp.programNeverAsked"])
  }

  @Test("a server that offers no STARTTLS")
  func noOffer() {
    let pieces = Observation.dialogue(["S: 220 hi", "C: EHLO c", "S: 250 mail", "C: DATA", "S: 354 go", "C: x"])
    #expect(
      verdict(Observation(pieces).connection)
        == "The connection was in clear: the server offers no STARTTLS, or something took the offer out.")
  }

  @Test("a server that refuses STARTTLS")
  func refused() {
    let pieces = Observation.startTLS.dropLast() + Observation.dialogue(["S: 454 4.7.0 TLS not available"])
    #expect(
      verdict(Observation(Array(pieces)).connection)
        == "The program asked for TLS, and the server refused it: the server is at fault.")
  }

  @Test("a server that goes on in clear after its 220; a program that does, its bytes not shown")
  func notTLS() throws {
    let server = Observation(Observation.startTLS + [hello(.tls12)] + Observation.dialogue(["S: 421 busy"])).connection
    #expect(
      verdict(server)
        == "The server did not answer with TLS where it was due: the server, or something in between, is at fault.")
    let client = Observation(Observation.startTLS + Observation.dialogue(["C: hunter2"])).connection
    #expect(verdict(client) == "The program did not begin TLS where it was due: the program is at fault.")
    #expect(!Report(connections: [client], title: "").text.contains("hunter2"))
  }

  @Test("many connections: how many of them have the gravest finding")
  func many() throws {
    let good = try Observation(Recording("tls13")).connection
    let better = try Observation(Recording("tls12-ecdhe")).connection
    let bad = try Observation(Recording("tls10-ecdhe")).connection
    #expect(verdict(good, better) == "All 2 connections agreed on TLS 1.2 and TLS 1.3.")
    #expect(
      verdict(good, bad, better).hasPrefix("In 1 of 3 connections: The program offers TLS 1.0 and nothing newer"))
    #expect(verdict(bad, bad).hasPrefix("In all 2 connections: The program offers TLS 1.0"))
    #expect(verdict() == "No mail connection was seen.")
  }

  @Test("a connection that had begun before")
  func midway() {
    let bytes = ByteBuffer(bytes: [0x17, 3, 3, 0, 2, 1, 2])
    let connection = Observation([.init(from: .client, bytes: bytes)], .init(beginsInTheMiddle: true)).connection
    #expect(connection.findings.map(\.id) == ["capture.beginsInTheMiddle"])
    #expect(verdict(connection) == "Which TLS version was agreed was not to be seen.")
  }
}

extension VerdictTests {
  @Test("a server that asks for TLS 1.3 is no server without TLS 1.2", arguments: [[], [TLSVersion.tls12]])
  func serverWantsNewer(supported: [TLSVersion]) {
    let connection = Observation([hello(.tls12, supported), alert(.protocolVersion, from: .server)]).connection
    #expect(
      verdict(connection)
        == "The server turned the program away, which offers TLS 1.2 and nothing newer: the server asks for TLS 1.3.")
    #expect(connection.findings.first?.remedy?.contains("Ask whoever runs the server for TLS 1.2 or newer") == false)
    #expect(connection.outcome == "no version in common")
  }

  @Test(
    "a server that gives up after it has chosen did find something in the offer", arguments: [TLSVersion.tls10, .tls12])
  func refusedAfterChoice(version: TLSVersion) {
    let pieces = [hello(version), serverHello(version), alert(.handshakeFailure, from: .server)]
    let connection = Observation(pieces).connection
    #expect(verdict(connection) == "The server ended the handshake after it had chosen \(version.spoken).")
    #expect(connection.findings.first?.id == "tls.alert")
  }

  @Test("a server that closes after it has chosen has agreed on something")
  func closedAfterChoice() throws {
    let pieces = [hello(.tls12), serverHello(.tls12)]
    let finding = try #require(Observation(pieces, ending: .closed(by: .server)).connection.findings.first)
    #expect(!finding.meaning.contains("Nothing was agreed"))
  }

  @Test("an encrypted alert is laid at the door of the side that sent it", arguments: [TLSEndpoint.client, .server])
  func encryptedAlert(side: TLSEndpoint) {
    var connection = ObservedConnection(client: "c", server: "s")
    connection.findings = [.encryptedAlert(connection, from: side)]
    connection.encryptedAlertFrom = side
    #expect(connection.outcome == (side == .client ? "the program refused" : "the server refused"))
  }

  @Test("a program that goes on in clear after its STARTTLS was refused")
  func wentOnInClear() {
    let lines = ["S: 454 4.7.0 no", "C: MAIL FROM:<a@b>", "S: 250 ok", "C: DATA", "S: 354 go", "C: x"]
    let connection = Observation(Observation.startTLS.dropLast() + Observation.dialogue(lines)).connection
    #expect(connection.findings.map(\.id) == ["smtp.startTLSRefused", "smtp.wentOnInClear"])
    #expect(
      connection.findings.last?.title
        == "The program sent its message in clear after the server had refused TLS: the program is at fault.")
  }

  @Test("a login without credentials has sent none")
  func loginRefused() {
    func ids(_ lines: [String]) -> [Finding.ID] {
      Observation(Observation.startTLS.prefix(3) + Observation.dialogue(lines)).connection.findings.map(\.id)
    }
    #expect(!ids(["C: AUTH LOGIN", "S: 538 5.7.11 Encryption required"]).contains("smtp.clearCredentials"))
    #expect(!ids(["C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: *"]).contains("smtp.clearCredentials"))
    #expect(ids(["C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: dXNlcg=="]).contains("smtp.clearCredentials"))
    #expect(ids(["C: AUTH PLAIN AGEAYg=="]).contains("smtp.clearCredentials"))
  }

  @Test("a STARTTLS that the program sends wrongly, and one that was not offered")
  func refusedForCause() {
    let mistaken = Observation(Observation.startTLS.dropLast() + Observation.dialogue(["S: 503 5.5.1 not now"]))
    #expect(
      verdict(mistaken.connection) == "The program asked for TLS at a wrong moment or in a wrong way, says the server.")
    let lines = ["S: 220 hi", "C: EHLO c", "S: 250 mail", "C: STARTTLS", "S: 502 5.5.2 unknown"]
    #expect(
      verdict(Observation(Observation.dialogue(lines)).connection)
        == "The program asked for TLS, which the server does not offer, or something took the offer out.")
  }

  @Test("a hello in the form of SSL 2.0 is a beginning of TLS, and an outdated one")
  func oldHello() {
    let bytes: [UInt8] = [0x80, 0x2E, 0x01, 0x03, 0x01, 0, 0x15, 0, 0, 0, 0x10]
    let pieces = Observation.startTLS + [.init(from: .client, bytes: ByteBuffer(bytes: bytes))]
    let connection = Observation(pieces).connection
    #expect(
      verdict(connection)
        == "The program begins TLS with a hello of SSL 2.0, which servers no longer read: the program is at fault.")
    #expect(connection.outcome == "outdated hello")
  }

  @Test("what was not seen was not refused")
  func notSeen() {
    let pieces = Observation.startTLS + [hello(.tls12)]
    #expect(Observation(pieces, .init(hasGaps: true)).connection.kind == "not seen")
    #expect(Observation(pieces).connection.kind == "none agreed")
    let refused = pieces + [alert(.protocolVersion, from: .server)]
    #expect(Observation(refused, .init(hasGaps: true)).connection.kind == "none agreed")
  }

  @Test("of many connections, those whose end was not seen are not said to be unseen")
  func manyUnfinished() throws {
    let good = try Observation(Recording("tls13")).connection
    #expect(
      verdict(good, Observation([hello(.tls12)]).connection)
        == "1 of 2 connections agreed on TLS 1.3; what became of the others was not to be seen.")
  }

  @Test(
    "an alert in answer to the hello tells who is at fault",
    arguments: [
      (TLSEndpoint.server, AlertDescription.inappropriateFallback, "tls.fallbackRefused"),
      (.server, .unrecognizedName, "tls.alert"), (.server, .certificateRequired, "tls.clientCertificateRejected"),
      (.server, .insufficientSecurity, "tls.nothingInCommon"), (.server, .protocolVersion, "tls.serverLacksVersion"),
      (.client, .certificateRevoked, "tls.certificateRejected"), (.client, .unknownCA, "tls.certificateRejected"),
      (.client, .internalError, "tls.alert"), (.client, .protocolVersion, "tls.programRefusesVersion"),
    ])
  func alerts(side: TLSEndpoint, description: AlertDescription, id: String) {
    let connection = Observation([hello(.tls12, [.tls13, .tls12]), alert(description, from: side)]).connection
    #expect(connection.findings.map(\.id.rawValue) == [id])
  }

  @Test(
    "a handshake that was given up in good order was broken off",
    arguments: [AlertDescription.userCanceled, .closeNotify])
  func givenUp(description: AlertDescription) {
    let pieces = [hello(.tls12), alert(description, from: .client, level: 1)]
    #expect(Observation(pieces, ending: .closed(by: .client)).connection.findings.map(\.id) == ["tls.brokenOff"])
  }

  @Test("a part that is missing is named as the reason")
  func gaps() {
    let connection = Observation(Observation.startTLS + [hello(.tls12)], .init(hasGaps: true)).connection
    #expect(connection.findings.map(\.id) == ["capture.gaps"])
  }

  @Test("of findings that are as grave, the one that most connections have is the verdict")
  func frequent() throws {
    let program = try Observation(Recording("tls10-ecdhe")).connection
    let server = Observation([hello(.tls12), serverHello(.tls10)]).connection
    #expect(verdict(program, server, server).hasPrefix("In 2 of 3 connections: The server chose TLS 1.0"))
  }
}
