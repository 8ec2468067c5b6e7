import Foundation
import MIME
import SMTPCore
import SMTPSending
import TestSupport
import Testing

/// Many messages through a pool, against a server that breaks one connection in ten: none is lost, and none comes twice.
///
/// `make reliability` sends ten thousand with each of ten seeds.
@Suite("A server that breaks connections at random", .timeLimit(.minutes(60)))
struct UnreliableServerTests {
  /// Whether tests may take minutes.
  static let isThorough = ProcessInfo.processInfo.environment["SEALPOST_THOROUGH"] == "1"

  private static let seeds: ClosedRange<UInt64> = isThorough ? 1...10 : 1...1
  private static let messages = isThorough ? 10_000 : 1_000
  private static let senders = 16
  private static let messagesOnAConnection = 4

  @Test(
    "every message is delivered once or reported", arguments: seeds, [SMTPClient.Chunking.automatic, .never])
  func deliveredOrReported(seed: UInt64, chunking: SMTPClient.Chunking) async throws {
    try await UnreliableServer.with(seed: seed, messages: Self.messagesOnAConnection) { server in
      var configuration = SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext)
      configuration.chunking = chunking
      configuration.pool.maximumMessages = Self.messagesOnAConnection
      // All senders share a clock that jumps, so the pauses of all add up.
      configuration.retryPolicy = RetryPolicy(maximumAttempts: 20, deadline: .seconds(1_000_000_000))
      let client = try SMTPClient(configuration, clock: JumpingClock())
      let outcomes = try await withThrowingTaskGroup(of: [String: DeliveryOutcome].self) { group in
        for sender in 0..<Self.senders {
          group.addTask { try await Self.send(from: sender, by: client) }
        }
        var outcomes: [String: DeliveryOutcome] = [:]
        for try await some in group { outcomes.merge(some) { first, _ in first } }
        return outcomes
      }
      await client.shutdown()

      #expect(outcomes.count == Self.messages)
      let accepted = server.accepted
      for (id, outcome) in outcomes {
        let count = accepted[id] ?? 0
        switch outcome {
        case .accepted: #expect(count == 1, "\(id) is said to be accepted, and came \(count) times")
        case .ambiguous: #expect(count <= 1, "\(id) came \(count) times")
        case .deferred, .rejected: #expect(count == 0, "\(id) is \(outcome), and came \(count) times")
        }
      }
      #expect(Set(accepted.keys).subtracting(outcomes.keys) == [], "nothing came that was not sent")
      let broken = server.broken
      #expect(broken > Self.messages / Self.messagesOnAConnection / 40, "connections broke")
      let counts = Dictionary(grouping: outcomes.values) { $0 }.mapValues(\.count)
      if Self.isThorough { print("seed \(seed), \(chunking): \(broken) connections broke; \(counts)") }
    }
  }

  /// Sends this sender's share, one message after the other.
  private static func send(from sender: Int, by client: SMTPClient) async throws -> [String: DeliveryOutcome] {
    var outcomes: [String: DeliveryOutcome] = [:]
    for number in stride(from: sender, to: messages, by: senders) {
      var message = try Message.sample()
      message.messageID = try MessageID("\(number)@example.com")
      let outcome: DeliveryOutcome
      do throws(SMTPError) {
        outcome = try await client.send(message).outcome
      } catch {
        outcome = try #require(error.receipt?.outcome, "\(error)")
      }
      outcomes["<\(number)@example.com>"] = outcome
    }
    return outcomes
  }
}
