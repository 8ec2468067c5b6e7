import MIME
import SASL
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@Suite(
  "The client against Exim", .serialized, .needs("exim4", "openssl", "tail"), .needsRoot, .timeLimit(.minutes(3)))
struct EximTests {
  @Test(
    "messages arrive byte for byte on one connection, and the evidence is what Exim logs of its own side",
    arguments: [TLSPolicy.Mode.startTLS, .implicit], [TLSWire.TLSVersion.tls12, .tls13])
  func byteForByte(mode: TLSPolicy.Mode, version: TLSWire.TLSVersion) async throws {
    try await EximServer.with { server in
      for chunking in [SMTPClient.Chunking.automatic, .never] {
        var configuration = server.configuration(mode, .password("alice", "correct horse"))
        configuration.tls.maximum = version
        configuration.tls.minimum = version
        configuration.chunking = chunking
        try await ServerTrial.everySampleArrives(at: server, configuration) { receipt, queueID in
          let line = try await server.arrival(queueID: queueID)
          let delivered = try await server.delivered(queueID: queueID)
          let evidence = try #require(receipt.tls)
          let logged = try #require(line.firstMatch(of: /\ X=TLS(1\.\d):ECDHE_([A-Z0-9]+)__/), "\(line)")
          #expect(evidence.version?.description == "TLSv\(logged.1)", "\(line)")
          #expect(evidence.keyExchange?.description.uppercased() == String(logged.2), "\(line)")
          // Exim names suites of TLS 1.3, too, by key exchange and authentication, which are no part of them.
          let suite = try #require(delivered.received.firstMatch(of: /\stls TLS_(?:ECDHE_RSA_WITH_)?([A-Z0-9_]+)\s/))
          #expect(
            evidence.cipherSuite?.description.hasSuffix("_\(suite.1)") == true, "\(delivered.received)")
          #expect(line.contains(" SNI=localhost "), "\(line)")
          // The password was sent, and every message pipelined; by BDAT where the connection was warm and it was allowed.
          #expect(line.contains(" P=esmtpsa L. "), "\(line)")
          #expect(line.contains(" A=plain:alice "), "\(line)")
          #expect(line.contains(" K ") == (chunking == .automatic), "\(line)")
        }
      }
    }
  }

  @Test(
    "each mechanism logs in, and a wrong password is told as that", arguments: [MechanismName.cramMD5, .plain, .login])
  func mechanisms(name: MechanismName) async throws {
    try await EximServer.with { server in
      func send(_ password: Secret) async throws -> DeliveryReceipt {
        let credentials = Credentials.password("alice", password, mechanisms: [name])
        return try await SMTPClient(server.configuration(.startTLS, credentials)).send(SampleMessage.all[0].stored())
      }
      let receipt = try await send("correct horse")
      let line = try await server.arrival(queueID: try #require(receipt.queueID))
      #expect(
        line.lowercased().contains(" a=\(name.description.lowercased().replacing("-", with: "_")):alice "), "\(line)")
      let error = try await #require(throws: SMTPError.self) { try await send("canary") }
      #expect(error.code == .authenticationRefused && error.reply?.code == 535 && error.mechanism == name.description)
      try await server.log.line(containing: " authenticator failed ")
    }
  }

  @Test(
    "some recipients are refused, and all, and the connection goes on",
    arguments: [SMTPClient.Chunking.automatic, .never])
  func refusedRecipients(chunking: SMTPClient.Chunking) async throws {
    try await EximServer.with { server in
      var configuration = server.configuration()
      configuration.chunking = chunking
      try await ServerTrial.refusedRecipients(at: server, configuration)
      #expect(server.log.lines.count { $0.contains(" SMTP connection from ") && $0.contains("(TCP/IP") } == 1)
      #expect(!server.log.text.contains("synchronization error"))
    }
  }

  @Test("two hundred messages by many tasks go over two connections, pipelined, and each arrives once")
  func pooled() async throws {
    try await EximServer.with(.init(options: ["queue_only"])) { server in
      var configuration = server.configuration()
      configuration.pool.maximumConnections = 2
      let client = try SMTPClient(configuration)
      let message = try SampleMessage.all[1].stored()
      let receipts = try await withThrowingTaskGroup(of: DeliveryReceipt.self) { group in
        for _ in 0..<200 { group.addTask { try await client.send(message) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      await client.shutdown()
      #expect(receipts.allSatisfy { $0.outcome == .accepted && $0.notes.isEmpty })
      let identifiers = Set(receipts.compactMap(\.queueID))
      #expect(identifiers.count == 200)
      #expect(receipts.count { $0.isConnectionReused } >= 198)
      for identifier in identifiers {
        let line = try await server.arrival(queueID: identifier)
        #expect(line.contains(" P=esmtps L. "), "\(line)")
      }
      #expect(server.log.lines.count { $0.contains(" <= ") } == 200)
      #expect(!server.log.text.contains("synchronization error"))
    }
  }

  @Test("Exim ends a connection after so many messages, and those to come go over the next")
  func messagesPerConnection() async throws {
    try await EximServer.with(.init(options: ["smtp_accept_max_per_connection = 3"])) { server in
      var configuration = server.configuration()
      configuration.pool.maximumConnections = 1
      configuration.retryPolicy = RetryPolicy(maximumAttempts: 4, base: .milliseconds(1))
      let client = try SMTPClient(configuration)
      let message = try SampleMessage.all[0].stored()
      var identifiers: Set<String> = []
      for _ in 0..<10 {
        let receipt = try await client.send(message)
        identifiers.insert(try #require(receipt.queueID))
      }
      await client.shutdown()
      #expect(identifiers.count == 10)
      for identifier in identifiers { #expect(try await server.deliveries(queueID: identifier).count == 1) }
      #expect(server.log.lines.count { $0.contains(" <= ") } == 10)
    }
  }

  @Test("a message over Exim's limit is not sent where its size is known, and refused with 552 where it is not")
  func size() async throws {
    try await EximServer.with(.init(options: ["message_size_limit = 20000"])) { server in
      try await ServerTrial.tooLarge(at: server, limit: 20_000)
      try await server.log.line(containing: "message too big")
      #expect(server.log.lines.count { $0.contains("message too big") } == 1)
    }
  }

  @Test("UTF-8 in a local part and in the header goes with SMTPUTF8, and nothing else does")
  func international() async throws {
    try await EximServer.with(.init(options: ["smtputf8_advertise_hosts = *"])) { server in
      let client = try SMTPClient(server.configuration())
      let content = "From: alice@example.test\r\nTo: b\u{F6}b@example.test\r\nSubject: Gr\u{FC}\u{DF}e\r\n\r\nHi\r\n"
      let receipt = try await client.send(try StoredMessage(bytes: Array(content.utf8)))
      let delivered = try await server.delivered(queueID: try #require(receipt.queueID))
      #expect(delivered.recipient == "b\u{F6}b@example.test")
      #expect(delivered.transmission == "utf8esmtps")
      #expect(String(decoding: delivered.content, as: UTF8.self) == content)
      await client.shutdown()
      // On the same connection Exim goes on to say UTF8.
      let plain = try await SMTPClient(server.configuration()).send(try SampleMessage.all[0].stored())
      #expect(try await server.delivered(queueID: try #require(plain.queueID)).transmission == "esmtps")
    }
  }

  @Test("Exim reads NOTIFY, RET, ENVID and ORCPT as they were meant: its notification quotes them")
  func notification() async throws {
    try await EximServer.with { server in
      var routing = SMTPClient.Routing()
      routing.options.dsn = DSNRequest(
        content: .headers, notification: .success, envelopeID: try EnvelopeID("order = 4711+1"))
      routing.recipientOptions[try EmailAddress("bob@example.test")] = RecipientOptions(
        notification: .success, originalRecipient: try OriginalRecipient(EnvelopeAddress("old+tag@example.test")))
      let receipt = try await SMTPClient(server.configuration()).send(
        try SampleMessage.all[0].stored(), routing: routing)
      let queueID = try #require(receipt.queueID)
      // Exim names the message in the arrival of its notification.
      let line = try await server.log.line(containing: " R=\(queueID) ")
      let noticeID = try #require(line.split(separator: " ").dropFirst(2).first { $0.contains("-") }.map(String.init))
      let notice = try await server.delivered(queueID: noticeID)
      let text = String(decoding: notice.content, as: UTF8.self)
      #expect(text.contains("order = 4711+1") || text.contains("order+20+3D+204711+2B1"), "\(text)")
      #expect(text.contains("old+tag@example.test") || text.contains("old+2Btag@example.test"), "\(text)")
      #expect(text.contains("\r\nAction: delivered\r\n"), "\(text)")
    }
  }
}
