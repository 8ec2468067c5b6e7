import MIME
import MailSandbox
import SMTPCore
import SMTPSending
import Testing

@Suite("What became of a message", .timeLimit(.minutes(1)))
struct OutcomeTests {
  @Test(
    "where the verdict is lost the outcome is ambiguous, whether or not the server has the message",
    arguments: ["kept drop", "lost drop"])
  func lostVerdict(step: String) async throws {
    try await withSandbox(script: "message: \(step)") { sandbox in
      let clock = JumpingClock()
      let error = try await sandbox.configuration.with { $0.retryPolicy = .standard }.failure(clock: clock)
      #expect(error.code == .connectionLost)
      #expect(error.phase == .acceptance)
      #expect(error.isAmbiguous)
      #expect(error.detail.contains("may have been delivered"))
      #expect(error.receipt?.outcome == .ambiguous)
      #expect(error.receipt?.recipients.map(\.outcome) == [.ambiguous])
      #expect(error.receipt?.attempts.count == 1, "a second attempt might deliver it twice")
      #expect(clock.pauses.isEmpty)
      #expect(sandbox.messages.count == (step == "kept drop" ? 1 : 0))
    }
  }

  @Test("a recipient who was refused is not in doubt where the verdict on the message is lost")
  func mixedRecipients() async throws {
    let script = """
      rcpt <busy@example.com>: 450 4.2.1 Busy
      rcpt <gone@example.com>: 550 5.1.1 No such user
      message: drop
      """
    try await withSandbox(script: script) { sandbox in
      let message = try Message.sample(to: "bob@example.com", "busy@example.com", "gone@example.com")
      let error = try await sandbox.configuration.failure(message)
      #expect(error.receipt?.outcome == .ambiguous)
      #expect(error.receipt?.recipients.map(\.outcome) == [.ambiguous, .deferred, .rejected])
      #expect(error.receipt?.recipients.map { $0.reply?.code } == [nil, 450, 550])
    }
  }

  @Test("nothing is in doubt where nobody was accepted and the server goes at the end of an empty message")
  func emptyMessage() async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("250-mail.example.com\r\n250 PIPELINING\r\n"),
      .expect("MAIL"), .send("250 ok\r\n"), .expect("RCPT"), .send("450 4.2.1 busy\r\n"), .expect("DATA"),
      .send("354 go\r\n"), .expect("."), .close,
    ])
    let error = try await SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext).failure()
    #expect(!error.isAmbiguous)
    #expect(error.phase == .data)
    #expect(error.isTemporary)
    #expect(error.receipt?.outcome == .deferred)
    #expect(error.receipt?.recipients.map { $0.reply?.code } == [450])
    try await server.shutdown()
  }

  @Test("a connection lost in the middle of the message leaves it undelivered, and the caller decides on a retry")
  func lostInTransfer() async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("250 mail.example.com\r\n"), .expect("MAIL"),
      .send("250 ok\r\n"), .expect("RCPT"), .send("250 ok\r\n"), .expect("DATA"), .send("354 go\r\n"),
      .expect(""), .close,
    ])
    var message = try Message.sample()
    message.text = String(repeating: String(repeating: "x", count: 70) + "\n", count: 200_000)
    let clock = JumpingClock()
    let error = try await SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext)
      .with { $0.retryPolicy = .standard }.failure(message, clock: clock)
    #expect(error.code == .connectionLost)
    #expect(error.phase == .transfer)
    #expect(error.receipt?.outcome == .deferred)
    #expect(error.receipt?.attempts.count == 1)
    try await server.shutdown()
  }

  @Test("a server without PIPELINING is asked one command at a time, and takes the message")
  func oneByOne() async throws {
    let profile = SandboxProfile.modern.with { $0.capabilitiesOverTLS = ["8BITMIME"] }
    try await withSandbox(profile, script: "rcpt <gone@example.com>: 550 5.1.1 No such user") { sandbox in
      let log = TestProtocolLog()
      let message = try Message.sample(to: "bob@example.com", "gone@example.com", "eve@example.com")
      let client = try SMTPClient(sandbox.configuration.with { $0.protocolLog = log.keep })
      let receipt = try await client.send(message)
      await client.shutdown()
      #expect(receipt.outcome == .accepted)
      #expect(receipt.recipients.map(\.outcome) == [.accepted, .rejected, .accepted])
      // A command each, and the last line of each reply.
      let dialogue = log.lines.compactMap { line -> ProtocolLine.Speaker? in
        switch line.speaker {
        case .client: line.text.hasPrefix("[") ? nil : .client
        case .server: line.text.dropFirst(3).hasPrefix("-") ? nil : .server
        case .connection: nil
        }
      }
      #expect(!dialogue.isEmpty)
      #expect(zip(dialogue, dialogue.dropFirst()).allSatisfy { $0 != $1 }, "each command awaits its reply")
    }
  }

  @Test("a handshake that is dropped twice is tried again until it holds")
  func droppedHandshakes() async throws {
    try await withSandbox(script: "tls: drop *2") { sandbox in
      let clock = JumpingClock()
      let receipt = try await sandbox.configuration.with { $0.retryPolicy = .standard }.send(clock: clock)
      #expect(receipt.outcome == .accepted)
      #expect(receipt.attempts.map(\.outcome) == [.deferred, .deferred, .accepted])
      #expect(receipt.attempts.map(\.failedPhase) == [.tls, .tls, nil])
      #expect(clock.pauses.count == 2)
    }
  }
}
