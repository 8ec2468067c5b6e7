import MIME
import MailSandbox
import SMTPCore
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing

@Suite("Retries of temporary errors", .timeLimit(.minutes(1)))
struct RetryTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let stage: String
    let reply: String
    let phase: SMTPPhase
    var testDescription: String { "\(stage): \(reply)" }
  }

  private static let temporary = [
    Refusal(stage: "greeting", reply: "421 4.3.2 Try later", phase: .greeting),
    Refusal(stage: "ehlo", reply: "421 4.3.2 Try later", phase: .hello),
    Refusal(stage: "starttls", reply: "454 4.7.0 TLS not available", phase: .startTLS),
    Refusal(stage: "auth", reply: "454 4.7.0 Temporary authentication failure", phase: .authentication),
    Refusal(stage: "auth", reply: "421 4.7.66 TLS 1.0 and 1.1 are not supported", phase: .authentication),
    Refusal(stage: "mail", reply: "421 4.3.2 Try later", phase: .envelope),
    Refusal(stage: "mail", reply: "451 4.7.1 Greylisted", phase: .envelope),
    Refusal(stage: "rcpt", reply: "450 4.2.1 Mailbox busy", phase: .envelope),
    Refusal(stage: "data", reply: "451 4.3.0 Try later", phase: .data),
    Refusal(stage: "data", reply: "421 4.3.2 Try later", phase: .data),
  ]

  private static let policy = RetryPolicy(
    maximumAttempts: 6, base: .seconds(2), cap: .seconds(5), deadline: .seconds(1000))

  /// 2, 4, then the cap.
  private func expectPauses(_ pauses: [Duration], within policy: RetryPolicy = policy) {
    for (index, pause) in pauses.enumerated() {
      let longest = min(policy.cap, policy.base * (1 << min(index, 16)))
      #expect(pause >= .zero && pause <= longest, "retry \(index + 1)")
    }
  }

  private func expectPauses(on clock: JumpingClock, of attempts: [DeliveryReceipt.Attempt]) {
    expectPauses(clock.pauses)
    #expect(attempts.map(\.delay) == [.zero] + clock.pauses)
  }

  @Test("a temporary reply, three times, and then acceptance", arguments: temporary)
  func threeTimes(refusal: Refusal) async throws {
    try await withSandbox(script: "\(refusal.stage): \(refusal.reply) *3") { sandbox in
      let clock = JumpingClock()
      let receipt = try await sandbox.configuration.with {
        $0.credentials = .sandbox
        $0.retryPolicy = Self.policy
      }.send(clock: clock)
      #expect(receipt.outcome == .accepted)
      #expect(receipt.attempts.count == 4)
      #expect(receipt.attempts.map(\.outcome) == [.deferred, .deferred, .deferred, .accepted])
      #expect(receipt.attempts.prefix(3).allSatisfy { $0.reply?.description == refusal.reply })
      #expect(receipt.attempts.prefix(3).allSatisfy { $0.failedPhase == refusal.phase && $0.failure != nil })
      #expect(receipt.attempts.last?.failedPhase == nil && receipt.attempts.last?.failure == nil)
      #expect(clock.pauses.count == 3)
      expectPauses(on: clock, of: receipt.attempts)
      #expect(sandbox.messages.count == 1)
    }
  }

  @Test("the maximum of attempts ends it, and the error has them all", arguments: temporary)
  func maximumAttempts(refusal: Refusal) async throws {
    try await withSandbox(script: "\(refusal.stage): \(refusal.reply) *forever") { sandbox in
      let clock = JumpingClock()
      let error = try await sandbox.configuration.with {
        $0.credentials = .sandbox
        $0.retryPolicy = Self.policy
      }.failure(clock: clock)
      #expect(error.reply?.description == refusal.reply)
      #expect(error.isTemporary)
      #expect(!error.isAmbiguous)
      #expect(error.phase == refusal.phase)
      let receipt = try #require(error.receipt)
      #expect(receipt.outcome == .deferred)
      #expect(receipt.attempts.count == 6)
      #expect(receipt.recipients.map(\.outcome) == [.deferred])
      expectPauses(on: clock, of: receipt.attempts)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("the deadline ends it")
  func deadline() async throws {
    try await withSandbox(script: "mail: 421 4.3.2 Try later *forever") { sandbox in
      let clock = JumpingClock()
      let policy = RetryPolicy(
        maximumAttempts: 1000, base: .seconds(10), cap: .seconds(20), deadline: .seconds(60))
      let error = try await sandbox.configuration.with { $0.retryPolicy = policy }.failure(clock: clock)
      let total = clock.pauses.reduce(.zero, +)
      #expect(total <= .seconds(60))
      #expect(total > .seconds(20), "a pause of 20 s at most did not fit any more")
      #expect((4...999).contains(error.receipt?.attempts.count ?? 0))
      expectPauses(clock.pauses, within: policy)
    }
  }

  @Test(
    "a permanent reply is not retried",
    arguments: [
      Refusal(stage: "greeting", reply: "554 5.3.2 No SMTP service here", phase: .greeting),
      Refusal(stage: "ehlo", reply: "550 5.7.1 Go away", phase: .hello),
      Refusal(stage: "auth", reply: "535 5.7.8 Wrong password", phase: .authentication),
      Refusal(stage: "mail", reply: "550 5.7.1 Sender refused", phase: .envelope),
      Refusal(stage: "rcpt", reply: "550 5.1.1 No such user", phase: .envelope),
      Refusal(stage: "data", reply: "554 5.6.0 No", phase: .data),
      Refusal(stage: "message", reply: "554 5.6.0 Spam", phase: .acceptance),
    ])
  func permanent(refusal: Refusal) async throws {
    try await withSandbox(script: "\(refusal.stage): \(refusal.reply)") { sandbox in
      let clock = JumpingClock()
      let error = try await sandbox.configuration.with {
        $0.credentials = .sandbox
        $0.retryPolicy = Self.policy
      }.failure(clock: clock)
      #expect(error.reply?.description == refusal.reply)
      #expect(error.phase == refusal.phase)
      #expect(!error.isTemporary)
      #expect(error.receipt?.attempts.count == 1)
      #expect(error.receipt?.outcome == .rejected)
      #expect(clock.pauses.isEmpty)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("a temporary refusal of the whole message is deferred, and left to the caller to retry")
  func afterTheDot() async throws {
    try await withSandbox(script: "message: 451 4.3.0 Later") { sandbox in
      let clock = JumpingClock()
      let error = try await sandbox.configuration.with { $0.retryPolicy = Self.policy }.failure(clock: clock)
      #expect(error.code == .refused)
      #expect(error.phase == .acceptance)
      #expect(error.isTemporary)
      #expect(!error.isAmbiguous)
      #expect(error.receipt?.outcome == .deferred)
      #expect(error.receipt?.attempts.count == 1)
      #expect(clock.pauses.isEmpty)
    }
  }

  @Test(
    "what breaks the TLS policy is not retried", arguments: ["tls: versions 1.0-1.1", "tls: certificate expired"])
  func policyFailures(script: String) async throws {
    try await withSandbox(.speaking(.tls10 ... .tls13), script: script) { sandbox in
      let clock = JumpingClock()
      let error = try await sandbox.configuration.with { $0.retryPolicy = Self.policy }.failure(clock: clock)
      #expect(error.category == .policy)
      #expect(error.receipt?.attempts.count == 1)
      #expect(error.receipt?.outcome == .rejected)
      #expect(clock.pauses.isEmpty)
    }
  }

  @Test("where nobody was accepted, only the recipients without a final answer are tried again")
  func deferredRecipients() async throws {
    let script = """
      rcpt <gone@example.com>: 550 5.1.1 No such user *forever
      rcpt <busy@example.com>: 450 4.2.1 Busy *2
      """
    try await withSandbox(script: script) { sandbox in
      let clock = JumpingClock()
      let message = try Message.sample(to: "gone@example.com", "busy@example.com")
      let receipt = try await sandbox.configuration.with { $0.retryPolicy = Self.policy }.send(message, clock: clock)
      #expect(receipt.outcome == .accepted)
      #expect(receipt.attempts.count == 3)
      #expect(receipt.recipients.map(\.outcome) == [.rejected, .accepted])
      #expect(receipt.recipients.map { $0.reply?.code } == [550, 250])
      #expect(try await sandbox.nextMessage().recipients.map(\.description) == ["busy@example.com"])
      // The pool may open a second connection before the first has answered RSET, and need it or not.
      var asked: [String] = []
      while asked.count < 4 {
        asked += try await sandbox.nextTranscript().lines.filter { $0.hasPrefix("C: RCPT") }
      }
      #expect(asked.filter { $0.contains("busy@example.com") }.count == 3)
      #expect(asked.count == 4)
    }
  }

  @Test("a message accepted for some is done: the receipt tells of each recipient, and nobody gets it twice")
  func partlyAccepted() async throws {
    let script = """
      rcpt <gone@example.com>: 550 5.1.1 No such user *forever
      rcpt <busy@example.com>: 450 4.2.1 Busy *forever
      """
    try await withSandbox(script: script) { sandbox in
      let clock = JumpingClock()
      let message = try Message.sample(to: "gone@example.com", "bob@example.com", "busy@example.com")
      let receipt = try await sandbox.configuration.with { $0.retryPolicy = Self.policy }.send(message, clock: clock)
      #expect(receipt.outcome == .accepted)
      #expect(receipt.reply?.code == 250)
      #expect(receipt.attempts.count == 1)
      #expect(receipt.recipients.map(\.address) == ["gone@example.com", "bob@example.com", "busy@example.com"])
      #expect(receipt.recipients.map(\.outcome) == [.rejected, .accepted, .deferred])
      #expect(receipt.recipients.map { $0.reply?.code } == [550, 250, 450])
      #expect(clock.pauses.isEmpty)
      #expect(sandbox.messages.map { $0.recipients.map(\.description) } == [["bob@example.com"]])
    }
  }

  @Test("the caller hears of each retry before its pause")
  func progress() async throws {
    try await withSandbox(script: "mail: 421 4.3.2 Try later *2") { sandbox in
      let clock = JumpingClock()
      let client = try SMTPClient(sandbox.configuration.with { $0.retryPolicy = Self.policy }, clock: clock)
      let (stream, continuation) = AsyncStream.makeStream(of: Duration.self)
      _ = try await client.send(try Message.sample()) {
        if case .willRetry(let pause, let failure) = $0, failure.reply?.code == 421 { continuation.yield(pause) }
      }
      continuation.finish()
      var told: [Duration] = []
      for await pause in stream { told.append(pause) }
      #expect(told == clock.pauses)
      #expect(told.count == 2)
    }
  }

  @Test("cancelling during a pause ends it, and the error has the attempts so far")
  func cancelledPause() async throws {
    try await withSandbox(script: "mail: 421 4.3.2 Try later *forever") { sandbox in
      let clock = StoppedClock()
      let policy = RetryPolicy(
        maximumAttempts: 1000, base: .seconds(10), cap: .seconds(20), deadline: .seconds(60))
      let configuration = sandbox.configuration.with { $0.retryPolicy = policy }
      let task = Task { try await configuration.failure(clock: clock) }
      _ = try await clock.nextPause()
      task.cancel()
      let error = try await task.value
      #expect(error.code == .cancelled)
      #expect(error.category == .cancelled)
      #expect(!error.isAmbiguous)
      #expect(error.receipt?.attempts.count == 1)
      #expect(error.receipt?.attempts.first?.reply?.code == 421)
    }
  }
}
