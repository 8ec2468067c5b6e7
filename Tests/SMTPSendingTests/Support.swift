import Logging
import MIME
import MailSandbox
import NIOConcurrencyHelpers
import NIOCore
import SASL
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing

/// Starts a sandbox for the time of `body`.
func withSandbox<Result>(
  _ profile: SandboxProfile = .modern, script: String = "", implicitTLS: Bool = false, rejectShare: Double? = nil,
  seed: UInt64? = nil, authority: SandboxAuthority? = nil, certificate: CertificateKind = .valid,
  names: [String]? = nil, clock: any Clock<Duration> = ContinuousClock(),
  configureTLS: @escaping @Sendable (inout ServerTLS) -> Void = { _ in },
  _ body: (Sandbox) async throws -> Result
) async throws -> Result {
  let sandbox = try await Sandbox.start(
    profile: profile, script: try SandboxScript(parsing: script), implicitTLS: implicitTLS, rejectShare: rejectShare,
    seed: seed, authority: authority, certificate: certificate, certificateNames: names, clock: clock,
    configureTLS: configureTLS)
  do {
    let result = try await body(sandbox)
    await sandbox.shutdown()
    return result
  } catch {
    await sandbox.shutdown()
    throw error
  }
}

extension SandboxProfile {
  func with(_ change: (inout SandboxProfile) -> Void) -> SandboxProfile {
    var profile = self
    change(&profile)
    return profile
  }

  /// Speaks these versions and no others.
  static func speaking(_ versions: ClosedRange<TLSWire.TLSVersion>) -> SandboxProfile {
    modern.with { $0.tlsVersions = versions }
  }
}

extension Sandbox {
  /// A client's configuration that fits this server.
  var configuration: SMTPClient.Configuration {
    let mode: TLSPolicy.Mode =
      implicitTLS ? .implicit : profile.tlsVersions == nil ? .dangerouslyPlaintext : .startTLS
    return .loopback(port: port, trusting: authority, mode)
  }
}

extension SMTPClient.Configuration {
  /// For a server on loopback, trusting no authority but this one. Nothing is tried again, and messages go after DATA.
  static func loopback(
    port: Int, trusting authority: SandboxAuthority? = nil, _ mode: TLSPolicy.Mode = .startTLS
  ) -> SMTPClient.Configuration {
    var policy = TLSPolicy(mode)
    policy.trustRoots = .none
    policy.additionalTrustRoots = authority.map { [.pem($0.pem)] } ?? []
    var configuration = SMTPClient.Configuration(host: "127.0.0.1", port: port, tls: policy)
    configuration.timeOuts = TimeOuts(all: .seconds(30))
    configuration.retryPolicy = .never
    configuration.chunking = .never
    return configuration
  }

  func with(_ change: (inout SMTPClient.Configuration) throws -> Void) rethrows -> SMTPClient.Configuration {
    var configuration = self
    try change(&configuration)
    return configuration
  }

  @discardableResult
  func send(
    _ message: (any MessageContent)? = nil, clock: any Clock<Duration> = ContinuousClock(),
    log: TestLog = TestLog()
  ) async throws -> DeliveryReceipt {
    let message: any MessageContent = try message ?? Message.sample()
    return try await SMTPClient(self, clock: clock, logger: log.logger).send(message)
  }

  /// The error with which sending ends.
  func failure(
    _ message: (any MessageContent)? = nil, clock: any Clock<Duration> = ContinuousClock(),
    log: TestLog = TestLog(), sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> SMTPError {
    try await #require(throws: SMTPError.self, sourceLocation: sourceLocation) {
      try await send(message, clock: clock, log: log)
    }
  }
}

extension Message {
  static func sample(to recipients: String...) throws -> Message {
    Message(
      from: try Mailbox("alice@example.com"),
      to: try (recipients.isEmpty ? ["bob@example.com"] : recipients).map { try Mailbox($0) },
      subject: "Notes", text: "See note G.\n")
  }
}

extension Credentials {
  /// Those that a sandbox accepts.
  static var sandbox: Credentials {
    .password(SandboxCredentials.defaultUser, Secret(SandboxCredentials.defaultPassword))
  }

  static var sandboxToken: Credentials {
    .oauth2(SandboxCredentials.defaultUser) { Secret(SandboxCredentials.defaultToken) }
  }
}

/// A secret that must be found nowhere.
struct Canary: Sendable {
  static let user = "canary@example.com"
  let text = "c4n4ry-pa55word-nobody-may-see"

  var secret: Secret { Secret(text) }

  /// Whether the secret is there, in clear or in base64, whatever stands before it.
  func isIn(_ haystack: String) -> Bool {
    forms.contains { haystack.contains($0) }
  }

  /// What is sure to be in the base64 of anything that has the secret in it, for each of the three ways to be aligned.
  private var forms: [String] {
    [text]
      + (0..<3).map { shift in
        let encoded = Base64.encode(Array(repeating: 0, count: shift) + Array(text.utf8))
        return String(decoding: encoded.dropFirst(shift == 0 ? 0 : 4).dropLast(4), as: UTF8.self)
      }
  }
}

/// A clock on which a pause takes no time. It keeps how long each was to last.
final class JumpingClock: Clock {
  typealias Duration = Swift.Duration

  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let state = NIOLockedValueBox((now: Instant(offset: .zero), pauses: [Duration]()))
  let minimumResolution = Duration.nanoseconds(1)

  var now: Instant { state.withLockedValue { $0.now } }
  var pauses: [Duration] { state.withLockedValue { $0.pauses } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    state.withLockedValue { state in
      state.pauses.append(state.now.duration(to: deadline))
      state.now = max(state.now, deadline)
    }
  }
}

/// Comes when the task is cancelled, and no sooner.
func cancellation() async -> CancellationError {
  let (forever, continuation) = AsyncStream.makeStream(of: Void.self)
  for await _ in forever {}
  withExtendedLifetime(continuation) {}
  return CancellationError()
}

/// A clock on which a pause ends only with its task, and that tells when one has begun.
final class StoppedClock: Clock {
  typealias Duration = Swift.Duration

  private let beginnings = AsyncStream.makeStream(of: Duration.self)
  let now = JumpingClock.Instant(offset: .zero)
  let minimumResolution = Duration.nanoseconds(1)

  func sleep(until deadline: JumpingClock.Instant, tolerance: Duration?) async throws {
    beginnings.continuation.yield(now.duration(to: deadline))
    throw await cancellation()
  }

  /// Waits until a pause has begun; gives how long it is to last.
  func nextPause() async throws -> Duration {
    var iterator = beginnings.stream.makeAsyncIterator()
    return try #require(await iterator.next())
  }
}

/// Keeps every line of a protocol log.
final class TestProtocolLog: Sendable {
  private let kept = NIOLockedValueBox<[ProtocolLine]>([])

  var lines: [ProtocolLine] { kept.withLockedValue(\.self) }
  var text: String { lines.map(\.description).joined(separator: "\n") }
  /// Who says what, without times.
  var dialogue: [String] { lines.map { "\($0.connection) \($0.speaker.rawValue): \($0.text)" } }

  @Sendable func keep(_ line: ProtocolLine) { kept.withLockedValue { $0.append(line) } }
}

/// Keeps every line at every level, metadata included.
final class TestLog: Sendable {
  private let lines = NIOLockedValueBox<[String]>([])

  var text: String { lines.withLockedValue { $0.joined(separator: "\n") } }

  var logger: Logger {
    Logger(label: "test") { [lines] _ in Handler(lines: lines) }
  }

  private struct Handler: LogHandler {
    let lines: NIOLockedValueBox<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      lines.withLockedValue { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:]) \(metadata)") }
    }
  }
}
