import Foundation
import MailSandbox
import NIOCore
import TLSWire
import Testing

@testable import SMTPSending

@Suite("Evidence over configuration", .timeLimit(.minutes(1)))
struct EvidenceCheckTests {
  private func confirm(
    wire: TLSVersion?, library: TLSVersion?, minimum: TLSVersion = .tls12, maximum: TLSVersion = .tls13
  ) throws(SMTPError) -> TLSEvidence {
    var policy = TLSPolicy.startTLS
    policy.minimum = minimum
    policy.maximum = maximum
    let evidence = TLSEvidence(version: wire, offeredVersions: [.tls13, .tls12])
    return try EvidenceCheck.confirm(evidence, libraryVersion: library, certificate: nil, policy: policy)
  }

  @Test("where the wire and the library agree within the policy, both stand on the evidence")
  func agreement() throws {
    let evidence = try confirm(wire: .tls13, library: .tls13)
    #expect(evidence.version == .tls13)
    #expect(evidence.libraryVersion == .tls13)
  }

  @Test(
    "where they disagree, or one is silent, there is an error of its own",
    arguments: [
      (TLSVersion.tls12, TLSVersion.tls13), (.tls13, .tls12), (nil, .tls13), (.tls13, nil), (nil, nil),
    ] as [(TLSVersion?, TLSVersion?)])
  func disagreement(wire: TLSVersion?, library: TLSVersion?) {
    let error = #expect(throws: SMTPError.self) { try confirm(wire: wire, library: library) }
    #expect(error?.code == .evidenceMismatch)
    #expect(error?.category == .policy)
    #expect(error?.isTemporary == false)
  }

  @Test("no evidence at all is a mismatch, whatever the library says")
  func noEvidence() {
    let error = #expect(throws: SMTPError.self) {
      try EvidenceCheck.confirm(nil, libraryVersion: .tls13, certificate: nil, policy: .startTLS)
    }
    #expect(error?.code == .evidenceMismatch)
  }

  @Test("a version outside the policy is refused even where the library let it through")
  func outsidePolicy() {
    #expect(throws: SMTPError.self) { try confirm(wire: .tls11, library: .tls11) }
    let below = #expect(throws: SMTPError.self) { try confirm(wire: .tls12, library: .tls12, minimum: .tls13) }
    #expect(below?.code == .versionBelowPolicy)
    let above = #expect(throws: SMTPError.self) { try confirm(wire: .tls13, library: .tls13, maximum: .tls12) }
    #expect(above?.code == .versionAbovePolicy)
  }

  @Test(
    "a server that chooses a version below the offer, as old ones do, is below the policy: no attack, and both are named",
    arguments: [("tls10-ecdhe", "TLSv1.0"), ("tls11-ecdhe", "TLSv1.1")])
  func oldServer(recording: String, version: String) async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("250-mail.example.com\r\n250 STARTTLS\r\n"),
      .expect("STARTTLS"), .send("220 go\r\n"), .awaitBytes, .sendBytes(try Self.serverHello(in: recording)),
      .waitForClose,
    ])
    let error = try await SMTPClient.Configuration.loopback(port: server.port).failure()
    #expect(error.code == .versionBelowPolicy)
    #expect(error.detail.contains("chose \(version)"))
    #expect(error.detail.contains("offered TLSv1.3, TLSv1.2"))
    #expect(!error.isTemporary)
    try await server.shutdown()
  }

  /// The first bytes that the server sent in a recorded handshake.
  private static func serverHello(in recording: String) throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/TLS/\(recording).txt")
    let line = try #require(
      try String(contentsOf: file, encoding: .utf8).split(separator: "\n").first { $0.hasPrefix("server: ") })
    let digits = Array(line.dropFirst("server: ".count).utf8)
    return try stride(from: 0, to: digits.count, by: 2).map { index in
      try #require(UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16))
    }
  }
}
