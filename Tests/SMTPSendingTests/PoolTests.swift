import MIME
import MailSandbox
import SMTPCore
import SMTPReceiving
import SMTPSending
import Testing

@Suite("A client's pool", .timeLimit(.minutes(1)))
struct PoolTests {
  private func client(
    _ server: PeerServer, _ change: (inout SMTPClient.Configuration) throws -> Void = { _ in }
  ) throws -> SMTPClient {
    try SMTPClient(try SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext).with(change))
  }

  @Test("200 messages at once share three connections, and each arrives once", arguments: [false, true])
  func shared(isChunking: Bool) async throws {
    try await withSandbox(.plain) { sandbox in
      let client = try SMTPClient(
        sandbox.configuration.with {
          $0.pool.maximumConnections = 3
          if isChunking { $0.chunking = .automatic }
        })
      let receipts = try await withThrowingTaskGroup(of: DeliveryReceipt.self) { group in
        for number in 0..<200 {
          group.addTask { try await client.send(try Message.sample(to: "r\(number)@example.com")) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      await client.shutdown()
      let messages = sandbox.messages
      #expect(messages.count == 200)
      #expect(Set(messages.flatMap(\.recipients)).count == 200)
      let connections = Set(messages.map(\.connection)).count
      #expect(connections <= 3)
      #expect(receipts.count { $0.isConnectionReused } == 200 - connections)
      #expect(receipts.allSatisfy { $0.attempts.count == 1 && $0.notes.isEmpty })
      for _ in 0..<connections { #expect(try await sandbox.nextTranscript().end.kind == .quit) }
    }
  }

  @Test("the receipt tells whether the connection had been used, and both have its evidence")
  func reused() async throws {
    try await withSandbox { sandbox in
      let client = try SMTPClient(sandbox.configuration)
      let first = try await client.send(try Message.sample())
      let second = try await client.send(try Message.sample())
      #expect([first, second].map(\.isConnectionReused) == [false, true])
      #expect(first.timings.connect != nil && first.timings.tls != nil)
      #expect(second.timings.connect == nil && second.timings.tls == nil)
      #expect(second.timings.transfer != nil)
      #expect(first.tls != nil && first.tls == second.tls)
      await client.shutdown()
      #expect(Set(sandbox.messages.map(\.connection)).count == 1)
    }
  }

  @Test(
    "a connection that died while it was idle costs no message and no attempt",
    arguments: [
      PeerServer.Manner.closesAfterMessage, .announcesClosing, .closesAtMail, .refusesAtMail,
    ])
  func diedIdle(manner: PeerServer.Manner) async throws {
    try await PeerServer.with(manner) { server in
      let client = try client(server)
      _ = try await client.send(try Message.sample(to: "one@example.com"))
      let receipt = try await client.send(try Message.sample(to: "two@example.com"))
      #expect(receipt.attempts.count == 1)
      #expect(!receipt.isConnectionReused)
      #expect(server.messages.map(\.connection) == [0, 1])
      #expect(server.messages.map(\.recipients) == [["one@example.com"], ["two@example.com"]])
      if manner == .closesAtMail || manner == .refusesAtMail { #expect(receipt.notes.count == 1) }
      await client.shutdown()
    }
  }

  @Test("shutting down sends what was handed over, takes leave, and refuses the rest")
  func shutdown() async throws {
    try await withSandbox(.plain) { sandbox in
      let client = try SMTPClient(sandbox.configuration.with { $0.pool.maximumConnections = 1 })
      let tasks = (0..<50).map { number in
        Task { try await client.send(try Message.sample(to: "r\(number)@example.com")) }
      }
      _ = try await sandbox.nextMessage()
      await client.shutdown()
      var accepted = 0
      for task in tasks {
        switch await task.result {
        case .success: accepted += 1
        case .failure(let error): #expect((error as? SMTPError)?.code == .clientShutDown)
        }
      }
      #expect(accepted == sandbox.messages.count)
      #expect(try await sandbox.nextTranscript().end.kind == .quit)
      let error = try await #require(throws: SMTPError.self) { try await client.send(try Message.sample()) }
      #expect(error.code == .clientShutDown)
    }
  }

  @Test("to cancel one of two messages on a connection leaves the other unharmed")
  func cancelledBehind() async throws {
    try await PeerServer.with(.holdsVerdict) { server in
      let client = try client(server) { $0.pool.maximumConnections = 1 }
      let message = try Message.sample(to: "one@example.com")
      let first = Task { try await client.send(message) }
      await server.wait(for: "DATA")
      let second = Task { try await client.send(try Message.sample(to: "two@example.com")) }
      second.cancel()
      await #expect { try await second.value } throws: { ($0 as? SMTPError)?.code == .cancelled }
      try await server.release()
      #expect(try await first.value.outcome == .accepted)
      #expect(server.messages.map(\.recipients) == [["one@example.com"]])
      #expect(try await client.send(try Message.sample(to: "three@example.com")).outcome == .accepted)
      await client.shutdown()
    }
  }

  @Test(
    "BDAT refused though CHUNKING is offered: DATA is used at once, with a note, and from then on",
    arguments: [false, true])
  func chunkingRefused(isInPieces: Bool) async throws {
    try await withSandbox(.plain, script: "bdat: 502 5.5.1 Not here *forever") { sandbox in
      let client = try SMTPClient(sandbox.configuration.with { $0.chunking = .automatic })
      let listen: @Sendable (SMTPClient.Progress) async -> Void = { _ in }
      let progress = isInPieces ? listen : nil
      let receipt = try await client.send(try Message.sample(), progress: progress)
      #expect(receipt.notes.count == 1)
      #expect(receipt.notes.first?.contains("CHUNKING") == true)
      #expect(receipt.attempts.count == 1)
      let next = try await client.send(try Message.sample(), progress: progress)
      #expect(next.notes.isEmpty)
      #expect(sandbox.messages.count == 2)
      await client.shutdown()
    }
  }

  @Test("replies that are out of count though PIPELINING is offered: commands go one by one, with a note")
  func pipeliningBroken() async throws {
    try await PeerServer.with(.losesCount) { server in
      let client = try client(server)
      let receipt = try await client.send(try Message.sample())
      #expect(receipt.notes.count == 1)
      #expect(receipt.notes.first?.contains("PIPELINING") == true)
      #expect(try await client.send(try Message.sample()).notes.isEmpty)
      #expect(server.messages.count == 2)
      await client.shutdown()
    }
  }

  @Test("SIZE refused though it is offered: it is left out, with a note")
  func sizeRefused() async throws {
    try await withSandbox(.plain, script: "mail: 555 5.5.4 Unsupported option: SIZE") { sandbox in
      let receipt = try await sandbox.configuration.send()
      #expect(receipt.notes.count == 1)
      #expect(receipt.notes.first?.contains("SIZE") == true)
      #expect(sandbox.messages.first?.parameters.contains { $0.keyword == "SIZE" } == false)
    }
  }

  @Test("a message for more recipients than one may have goes out in several transactions")
  func split() async throws {
    try await withSandbox(.plain) { sandbox in
      let configuration = sandbox.configuration.with { $0.pool.limits.recipientsPerMessage = 2 }
      let receipt = try await configuration.send(
        try Message.sample(to: "a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org"))
      #expect(sandbox.messages.map(\.recipients.count) == [2, 2, 1])
      #expect(receipt.recipients.map(\.outcome) == Array(repeating: .accepted, count: 5))
    }
  }

  @Test("of several transactions one is refused, and the others are tried nevertheless", arguments: [450, 550])
  func splitRefused(code: Int) async throws {
    let script = "rcpt <a@x.org>: \(code) no *forever\nrcpt <b@x.org>: \(code) no *forever"
    try await withSandbox(.plain, script: script) { sandbox in
      let configuration = sandbox.configuration.with { $0.pool.limits.recipientsPerMessage = 2 }
      let receipt = try await configuration.send(try Message.sample(to: "a@x.org", "b@x.org", "c@x.org"))
      let refused: DeliveryOutcome = code == 450 ? .deferred : .rejected
      #expect(receipt.recipients.map(\.outcome) == [refused, refused, .accepted])
      #expect(receipt.recipients.map { $0.reply?.code } == [code, code, 250])
      #expect(sandbox.messages.map(\.recipients.count) == [1])
    }
  }

  @Test("the verdict of one transaction is lost: those of the transactions that never went out are not in doubt")
  func splitInDoubt() async throws {
    try await withSandbox(.plain, script: "message: proceed\nmessage: drop") { sandbox in
      let configuration = sandbox.configuration.with { $0.pool.limits.recipientsPerMessage = 1 }
      let receipt = try await configuration.send(try Message.sample(to: "a@x.org", "b@x.org", "c@x.org"))
      #expect(receipt.recipients.map(\.outcome) == [.accepted, .ambiguous, .deferred])
    }
  }

  @Test("those who are too many for the server have the next transaction")
  func tooManyRecipients() async throws {
    try await withSandbox(.plain, script: "rcpt <c@x.org>: 452 4.5.3 Too many recipients") { sandbox in
      let receipt = try await sandbox.configuration.send(try Message.sample(to: "a@x.org", "b@x.org", "c@x.org"))
      #expect(sandbox.messages.map(\.recipients.count) == [2, 1])
      #expect(receipt.recipients.map(\.outcome) == [.accepted, .accepted, .accepted])
    }
  }

  @Test("the limits that the server names are kept to: messages a connection, and recipients a message")
  func limits() async throws {
    let profile = SandboxProfile.plain.with { $0.capabilitiesInClear.append("LIMITS MAILMAX=2 RCPTMAX=2") }
    try await withSandbox(profile) { sandbox in
      let client = try SMTPClient(sandbox.configuration)
      for _ in 0..<3 { _ = try await client.send(try Message.sample()) }
      let receipt = try await client.send(try Message.sample(to: "a@x.org", "b@x.org", "c@x.org"))
      #expect(receipt.recipients.map(\.outcome) == [.accepted, .accepted, .accepted])
      await client.shutdown()
      #expect(sandbox.messages.map(\.recipients.count) == [1, 1, 1, 2, 1])
      #expect(sandbox.messages.map(\.connection) == [1, 1, 2, 2, 3])
      for _ in 0..<3 { #expect(!(try await sandbox.nextTranscript().lines.contains { $0.hasPrefix("S: 4") })) }
    }
  }

  @Test("where the server limits domains, a message for more goes in parts, and no connection has more")
  func domainLimit() async throws {
    let profile = SandboxProfile.plain.with { $0.capabilitiesInClear.append("LIMITS RCPTDOMAINMAX=2") }
    try await withSandbox(profile) { sandbox in
      let client = try SMTPClient(sandbox.configuration.with { $0.pool.maximumConnections = 1 })
      _ = try await client.send(try Message.sample(to: "a@x.org"))
      let receipt = try await client.send(
        try Message.sample(to: "a@x.org", "b@y.org", "c@z.org", "d@X.ORG", "e@y.org"))
      #expect(receipt.recipients.map(\.outcome) == Array(repeating: .accepted, count: 5))
      _ = try await client.send(try Message.sample(to: "f@z.org"))
      await client.shutdown()
      #expect(sandbox.messages.map { $0.recipients.map(\.localPart) } == [["a"], ["a", "b", "d", "e"], ["c"], ["f"]])
      #expect(sandbox.messages.map(\.connection) == [1, 1, 2, 2])
      for _ in 0..<2 { #expect(!(try await sandbox.nextTranscript().lines.contains { $0.hasPrefix("S: 4") })) }
    }
  }

  @Test("in LMTP each recipient has a verdict")
  func lmtp() async throws {
    try await PeerServer.with(.lmtp) { server in
      let client = try client(server) { $0.dialect = .lmtp }
      let receipt = try await client.send(
        try Message.sample(to: "full@example.com", "gone@example.com", "bob@example.com"))
      #expect(receipt.recipients.map(\.outcome) == [.deferred, .rejected, .accepted])
      #expect(receipt.recipients.map { $0.reply?.code } == [452, 550, 250])
      let error = try await #require(throws: SMTPError.self) {
        try await client.send(try Message.sample(to: "full@example.com"))
      }
      #expect(error.isTemporary && error.phase == .acceptance)
      await client.shutdown()
    }
  }

  @Test("10,000 recipients in one flight: neither side waits for the other for ever")
  func manyRecipients() async throws {
    try await PeerServer.with { server in
      let client = try client(server)
      let message = try Message.sample()
      let recipients = try (0..<10_000).map { try EmailAddress("r\($0)@example.com") }
      let receipt = try await client.send(message, routing: SMTPClient.Routing(recipients: recipients))
      #expect(receipt.recipients.count { $0.outcome == .accepted } == 10_000)
      #expect(server.messages.map(\.recipients.count) == [10_000])
      await client.shutdown()
    }
  }
}
