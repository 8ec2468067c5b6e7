import MIME
import MailSandbox
import SASL
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@Suite("A server that turns old TLS away", .timeLimit(.minutes(2)))
struct Office365Tests {
  private static func heldToTLS10(_ sandbox: Sandbox) -> SMTPClient.Configuration {
    sandbox.configuration.with {
      $0.credentials = .sandbox
      $0.tls.minimum = .tls10
      $0.tls.maximum = .tls10
      $0.tls.dangerously = .allowDeprecatedVersions
    }
  }

  /// For each of so many messages whether it met the 421.
  private func rejections(of count: Int, seed: UInt64) async throws -> [Bool] {
    try await withSandbox(.office365, rejectShare: 0.3, seed: seed, clock: JumpingClock()) { sandbox in
      var rejections: [Bool] = []
      for _ in 0..<count {
        do {
          let receipt = try await Self.heldToTLS10(sandbox).send()
          #expect(receipt.tls?.version == .tls10)
          rejections.append(false)
        } catch let error as SMTPError {
          #expect(error.reply?.code == 421)
          #expect(error.reply?.enhanced == EnhancedStatusCode("4.7.66"))
          #expect(error.reply?.text.contains("TLS 1.0 and 1.1 are not supported") == true)
          #expect(error.phase == .authentication)
          #expect(error.category == .reply)
          #expect(error.isTemporary)
          #expect(error.evidence?.version == .tls10)
          #expect(error.receipt?.outcome == .deferred)
          #expect(error.receipt?.attempts.map(\.tls?.version) == [.tls10])
          rejections.append(true)
        }
      }
      return rejections
    }
  }

  @Test("a client held to TLS 1.0 meets the 421 4.7.66 in the given share of its connections")
  func share() async throws {
    let rejections = try await rejections(of: 40, seed: 7)
    #expect((4...22).contains(rejections.count { $0 }), "\(rejections.count { $0 }) of 40")
    #expect(try await self.rejections(of: 40, seed: 7) == rejections, "the same seed turns the same ones away")
  }

  @Test("with retries such a client gets through, and each attempt is on the receipt with its evidence")
  func retries() async throws {
    try await withSandbox(.office365, rejectShare: 0.5, seed: 11, clock: JumpingClock()) { sandbox in
      let clock = JumpingClock()
      let configuration = Self.heldToTLS10(sandbox).with {
        $0.retryPolicy = RetryPolicy(maximumAttempts: 30, cap: .seconds(1))
      }
      var attempts: [DeliveryReceipt.Attempt] = []
      for _ in 0..<10 {
        let receipt = try await configuration.send(clock: clock)
        #expect(receipt.outcome == .accepted)
        #expect(receipt.attempts.dropLast().allSatisfy { $0.reply?.code == 421 && $0.outcome == .deferred })
        attempts += receipt.attempts
      }
      #expect(attempts.allSatisfy { $0.tls?.version == .tls10 && $0.tls?.libraryVersion == .tls10 })
      #expect(attempts.count > 10, "some were turned away")
      #expect(sandbox.messages.count == 10)
    }
  }

  @Test("where every such connection is turned away, the retries end with the 421")
  func all() async throws {
    try await withSandbox(.office365, clock: JumpingClock()) { sandbox in
      let configuration = Self.heldToTLS10(sandbox).with { $0.retryPolicy = .standard }
      let error = try await configuration.failure(clock: JumpingClock())
      #expect(error.reply?.description.hasPrefix("421 4.7.66 TLS 1.0 and 1.1 are not supported.") == true)
      #expect(error.receipt?.attempts.count == 4)
      #expect(sandbox.messages.isEmpty)
    }
  }

  /// Sends one message after the other; gives how many were accepted at the first attempt.
  private func send(_ count: Int, as user: String, to sandbox: Sandbox) async throws -> Int {
    let client = try SMTPClient(sandbox.configuration.with { $0.credentials = Self.credentials(of: user) })
    #expect(client.configuration.tls.minimum == .tls12 && client.configuration.tls.maximum == .tls13)
    var accepted = 0
    for _ in 0..<count {
      let receipt = try await client.send(try Message.sample())
      #expect(receipt.tls?.version == .tls13)
      if receipt.outcome == .accepted, receipt.attempts.count == 1 { accepted += 1 }
    }
    return accepted
  }

  private static func credentials(of user: String) -> Credentials {
    .oauth2(user) { Secret("token-of-\(user)") }
  }

  @Test("with the default policy 200 of 200 messages are delivered")
  func defaultPolicy() async throws {
    let users = ["a@example.com", "b@example.com", "c@example.com"]
    let profile = SandboxProfile.office365.with { profile in
      profile.credentials = SandboxCredentials()
      for user in users { profile.credentials.tokens[user] = Secret("token-of-\(user)") }
    }
    try await withSandbox(profile, rejectShare: 0.3, seed: 7, clock: JumpingClock()) { sandbox in
      async let first = send(67, as: users[0], to: sandbox)
      async let second = send(67, as: users[1], to: sandbox)
      async let third = send(66, as: users[2], to: sandbox)
      let accepted = try await first + second + third
      #expect(accepted == 200)
      #expect(sandbox.messages.count == 200)
    }
  }

  @Test("a client without credentials is told that it must authenticate")
  func unauthenticated() async throws {
    try await withSandbox(.office365) { sandbox in
      let error = try await sandbox.configuration.failure()
      #expect(error.reply?.code == 530)
      #expect(error.category == .reply)
      #expect(!error.isTemporary)
    }
  }
}
