import Foundation
import Logging
import NIOConcurrencyHelpers
import NIOCore
import SMTPCore
import SMTPReceiving
import TLSWire

/// Decides for a ``Sandbox`` what its server says: first the script, then the profile's rules, then the profile itself.
final class SandboxHandler: SMTPServerHandler {
  private struct State {
    var player: ScriptPlayer
    var rules = RuleBook()
    var connections: Set<Int> = []
    var secureConnections: Set<Int> = []
    /// The connections whose message has begun, with what the script has for its transfer.
    var transfers: [Int: SandboxScript.Step?] = [:]
    var messageCount = 0
  }

  private let profile: SandboxProfile
  private let makeTLS: @Sendable (CertificateKind, ClosedRange<TLSVersion>) throws -> ServerTLS
  private let certificate: CertificateKind
  private let directory: MessageDirectory?
  private let timeline: Timeline
  private let logger: Logger
  private let state: NIOLockedValueBox<State>
  let messages = Arrivals<SandboxMessage>()
  let transcripts = Arrivals<ConnectionTranscript>()
  let events = Broadcast<SandboxEvent>()

  init(
    profile: SandboxProfile, script: SandboxScript, certificate: CertificateKind, directory: MessageDirectory?,
    timeline: Timeline, logger: Logger,
    makeTLS: @escaping @Sendable (CertificateKind, ClosedRange<TLSVersion>) throws -> ServerTLS
  ) {
    self.profile = profile
    self.certificate = certificate
    self.makeTLS = makeTLS
    self.directory = directory
    self.timeline = timeline
    self.logger = logger
    state = NIOLockedValueBox(State(player: ScriptPlayer(script: script)))
  }

  func respond(to event: ServerEvent, on connection: ServerConnection) async -> ServerDecision {
    announce(connection)
    let stage = event.stage
    var decision = ServerDecision.proceed
    let step = nextStep(for: event, on: connection)
    if let step {
      guard await pause(step.delay) else { return .drop }
      decision = ServerDecision(step.answer)
    }
    if decision.answer == .proceed {
      guard let own = await profileDecision(on: event, at: stage, on: connection) else { return .drop }
      decision = own
    }
    decision.drip = step?.drip ?? decision.drip
    if case .data(let message) = event, step?.keepsMessage ?? decision.answer.isPositive {
      if let failure = await store(message, from: connection) { decision.answer = .reply(failure) }
    }
    if decision.answer.beginsData(of: event), let byteCount = beginMessage(with: event, on: connection) {
      decision.checkpoint = byteCount
    }
    report(decision.answer, at: stage, on: connection)
    return decision
  }

  private func nextStep(for event: ServerEvent, on connection: ServerConnection) -> SandboxScript.Step? {
    state.withLockedValue { state in
      guard case .transfer = event else { return state.player.next(at: event.stage, address: event.scriptAddress) }
      guard let step = state.transfers[connection.id] else { return nil }
      state.transfers[connection.id] = .some(nil)
      return step
    }
  }

  /// Takes the script's step for the transfer of a message that begins here; gives the number of bytes to stop it at.
  private func beginMessage(with event: ServerEvent, on connection: ServerConnection) -> Int? {
    state.withLockedValue { state in
      switch event {
      case .command(.mail): state.transfers[connection.id] = nil
      case .command(.data), .command(.bdat):
        guard state.transfers[connection.id] == nil else { return nil }
        let step = state.player.next(at: .transfer)
        state.transfers[connection.id] = .some(step)
        return step?.byteCount
      default: break
      }
      return nil
    }
  }

  func tls(for connection: ServerConnection) async -> HandshakeDecision {
    announce(connection)
    guard let step = state.withLockedValue({ $0.player.nextHandshake() }), let versions = profile.tlsVersions else {
      return .proceed
    }
    guard await pause(step.delay) else { return .drop }
    do {
      switch step.action {
      case .proceed: return .proceed
      case .certificate(let kind): return .use(try makeTLS(kind, versions))
      case .versions(let versions): return .use(try makeTLS(certificate, versions))
      case .drop:
        events.send(.dropped(connection: connection.id, stage: nil))
        return .drop
      }
    } catch {
      logger.error("cannot make the scripted certificate", metadata: ["error": "\(error)"])
      return .fail("the scripted certificate cannot be made: \(error)")
    }
  }

  func connectionEnded(_ transcript: ConnectionTranscript) async {
    state.withLockedValue { state in
      state.rules.connectionEnded(transcript.id)
      state.connections.remove(transcript.id)
      state.secureConnections.remove(transcript.id)
      state.transfers[transcript.id] = nil
    }
    transcripts.append(transcript)
    events.send(.closed(transcript))
  }

  /// Nothing more will happen.
  func finish() {
    messages.finish()
    transcripts.finish()
    events.finish()
  }

  private func announce(_ connection: ServerConnection) {
    let (isNew, isNewlySecure) = state.withLockedValue { state in
      (
        state.connections.insert(connection.id).inserted,
        connection.isSecure && state.secureConnections.insert(connection.id).inserted
      )
    }
    if isNew { events.send(.connected(connection: connection.id, client: connection.client)) }
    if isNewlySecure, let evidence = connection.tls {
      events.send(.tlsEstablished(connection: connection.id, evidence))
    }
  }

  /// What the profile says; nil where the client went while it waited.
  private func profileDecision(
    on event: ServerEvent, at stage: SandboxScript.Stage, on connection: ServerConnection
  ) async -> ServerDecision? {
    var user = connection.authenticatedUser
    var credentialsAreRight = false
    if case .authenticate(let mechanism, let username, let secret) = event {
      credentialsAreRight = profile.credentials.accepts(mechanism: mechanism, username: username, secret: secret)
      user = credentialsAreRight ? username : nil
    }
    var decision = ServerDecision.proceed
    for rule in profile.rules {
      if case .custom(let decide) = rule.kind {
        let own = await decide(event, connection)
        guard await pause(own.delay ?? .zero) else { return nil }
        decision.answer = own.answer
        decision.drip = own.drip ?? decision.drip
        decision.checkpoint = own.checkpoint ?? decision.checkpoint
        if own.answer != .proceed { return decision }
        continue
      }
      let situation = RuleBook.Situation(
        stage: stage, connection: connection.id, isSecure: connection.isSecure, version: connection.tls?.version,
        user: user, now: timeline.now)
      switch state.withLockedValue({ $0.rules.verdict(of: rule, in: situation) }) {
      case .proceed: continue
      case .reply(let reply): decision.answer = .reply(profile.filledIn(reply))
      case .replyAndClose(let reply): decision.answer = .replyAndClose(profile.filledIn(reply))
      case .wait(let duration):
        guard await pause(duration) else { return nil }
        continue
      }
      return decision
    }
    switch event {
    case .connected: decision.answer = .reply(profile.greetingReply(at: Date()))
    case .command(.ehlo): decision.answer = .reply(profile.ehloReply(to: connection))
    case .authenticate where !credentialsAreRight:
      decision.answer = .reply(profile.filledIn(profile.authenticationFailure))
    default: break
    }
    return decision
  }

  /// Gives false where the connection ended meanwhile.
  private func pause(_ duration: Duration) async -> Bool {
    do {
      try await timeline.sleep(for: duration)
      return true
    } catch {
      return false
    }
  }

  /// Gives the reply for a message that could not be stored.
  private func store(_ received: ReceivedMessage, from connection: ServerConnection) async -> Reply? {
    let number = state.withLockedValue { state in
      state.messageCount += 1
      return state.messageCount
    }
    var message = SandboxMessage(
      number: number, connection: connection.id, sender: received.envelope.reversePath,
      parameters: received.envelope.parameters, recipients: received.envelope.recipients.map(\.address),
      recipientParameters: received.envelope.recipients.map(\.parameters), content: received.body,
      user: connection.authenticatedUser, evidence: received.tls, received: Date(), file: nil)
    do {
      if let directory { message.file = try await directory.store(message) }
    } catch {
      logger.error("cannot store a message", metadata: ["error": "\(error)"])
      return Reply(452, "4.3.1", "Cannot store the message")
    }
    messages.append(message)
    events.send(.stored(message))
    return nil
  }

  private func report(
    _ answer: ServerDecision.Answer, at stage: SandboxScript.Stage, on connection: ServerConnection
  ) {
    switch answer {
    case .reply(let reply) where !reply.isPositive, .replyAndClose(let reply) where !reply.isPositive:
      events.send(.rejected(connection: connection.id, stage: stage, reply))
    case .drop: events.send(.dropped(connection: connection.id, stage: stage))
    case .proceed, .reply, .replyAndClose: break
    }
  }
}
