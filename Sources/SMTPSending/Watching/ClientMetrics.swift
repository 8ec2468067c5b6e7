import CoreMetrics
import NIOConcurrencyHelpers
import NIOCore
import SMTPCore
import TLSWire

extension SMTPClient {
  /// The names of what a client counts and measures through swift-metrics, and of the dimensions.
  ///
  /// | name | kind | dimensions |
  /// |---|---|---|
  /// | ``messages`` | counter | ``outcome``, ``error`` |
  /// | ``retries`` | counter | ``error`` |
  /// | ``bytes`` | counter | |
  /// | ``duration`` | timer | ``phase`` |
  /// | ``connections`` | meter | ``state`` |
  /// | ``waiting`` | meter | |
  /// | ``handshakes`` | counter | ``version`` |
  ///
  /// Each dimension has few values, whoever the messages are for and whatever servers answer. Clients that are given the same
  /// factory add up.
  public enum Metrics {
    /// Messages that were sent, or not, once for each call of ``SMTPClient/send(_:routing:progress:)``.
    public static let messages = "smtp.client.messages"
    /// Pauses after which a message is tried again.
    public static let retries = "smtp.client.retries"
    /// Bytes of messages that were given to the network, those of attempts that failed included.
    public static let bytes = "smtp.client.bytes"
    /// How long each phase took that came to its end.
    public static let duration = "smtp.client.duration"
    /// Connections that stand.
    public static let connections = "smtp.client.connections"
    /// Messages that wait for a connection.
    public static let waiting = "smtp.client.waiting"
    /// TLS handshakes that ended in agreement with the policy.
    public static let handshakes = "smtp.client.tls.handshakes"

    /// A ``DeliveryOutcome``.
    public static let outcome = "outcome"
    /// An ``SMTPError/Code``, or `none`.
    public static let error = "error"
    /// `connect`, `tls`, `auth` or `transfer`: the parts of ``Timings``.
    public static let phase = "phase"
    /// `busy`, or `idle` where the connection waits for the next message.
    public static let state = "state"
    /// The version that was read off the wire, such as `TLSv1.3`.
    public static let version = "version"
  }
}

/// Counts and measures what one client does. Its parts are made once, because to make one costs far more than to use it.
final class ClientMetrics: Sendable {
  enum Phase: String, Sendable {
    case connect, tls, auth, transfer
  }

  private struct Verdict: Hashable {
    let outcome: DeliveryOutcome
    let error: String
  }

  private typealias Names = SMTPClient.Metrics

  private let factory: any MetricsFactory
  private let accepted: Counter
  private let bytes: Counter
  private let connecting: CoreMetrics.Timer
  private let tls: CoreMetrics.Timer
  private let authenticating: CoreMetrics.Timer
  private let transfer: CoreMetrics.Timer
  private let busy: Meter
  private let idle: Meter
  private let waiting: Meter
  /// Made when they are first needed: most never are.
  private let failures = NIOLockedValueBox<[Verdict: Counter]>([:])
  private let retries = NIOLockedValueBox<[String: Counter]>([:])
  private let handshakes = NIOLockedValueBox<[TLSVersion: Counter]>([:])

  /// Nil where nobody counts, so that nothing is measured either.
  init?(_ factory: any MetricsFactory) {
    guard !(factory is NOOPMetricsHandler) else { return nil }
    func timer(_ phase: Phase) -> CoreMetrics.Timer {
      CoreMetrics.Timer(
        label: Names.duration, dimensions: [(Names.phase, phase.rawValue)], factory: factory)
    }
    func meter(_ state: String) -> Meter {
      Meter(label: Names.connections, dimensions: [(Names.state, state)], factory: factory)
    }
    self.factory = factory
    accepted = Self.counter(DeliveryOutcome.accepted, "none", factory)
    bytes = Counter(label: Names.bytes, dimensions: [], factory: factory)
    connecting = timer(.connect)
    tls = timer(.tls)
    authenticating = timer(.auth)
    transfer = timer(.transfer)
    busy = meter("busy")
    idle = meter("idle")
    waiting = Meter(label: Names.waiting, dimensions: [], factory: factory)
  }

  func messageAccepted() { accepted.increment() }

  func messageFailed(_ error: SMTPError) {
    let verdict = Verdict(outcome: error.receipt?.outcome ?? .rejected, error: error.code.description)
    increment(verdict, in: failures) { Self.counter($0.outcome, $0.error, factory) }
  }

  func retried(after error: SMTPError) {
    increment(error.code.description, in: retries) {
      Counter(label: Names.retries, dimensions: [(Names.error, $0)], factory: factory)
    }
  }

  func secured(by version: TLSVersion) {
    increment(version, in: handshakes) {
      Counter(label: Names.handshakes, dimensions: [(Names.version, "\($0)")], factory: factory)
    }
  }

  func sent(bytes count: Int) {
    if count > 0 { bytes.increment(by: count) }
  }

  func took(_ duration: Duration, in phase: Phase) {
    let timer =
      switch phase {
      case .connect: connecting
      case .tls: tls
      case .auth: authenticating
      case .transfer: transfer
      }
    timer.recordNanoseconds(TimeAmount(duration).nanoseconds)
  }

  /// The pool is not as it was: only the difference is told, so that several clients add up.
  func poolChanged(from old: PoolCensus, to new: PoolCensus) {
    Self.change(busy, by: new.busy - old.busy)
    Self.change(idle, by: new.idle - old.idle)
    Self.change(waiting, by: new.waiting - old.waiting)
  }

  private static func change(_ meter: Meter, by difference: Int) {
    if difference > 0 { meter.increment(by: Double(difference)) }
    if difference < 0 { meter.decrement(by: Double(-difference)) }
  }

  private static func counter(
    _ outcome: DeliveryOutcome, _ error: String, _ factory: any MetricsFactory
  ) -> Counter {
    Counter(
      label: Names.messages, dimensions: [(Names.outcome, outcome.rawValue), (Names.error, error)], factory: factory)
  }

  private func increment<Key>(
    _ key: Key, in counters: NIOLockedValueBox<[Key: Counter]>, else make: (Key) -> Counter
  ) {
    let counter = counters.withLockedValue { counters in
      if let counter = counters[key] { return counter }
      let counter = make(key)
      counters[key] = counter
      return counter
    }
    counter.increment()
  }
}

/// How many connections stand, and how many messages wait.
struct PoolCensus: Sendable, Hashable {
  var busy = 0
  var idle = 0
  var waiting = 0
}
