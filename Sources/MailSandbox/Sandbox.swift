public import Logging
public import SMTPReceiving
import TLSWire

/// An SMTP server for tests: it keeps what it is sent, shows what crossed the wire, and behaves as badly as it is told.
///
/// ```swift
/// let sandbox = try await Sandbox.start(profile: .office365)
/// // … let a client that trusts sandbox.authority send to 127.0.0.1, port sandbox.port …
/// let message = try await sandbox.nextMessage()
/// let transcript = try await sandbox.nextTranscript()
/// print(message.evidence?.version, transcript.lines)
/// await sandbox.shutdown()
/// ```
///
/// It keeps every message and transcript until it is shut down, and guards nothing: its password is known. So it listens
/// on loopback only, unless told otherwise.
public final class Sandbox: Sendable {
  /// The address or name that it listens on.
  public let host: String
  /// The port that it listens on.
  public let port: Int
  /// Whether connections begin with TLS.
  public let implicitTLS: Bool
  public let profile: SandboxProfile
  /// The authority whose certificate clients must trust.
  public let authority: SandboxAuthority
  let server: SMTPServer
  private let handler: SandboxHandler

  private init(
    server: SMTPServer, handler: SandboxHandler, host: String, implicitTLS: Bool, profile: SandboxProfile,
    authority: SandboxAuthority
  ) {
    self.server = server
    self.handler = handler
    self.host = host
    self.port = server.port
    self.implicitTLS = implicitTLS
    self.profile = profile
    self.authority = authority
  }

  /// Starts a server. It takes connections when this returns.
  /// - Parameters:
  ///   - profile: how it behaves.
  ///   - script: where it behaves otherwise.
  ///   - host: an IP address or `localhost`.
  ///   - port: 0 lets the system choose; see ``port``.
  ///   - implicitTLS: connections begin with TLS, and STARTTLS is not offered. Needs a profile with TLS.
  ///   - directory: where messages are stored as `.eml` files with their envelopes beside them; it is made where it is
  ///     missing. Nil keeps them in memory only.
  ///   - rejectShare: how many of the connections below a TLS version are turned away, from 0 to 1, in place of what the
  ///     profile's rules say. Where they say nothing, those below TLS 1.2 are meant, and answered as Office 365 does.
  ///   - seed: which of them, in place of what its rules say.
  ///   - authority: who issues the certificates; nil makes a new authority.
  ///   - certificate: what the server's certificate is like.
  ///   - certificateNames: the names in it; nil stands for `localhost`, the loopback addresses and the profile's host name.
  ///   - clock: for all delays and rates, so that a test need not wait. Only the pauses of a dripping reply are real.
  ///   - logger: for what goes wrong in the sandbox itself. Nothing secret is logged.
  ///   - listensBeyondLoopback: allows a `host` that other machines can reach.
  ///   - configureTLS: a last change to the server's TLS settings, such as key-exchange groups or client certificates.
  /// - Throws: ``SandboxError`` for a host beyond loopback, a share out of range or of nothing, a certificate that cannot
  ///   be made for these names, also one that only the script asks for, or a directory that cannot be made;
  ///   `SMTPServerError`, or NIO's error when the port cannot be had.
  public static func start(
    profile: SandboxProfile = .modern,
    script: SandboxScript = SandboxScript(),
    host: String = "127.0.0.1",
    port: Int = 0,
    implicitTLS: Bool = false,
    directory: String? = nil,
    rejectShare: Double? = nil,
    seed: UInt64? = nil,
    authority: SandboxAuthority? = nil,
    certificate: CertificateKind = .valid,
    certificateNames: [String]? = nil,
    clock: any Clock<Duration> = ContinuousClock(),
    logger: Logger? = nil,
    listensBeyondLoopback: Bool = false,
    configureTLS: @escaping @Sendable (inout ServerTLS) -> Void = { _ in }
  ) async throws -> Sandbox {
    guard listensBeyondLoopback || host == "localhost" || IPAddress(host)?.isLoopback == true else {
      throw SandboxError.notLoopback(host: host)
    }
    if let rejectShare, !(0...1).contains(rejectShare) { throw SandboxError.rejectShare(rejectShare) }
    guard !implicitTLS || profile.tlsVersions != nil else { throw SandboxError.profileWithoutTLS(profile.name) }
    let profile = try profile.rejecting(share: rejectShare, seed: seed)
    let authority = try authority ?? SandboxAuthority()
    let logger = logger ?? Logger(label: "sealpost.sandbox") { _ in SwiftLogNoOpLogHandler() }
    let names = certificateNames ?? ["localhost", "127.0.0.1", "::1", profile.hostName]

    @Sendable func makeTLS(_ kind: CertificateKind, _ versions: ClosedRange<TLSVersion>) throws -> ServerTLS {
      let certificate = try authority.certificate(for: names, kind: kind)
      var tls = ServerTLS(
        certificateChain: try certificate.certificateSources(), privateKey: try certificate.privateKeySource())
      tls.minimumVersion = versions.lowerBound
      tls.maximumVersion = versions.upperBound
      configureTLS(&tls)
      return tls
    }

    if profile.tlsVersions != nil {
      for kind in script.certificateKinds { _ = try authority.certificate(for: names, kind: kind) }
    }
    let handler = SandboxHandler(
      profile: profile, script: script, certificate: certificate,
      directory: try directory.map { try MessageDirectory(path: $0) }, timeline: Timeline(clock), logger: logger,
      makeTLS: makeTLS)
    let server = try await SMTPServer.start(
      profile.serverConfiguration(host: host, port: port, implicitTLS: implicitTLS),
      tls: try profile.tlsVersions.map { try makeTLS(certificate, $0) }, handler: handler, logger: logger)
    return Sandbox(
      server: server, handler: handler, host: host, implicitTLS: implicitTLS, profile: profile, authority: authority)
  }

  /// All messages stored so far, in their order.
  public var messages: [SandboxMessage] { handler.messages.all }

  /// Gives the messages one after the other, each once, and waits where there is none left.
  /// - Throws: ``SandboxError/shutDown`` when the sandbox is shut down, `CancellationError` when the task is cancelled.
  public func nextMessage() async throws -> SandboxMessage { try await handler.messages.next() }

  /// What was said on the connections that have ended so far, in the order of their ends.
  public var transcripts: [ConnectionTranscript] { handler.transcripts.all }

  /// Gives the transcripts one after the other, each once, and waits for a connection to end where there is none left.
  /// - Throws: ``SandboxError/shutDown`` when the sandbox is shut down, `CancellationError` when the task is cancelled.
  public func nextTranscript() async throws -> ConnectionTranscript { try await handler.transcripts.next() }

  /// What happens from now on. Each call opens a stream of its own, which ends when the sandbox is shut down.
  public func events() -> AsyncStream<SandboxEvent> { handler.events.stream() }

  /// Stops listening and closes all connections. Messages and transcripts can still be read.
  /// - Parameter grace: how long messages that are under way may take to come to their reply.
  public func shutdown(grace: Duration = .zero) async {
    await server.shutdown(grace: grace)
    handler.finish()
  }
}

extension SandboxProfile {
  /// - Throws: ``SandboxError/nothingToReject(profile:)``
  func rejecting(share: Double?, seed: UInt64?) throws -> SandboxProfile {
    guard share != nil || seed != nil else { return self }
    var profile = self
    if share != nil, rules.allSatisfy({ $0.rejectsBelow == nil }) {
      profile.rules.insert(.rejectTLS(below: .tls12, Self.oldTLSRefusal), at: 0)
    }
    let lowest = tlsVersions?.lowerBound
    let canReject = profile.rules.contains { rule in
      if let lowest, let bound = rule.rejectsBelow { lowest < bound } else { false }
    }
    guard canReject else { throw SandboxError.nothingToReject(profile: name) }
    profile.rules = profile.rules.map { rule in
      guard case .rejectTLS(let version, let ownShare, let ownSeed, let reply) = rule.kind else { return rule }
      return .rejectTLS(below: version, share: share ?? ownShare, seed: seed ?? ownSeed, reply)
    }
    return profile
  }
}

extension SandboxRule {
  fileprivate var rejectsBelow: TLSVersion? {
    if case .rejectTLS(let version, _, _, _) = kind { version } else { nil }
  }
}
