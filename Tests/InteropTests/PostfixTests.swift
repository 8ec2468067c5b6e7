import Foundation
import MIME
import SASL
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@Suite(
  "The client against Postfix", .serialized, .needs("master", "dovecot", "openssl"), .needsRoot, .timeLimit(.minutes(3))
)
struct PostfixTests {
  @Test(
    "messages arrive byte for byte by every way in and every mechanism",
    arguments: [TLSPolicy.Mode.startTLS, .implicit], [TLSWire.TLSVersion.tls12, .tls13])
  func byteForByte(mode: TLSPolicy.Mode, version: TLSWire.TLSVersion) async throws {
    for mechanism in ["plain", "login"] {
      try await PostfixServer.with(.init(mechanisms: [mechanism])) { server in
        let client = try PostfixDelivery.exactly(version, mode).client(for: server)
        for sample in SampleMessage.all {
          let receipt = try await client.send(try sample.stored())
          #expect(receipt.outcome == .accepted)
          #expect(receipt.tls?.version == version)
          #expect(receipt.tls?.libraryVersion == version)
          #expect(receipt.tls?.certificate?.verified == true)
          let delivered = try await server.delivered(queueID: #require(receipt.queueID))
          #expect(delivered.content == sample.expected, "\(sample)")
          #expect(delivered.transmission == "ESMTPSA")
        }
        let sessions = try await server.sessions(SampleMessage.all.count)
        #expect(sessions.allSatisfy { $0.accepted("auth") == 1 && $0.accepted("quit") == 1 && $0.seen("unknown") == 0 })
      }
    }
  }

  @Test("a message of 25 MB arrives byte for byte")
  func large() async throws {
    try await PostfixServer.with { server in
      var bytes = Array(SampleMessage.header.utf8)
      let line = Array((String(repeating: ".abcdefghi", count: 7) + "\r\n").utf8)
      while bytes.count < 25 << 20 { bytes += line }
      let receipt = try await PostfixDelivery().client(for: server).send(try StoredMessage(bytes: bytes))
      #expect(receipt.bytes == bytes.count)
      let delivered = try await server.delivered(queueID: #require(receipt.queueID))
      #expect(delivered.content == bytes)
    }
  }

  @Test("line ends of a given message are made CRLF and nothing else is changed")
  func lineEnds() async throws {
    try await PostfixServer.with { server in
      let given = "From: alice@example.test\nTo: bob@example.test\r\n\nbare LF\nbare CR\rdot:\r.\n.\rend"
      let expected =
        "From: alice@example.test\r\nTo: bob@example.test\r\n\r\nbare LF\r\nbare CR\r\ndot:\r\n.\r\n.\r\nend\r\n"
      let receipt = try await PostfixDelivery().client(for: server).send(try StoredMessage(bytes: Array(given.utf8)))
      let delivered = try await server.delivered(queueID: #require(receipt.queueID))
      #expect(String(decoding: delivered.content, as: UTF8.self) == expected)
    }
  }

  @Test("a composed message with an attachment from disk arrives, Bcc in the envelope and not in the header")
  func composed() async throws {
    try await PostfixServer.with { server in
      let attachment = Array((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      let path = server.directory.path("Übersicht \"Q3\".bin")
      try Data(attachment).write(to: URL(fileURLWithPath: path))
      var message = Message(
        from: try Mailbox("Ålice <alice@example.test>"), to: [try Mailbox("bob@example.test")],
        subject: "Größe, \u{1F4EE}",
        text: "Grüße\n", html: "<p>Grüße</p>", attachments: [try Attachment(file: path)])
      message.bcc = [try Mailbox("carol@example.test")]
      let receipt = try await PostfixDelivery().client(for: server).send(message)
      #expect(receipt.recipients.map(\.address) == ["bob@example.test", "carol@example.test"])
      #expect(receipt.recipients.allSatisfy { $0.outcome == .accepted })
      let copies = try await server.deliveries(queueID: #require(receipt.queueID))
      #expect(Set(copies.map(\.recipient)) == ["bob@example.test", "carol@example.test"])
      let text = String(decoding: try #require(copies.first).content, as: UTF8.self)
      #expect(!text.contains("carol"))
      let encoded = Data(attachment).base64EncodedString()
      #expect(text.replacing("\r\n", with: "").contains(encoded))
    }
  }

  @Test("a wrong password ends with 535, tried once, and no MAIL command is seen")
  func wrongPassword() async throws {
    try await PostfixServer.with { server in
      var delivery = PostfixDelivery()
      delivery.password = "canary-wrong-password"
      let client = try delivery.client(for: server)
      let error = try await #require(throws: SMTPError.self) {
        try await client.send(try StoredMessage(bytes: Array(SampleMessage.header.utf8)))
      }
      #expect(error.code == .authenticationRefused)
      #expect(error.category == .authentication)
      #expect(error.reply?.code == 535)
      #expect(!"\(error)".contains("canary"))
      let session = try #require(try await server.sessions(1).first)
      #expect(session.commands["auth"] == .init(accepted: 0, seen: 1))
      #expect(session.seen("mail") == 0)
    }
  }

  @Test("a server capped at TLS 1.1 gets no MAIL and no credential, and the error names both sides' versions")
  func cappedServer() async throws {
    try await PostfixServer.with(.init(versions: .v1_0 ... .v1_1)) { server in
      let client = try PostfixDelivery().client(for: server)
      let error = try await #require(throws: SMTPError.self) {
        try await client.send(try StoredMessage(bytes: Array(SampleMessage.header.utf8)))
      }
      #expect(error.code == .versionBelowPolicy)
      #expect(error.category == .policy)
      #expect(!error.isTemporary)
      #expect(error.detail.contains("TLSv1.3, TLSv1.2"))
      #expect(error.detail.contains("TLSv1.1 at most"))
      #expect(error.evidence?.offeredVersions == [.tls13, .tls12])
      #expect(error.evidence?.version == nil)
      let session = try #require(try await server.sessions(1).first)
      #expect(session.seen("auth") == 0)
      #expect(session.seen("mail") == 0)
    }
  }

  @Test("ports mixed up: each side of the mistake has its own error and says what to use")
  func mixedUpPorts() async throws {
    try await PostfixServer.with { server in
      let message = try StoredMessage(bytes: Array(SampleMessage.header.utf8))
      var configuration = try PostfixDelivery(mode: .implicit).client(for: server).configuration
      configuration.endpoint.port = server.startTLSPort
      let plain = try await #require(throws: SMTPError.self) { try await SMTPClient(configuration).send(message) }
      #expect(plain.code == .smtpWhereTLSExpected)
      #expect(plain.detail.contains("STARTTLS"))

      configuration = try PostfixDelivery(mode: .startTLS).client(for: server).configuration
      configuration.endpoint.port = server.implicitTLSPort
      configuration.timeOuts.greeting = .milliseconds(500)
      let wrapped = try await #require(throws: SMTPError.self) { try await SMTPClient(configuration).send(message) }
      #expect(wrapped.code == .tlsWhereSMTPExpected)
      #expect(wrapped.detail.contains("implicit TLS"))
    }
  }
}
