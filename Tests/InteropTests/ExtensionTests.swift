import Foundation
import MIME
import MailSandbox
import SMTPCore
import SMTPSending
import Testing

@Suite(
  "Extensions against Postfix", .serialized, .needs("master", "dovecot", "openssl"), .needsRoot, .timeLimit(.minutes(3))
)
struct ExtensionTests {
  private static func message(to recipient: String = "bob@example.test", body: String = "Hello.\r\n") throws
    -> StoredMessage
  {
    try StoredMessage(
      bytes: Array("From: alice@example.test\r\nTo: \(recipient)\r\nSubject: interop\r\n\r\n\(body)".utf8))
  }

  @Test("Postfix reads NOTIFY, RET, ENVID and ORCPT as they were meant: its notification quotes them")
  func notification() async throws {
    try await PostfixServer.with { server in
      var routing = SMTPClient.Routing()
      routing.options.dsn = DSNRequest(
        content: .headers, notification: .success, envelopeID: try EnvelopeID("order = 4711+1"))
      routing.recipientOptions[try EmailAddress("bob@example.test")] = RecipientOptions(
        notification: .success, originalRecipient: try OriginalRecipient(EnvelopeAddress("old+tag@example.test")))
      let receipt = try await PostfixDelivery().client(for: server).send(try Self.message(), routing: routing)
      let queueID = try #require(receipt.queueID)
      let notice = try await server.logLine(containing: "\(queueID): sender delivery status notification: ")
      let noticeID = try #require(notice.split(separator: " ").last.map(String.init))
      let delivered = try await server.delivered(queueID: noticeID)
      #expect(delivered.envelopeSender.isEmpty)
      let text = String(decoding: delivered.content, as: UTF8.self)
      #expect(text.contains("\r\nOriginal-Envelope-Id: order = 4711+1\r\n"))
      #expect(text.contains("\r\nOriginal-Recipient: rfc822;old+tag@example.test\r\n"))
      #expect(text.contains("\r\nAction: delivered\r\n"))
      #expect(text.contains("\r\nContent-Type: text/rfc822-headers"), "RET=HDRS brings the header alone")
    }
  }

  @Test("NOTIFY=NEVER keeps Postfix from telling of a failure")
  func never() async throws {
    try await withNextHop(script: "rcpt: 550 5.1.1 No such user *forever") { server, _ in
      for notification in [DeliveryNotification.failure, .never] {
        var routing = SMTPClient.Routing(recipients: [try EmailAddress("bob@elsewhere.test")])
        routing.options.dsn = DSNRequest(notification: notification)
        let receipt = try await PostfixDelivery().client(for: server).send(try Self.message(), routing: routing)
        let queueID = try #require(receipt.queueID)
        try await server.logLine(containing: "\(queueID): removed")
        let isTold = server.logLines.contains { $0.contains("\(queueID): sender non-delivery notification: ") }
        #expect(isTold == (notification == .failure))
      }
    }
  }

  @Test("Postfix passes on to the next server what it was asked, as our server reads it")
  func passedOn() async throws {
    try await withNextHop { server, sandbox in
      var routing = SMTPClient.Routing(
        recipients: [try EmailAddress("bob@elsewhere.test"), try EmailAddress("eve@elsewhere.test")])
      routing.options.dsn = DSNRequest(
        content: .full, notification: [.failure, .delay], envelopeID: try EnvelopeID("order = 4711+1"))
      routing.recipientOptions[try EmailAddress("eve@elsewhere.test")] = RecipientOptions(
        notification: .never, originalRecipient: try OriginalRecipient(EnvelopeAddress("\u{E9}@example.test")))
      _ = try await PostfixDelivery().client(for: server).send(try Self.message(), routing: routing)
      let message = try await sandbox.nextMessage()
      let parameters = Set(message.parameters.map(\.description))
      #expect(parameters.isSuperset(of: ["RET=FULL", "ENVID=order+20+3D+204711+2B1"]), "\(parameters)")
      let own = zip(message.recipients.map(\.description), message.recipientParameters.map { $0.map(\.description) })
      let byRecipient = Dictionary(uniqueKeysWithValues: own)
      #expect(byRecipient["bob@elsewhere.test"]?.contains("NOTIFY=FAILURE,DELAY") == true, "\(byRecipient)")
      #expect(byRecipient["eve@elsewhere.test"]?.contains("NOTIFY=NEVER") == true, "\(byRecipient)")
      #expect(
        byRecipient["eve@elsewhere.test"]?.contains(#"ORCPT=utf-8;\x{E9}@example.test"#) == true, "\(byRecipient)")
    }
  }

  /// Postfix with a sandbox to which all mail for other domains goes.
  private func withNextHop(
    script: String = "", _ body: (PostfixServer, Sandbox) async throws -> Void
  ) async throws {
    let sandbox = try await Sandbox.start(profile: .modern, script: try SandboxScript(parsing: script))
    do {
      try await PostfixServer.with(.init(relayPort: sandbox.port)) { try await body($0, sandbox) }
    } catch {
      await sandbox.shutdown()
      throw error
    }
    await sandbox.shutdown()
  }

  @Test("a message over Postfix's limit is not sent, and one within it goes with its size")
  func size() async throws {
    try await PostfixServer.with(.init(messageSizeLimit: 20_000)) { server in
      let client = try PostfixDelivery().client(for: server)
      let body = String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 300)
      let error = try await #require(throws: SMTPError.self) { try await client.send(try Self.message(body: body)) }
      #expect(error.code == .messageTooLarge && error.detail.contains("20000"))
      let receipt = try await client.send(try Self.message())
      #expect(receipt.outcome == .accepted)
      #expect(try await server.sessions(2).map { $0.seen("mail") } == [0, 1])
    }
  }

  @Test("8-bit text, UTF-8 in header and local part, and a domain in A-labels arrive as they were meant")
  func international() async throws {
    try await PostfixServer.with { server in
      let client = try PostfixDelivery().client(for: server)
      let eightBit = try Self.message(body: "Gr\u{FC}\u{DF}e\r\n")
      let first = try await client.send(eightBit)
      let delivered = try await server.delivered(queueID: try #require(first.queueID))
      #expect(String(decoding: delivered.content, as: UTF8.self).hasSuffix("Gr\u{FC}\u{DF}e\r\n"))
      #expect(delivered.transmission == "ESMTPSA")

      let second = try await client.send(try Self.message(to: "b\u{F6}b@example.test"))
      let international = try await server.delivered(queueID: try #require(second.queueID))
      #expect(international.recipient == "b\u{F6}b@example.test")
      #expect(international.received.contains(" with UTF8SMTPSA"))

      let routing = SMTPClient.Routing(
        reversePath: .address(try EnvelopeAddress("alice@b\u{FC}cher.test")),
        recipients: [try EmailAddress("bob@example.test")])
      let third = try await client.send(try Self.message(), routing: routing)
      let domain = try await server.delivered(queueID: try #require(third.queueID))
      #expect(domain.envelopeSender == "alice@xn--bcher-kva.test")
      #expect(domain.transmission == "ESMTPSA", "no SMTPUTF8 was needed")
    }
  }
}
