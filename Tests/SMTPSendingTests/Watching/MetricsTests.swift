import CoreMetrics
import MIME
import MailSandbox
import MetricsTestKit
import NIOConcurrencyHelpers
import NIOCore
import SMTPCore
import Testing

@testable import SMTPSending

@Suite("Metrics", .timeLimit(.minutes(1)))
struct MetricsTests {
  private typealias Names = SMTPClient.Metrics

  private static func total(_ metrics: TestMetrics, _ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
    metrics.counterTotal(label: label, dimensions: dimensions)
  }

  private static func times(_ metrics: TestMetrics, _ phase: String) throws -> [Int64] {
    try metrics.expectTimer(Names.duration, [(Names.phase, phase)]).values
  }

  @Test("messages, bytes, phases and TLS versions are counted, and the parts of a connection once")
  func accepted() async throws {
    let metrics = TestMetrics()
    try await withSandbox { sandbox in
      let client = try SMTPClient(
        sandbox.configuration.with { $0.credentials = .sandbox }, metricsFactory: metrics)
      let receipts = [try await client.send(Message.sample()), try await client.send(Message.sample())]
      await client.shutdown()
      #expect(Self.total(metrics, Names.messages, [(Names.outcome, "accepted"), (Names.error, "none")]) == 2)
      #expect(Self.total(metrics, Names.bytes) == Int64(receipts.reduce(0) { $0 + $1.bytes }))
      #expect(Self.total(metrics, Names.handshakes, [(Names.version, "TLSv1.3")]) == 1)
      for phase in ["connect", "tls", "auth"] { #expect(try Self.times(metrics, phase).count == 1, "\(phase)") }
      #expect(try Self.times(metrics, "transfer").count == 2)
      #expect(
        try Self.times(metrics, "tls") == [try #require(receipts[0].timings.tls).nanoseconds],
        "the unit is that of the receipt")
      #expect(metrics.counterTotal(label: Names.retries) == 0)
    }
  }

  @Test(
    "the pool's connections and waiting messages are told, also of several clients together, and none when all is over")
  func pool() async throws {
    let metrics = TestMetrics()
    try await withSandbox { sandbox in
      let clients = try (0..<2).map { _ in try SMTPClient(sandbox.configuration, metricsFactory: metrics) }
      for client in clients { _ = try await client.send(Message.sample()) }
      let waiting = try metrics.expectMeter(Names.waiting)
      let busy = try metrics.expectMeter(Names.connections, [(Names.state, "busy")])
      #expect(waiting.values.contains(1))
      #expect(busy.values.contains(1))
      for client in clients { await client.shutdown() }
      #expect(waiting.lastValue == 0)
      #expect(busy.lastValue == 0)
      #expect(try (metrics.expectMeter(Names.connections, [(Names.state, "idle")]).lastValue ?? 0) == 0)
    }
  }

  @Test("a census of the pool's state tells busy, idle and waiting apart")
  func census() {
    final class Errand: PoolRequest {
      let recipientCount = 1
      let recipientDomains: Set<String> = []
    }
    var settings = PoolSettings()
    settings.maximumConnections = 1
    var state = PoolState<Errand>(settings)
    let now = NIODeadline.now()
    let id = ConnectionID(0)
    _ = state.add(Errand(), now: now)
    #expect(state.census == PoolCensus(busy: 0, idle: 0, waiting: 1), "what is being opened does not stand")
    _ = state.opened(id, messageLimit: nil, now: now)
    #expect(state.census == PoolCensus(busy: 1, idle: 0, waiting: 1))
    _ = state.next(for: id, isEmpty: true, now: now)
    #expect(state.census == PoolCensus(busy: 1, idle: 0, waiting: 0))
    _ = state.next(for: id, isEmpty: true, now: now)
    #expect(state.census == PoolCensus(busy: 0, idle: 1, waiting: 0))
    _ = state.closed(id, now: now)
    #expect(state.census == PoolCensus())
  }

  @Test("a message that is not taken is counted by outcome and code, its retries by code")
  func deferred() async throws {
    let metrics = TestMetrics()
    try await withSandbox(script: "mail: 451 4.3.0 Later *forever") { sandbox in
      let client = try SMTPClient(
        sandbox.configuration.with { $0.retryPolicy = RetryPolicy(maximumAttempts: 3) }, clock: JumpingClock(),
        metricsFactory: metrics)
      await #expect(throws: SMTPError.self) { try await client.send(Message.sample()) }
      let code = SMTPError.Code.refused.description
      #expect(Self.total(metrics, Names.messages, [(Names.outcome, "deferred"), (Names.error, code)]) == 1)
      #expect(metrics.counterTotal(label: Names.messages) == 1)
      #expect(Self.total(metrics, Names.retries, [(Names.error, code)]) == 2)
      #expect(Self.total(metrics, Names.bytes) == 0)
    }
  }

  @Test("so is a message for which no attempt can be made")
  func unusable() async throws {
    let metrics = TestMetrics()
    let client = try SMTPClient(.loopback(port: 25), metricsFactory: metrics)
    let routing = SMTPClient.Routing(recipients: [])
    let error = await #expect(throws: SMTPError.self) { try await client.send(Message.sample(), routing: routing) }
    let code = try #require(error).code.description
    #expect(Self.total(metrics, Names.messages, [(Names.outcome, "rejected"), (Names.error, code)]) == 1)
  }

  @Test("a metric is made once for a client, not for each message")
  func madeOnce() async throws {
    let factory = CountingFactory()
    try await withSandbox { sandbox in
      let client = try SMTPClient(sandbox.configuration, metricsFactory: factory)
      _ = try await client.send(Message.sample())
      let made = factory.count
      #expect(made > 0)
      for _ in 0..<5 { _ = try await client.send(Message.sample()) }
      await client.shutdown()
      #expect(factory.count == made)
    }
  }

  @Test("nothing is made, and nothing measured, where nobody counts")
  func nobody() throws {
    #expect(try SMTPClient(.loopback(port: 25), metricsFactory: NOOPMetricsHandler.instance).metrics == nil)
    #expect(try SMTPClient(.loopback(port: 25), metricsFactory: TestMetrics()).metrics != nil)
  }
}

/// Counts what it is asked to make.
private final class CountingFactory: MetricsFactory {
  private let made = NIOLockedValueBox(0)
  private let metrics = TestMetrics()

  var count: Int { made.withLockedValue(\.self) }

  private func counting<Metric>(_ metric: Metric) -> Metric {
    made.withLockedValue { $0 += 1 }
    return metric
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    counting(metrics.makeCounter(label: label, dimensions: dimensions))
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    counting(metrics.makeMeter(label: label, dimensions: dimensions))
  }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    counting(metrics.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate))
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    counting(metrics.makeTimer(label: label, dimensions: dimensions))
  }

  func destroyCounter(_ handler: any CounterHandler) { metrics.destroyCounter(handler) }
  func destroyMeter(_ handler: any MeterHandler) { metrics.destroyMeter(handler) }
  func destroyRecorder(_ handler: any RecorderHandler) { metrics.destroyRecorder(handler) }
  func destroyTimer(_ handler: any TimerHandler) { metrics.destroyTimer(handler) }
}

extension Duration {
  fileprivate var nanoseconds: Int64 { TimeAmount(self).nanoseconds }
}
