import MIME
import NIOCore
import SASL
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@Suite("The client against aiosmtpd", .serialized, .needs("aiosmtpd", "openssl"), .timeLimit(.minutes(2)))
struct AiosmtpdTests {
  @Test(
    "messages arrive byte for byte without PIPELINING, and the evidence is what Python's TLS says of its own side",
    arguments: [TLSPolicy.Mode.startTLS, .implicit], [TLSWire.TLSVersion.tls12, .tls13])
  func byteForByte(mode: TLSPolicy.Mode, version: TLSWire.TLSVersion) async throws {
    try await AiosmtpdServer.with(.init(requiresAuthentication: true)) { server in
      var configuration = server.configuration(mode, .password("alice", "correct horse"))
      configuration.tls.minimum = version
      configuration.tls.maximum = version
      try await ServerTrial.everySampleArrives(at: server, configuration) { receipt, queueID in
        let arrival = try await server.arrival(queueID: queueID)
        #expect(arrival.sender == "alice@example.test" && arrival.recipients == ["bob@example.test"])
        #expect(arrival.login == ["PLAIN", "alice"])
        let tls = try #require(arrival.tls)
        #expect(tls[0] == receipt.tls?.version?.description)
        // For TLS 1.2 Python has OpenSSL's name: ECDHE-RSA-AES128-GCM-SHA256.
        let suite = receipt.tls?.cipherSuite?.description.replacing("_WITH_AES_", with: "_AES")
        #expect(
          suite?.replacing("TLS_", with: "").filter(\.isLetterOrDigit)
            == tls[1].replacing("TLS_", with: "").filter(\.isLetterOrDigit))
      }
    }
  }

  @Test("each mechanism logs in, and a wrong password is told as that", arguments: [MechanismName.plain, .login])
  func mechanisms(name: MechanismName) async throws {
    try await AiosmtpdServer.with(.init(requiresAuthentication: true)) { server in
      func send(_ password: Secret) async throws -> DeliveryReceipt {
        let credentials = Credentials.password("alice", password, mechanisms: [name])
        return try await SMTPClient(server.configuration(.startTLS, credentials)).send(SampleMessage.all[0].stored())
      }
      let receipt = try await send("correct horse")
      let arrival = try await server.arrival(queueID: try #require(receipt.queueID))
      #expect(arrival.login == [name.description, "alice"])
      let error = try await #require(throws: SMTPError.self) { try await send("canary") }
      #expect(error.code == .authenticationRefused && error.reply?.code == 535 && error.mechanism == name.description)
      #expect(try server.arrivals.count == 1)
    }
  }

  @Test("a server that wants a login first gets no message from who has none, and says so")
  func loginRequired() async throws {
    try await AiosmtpdServer.with(.init(requiresAuthentication: true)) { server in
      let error = try await #require(throws: SMTPError.self) {
        try await SMTPClient(server.configuration()).send(SampleMessage.all[0].stored())
      }
      #expect(error.code == .refused && error.reply?.code == 530 && error.phase == .envelope, "\(error)")
    }
  }

  @Test(
    "some recipients are refused, and all, and the connection goes on", arguments: [TLSPolicy.Mode.startTLS, .implicit])
  func refusedRecipients(mode: TLSPolicy.Mode) async throws {
    try await AiosmtpdServer.with { server in
      try await ServerTrial.refusedRecipients(at: server, server.configuration(mode))
      #expect(
        try server.arrivals.map(\.recipients) == [
          ["bob@example.test"], ["bob@example.test", "carol@example.test"], ["bob@example.test"],
        ])
    }
  }

  @Test("a message over the limit is not sent where its size is known, and refused with 552 where it is not")
  func size() async throws {
    try await AiosmtpdServer.with(.init(sizeLimit: 20_000)) { server in
      try await ServerTrial.tooLarge(at: server, limit: 20_000)
      #expect(try server.arrivals.count == 1)
      #expect(try server.arrivals[0].options.contains { $0.hasPrefix("SIZE=") })
    }
  }

  @Test("UTF-8 in a local part goes with SMTPUTF8, and not at all where that is not offered", arguments: [true, false])
  func international(isOffered: Bool) async throws {
    try await AiosmtpdServer.with(.init(offersSMTPUTF8: isOffered)) { server in
      let client = try SMTPClient(server.configuration())
      let content = "From: alice@example.test\r\nTo: b\u{F6}b@example.test\r\nSubject: Gr\u{FC}\u{DF}e\r\n\r\nHi\r\n"
      let message = try StoredMessage(bytes: Array(content.utf8))
      if isOffered {
        let receipt = try await client.send(message)
        let arrival = try await server.arrival(queueID: try #require(receipt.queueID))
        #expect(arrival.recipients == ["b\u{F6}b@example.test"])
        #expect(arrival.options.contains("SMTPUTF8"))
        #expect(String(decoding: arrival.content, as: UTF8.self) == content)
      } else {
        let error = try await #require(throws: SMTPError.self) { try await client.send(message) }
        #expect(error.code == .extensionNotOffered && error.detail.contains("SMTPUTF8"), "\(error)")
        #expect(try server.arrivals.isEmpty)
      }
      await client.shutdown()
    }
  }

  @Test("by LMTP each recipient has a verdict, and who is refused gets nothing")
  func lmtp() async throws {
    try await AiosmtpdServer.with { server in
      var configuration = SMTPClient.Configuration(
        host: "127.0.0.1", port: server.lmtpPort, tls: TLSPolicy(.dangerouslyPlaintext))
      configuration.dialect = .lmtp
      configuration.retryPolicy = .never
      let client = try SMTPClient(configuration)
      let recipients = ["bob@example.test", "nobody@example.test", "carol@example.test"]
      let routing = SMTPClient.Routing(recipients: try recipients.map { try EmailAddress($0) })
      for (number, sample) in SampleMessage.all.enumerated() {
        let receipt = try await client.send(try sample.stored(), routing: routing)
        #expect(receipt.recipients.map(\.outcome) == [.accepted, .rejected, .accepted])
        #expect(receipt.recipients.map { $0.reply?.code } == [250, 550, 250])
        #expect(receipt.isConnectionReused == (number > 0))
        let arrival = try await server.arrival(queueID: try #require(receipt.queueID))
        #expect(arrival.dialect == "LMTP" && arrival.recipients == ["bob@example.test", "carol@example.test"])
        #expect(Array(arrival.content) == sample.expected, "\(sample)")
      }
      #expect(try server.arrivals.count == SampleMessage.all.count)
      await client.shutdown()
    }
  }
}

extension Character {
  fileprivate var isLetterOrDigit: Bool { isLetter || isNumber }
}
