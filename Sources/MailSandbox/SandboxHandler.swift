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
    var messageCount = 0
  }

  private let profile: SandboxProfile
  private let makeTLS: @Sendable (CertificateKind, ClosedRange<TLSVersion>) throws -> ServerTLS
  private let directory: MessageDirectory?
  private let timeline: Timeline
  private let logger: Logger
  private let state: NIOLockedValueBox<State>
  let messages = Arrivals<SandboxMessage>()
  let transcripts = Arrivals<ConnectionTranscript>()
  let events = Broadcast<SandboxEvent>()

  init(
    profile: SandboxProfile, script: SandboxScript, directory: MessageDirectory?, timeline: Timeline, logger: Logger,
    makeTLS: @escaping @Sendable (CertificateKind, ClosedRange<TLSVersion>) throws -> ServerTLS
  ) {
    self.profile = profile
    self.makeTLS = makeTLS
    self.directory = directory
    self.timeline = timeline
    self.logger = logger
    state = NIOLockedValueBox(State(player: ScriptPlayer(script: script)))
  }

  func respond(to event: ServerEvent, on connection: ServerConnection) async -> ServerDecision {
    announce(connection)
    guard let stage = event.stage else { return .proceed }
    var decision = ServerDecision.proceed
    var keepsMessage: Bool?
    if let step = state.withLockedValue({ $0.player.next(at: stage, address: event.scriptAddress) }) {
      guard await pause(step.delay) else { return .drop }
      decision = ServerDecision(step.answer, drip: step.drip)
      keepsMessage = step.keepsMessage
    }
    if decision.answer == .proceed {
      guard let answer = await profileAnswer(to: event, at: stage, on: connection) else { return .drop }
      decision.answer = answer
    }
    if case .data(let message) = event, keepsMessage ?? decision.answer.isPositive {
      if let failure = await store(message, from: connection) { decision.answer = .reply(failure) }
    }
    report(decision.answer, at: stage, on: connection)
    return decision
  }

  func tls(for connection: ServerConnection) async -> HandshakeDecision {
    announce(connection)
    guard let step = state.withLockedValue({ $0.player.nextHandshake() }), let versions = profile.tlsVersions else {
      return .proceed
    }
    do {
      switch step.action {
      case .proceed: return .proceed
      case .certificate(let kind): return .use(try makeTLS(kind, versions))
      case .versions(let versions): return .use(try makeTLS(.valid, versions))
      case .drop: break
      }
    } catch {
      logger.error("cannot make the scripted certificate", metadata: ["error": "\(error)"])
    }
    events.send(.dropped(connection: connection.id, stage: nil))
    return .drop
  }

  func connectionEnded(_ transcript: ConnectionTranscript) async {
    state.withLockedValue { state in
      state.rules.connectionEnded(transcript.id)
      state.connections.remove(transcript.id)
      state.secureConnections.remove(transcript.id)
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
    if isNew { events.send(.connected(connection: connection.id, client: connection.clientText)) }
    if isNewlySecure, let evidence = connection.tls {
      events.send(.tlsEstablished(connection: connection.id, evidence))
    }
  }

  /// What the profile says; nil where the client went while it waited.
  private func profileAnswer(
    to event: ServerEvent, at stage: SandboxScript.Stage, on connection: ServerConnection
  ) async -> ServerDecision.Answer? {
    var user = connection.authenticatedUser
    var credentialsAreRight = false
    if case .authenticate(let mechanism, let username, let secret) = event {
      credentialsAreRight = profile.credentials.accepts(mechanism: mechanism, username: username, secret: secret)
      user = credentialsAreRight ? username : nil
    }
    for rule in profile.rules {
      if case .custom(let decide) = rule.kind {
        let decision = await decide(event, connection)
        guard await pause(decision.delay ?? .zero) else { return nil }
        if decision.answer != .proceed { return decision.answer }
        continue
      }
      let situation = RuleBook.Situation(
        stage: stage, connection: connection.id, isSecure: connection.isSecure, version: connection.tls?.version,
        user: user, now: timeline.now)
      switch state.withLockedValue({ $0.rules.verdict(of: rule, in: situation) }) {
      case .proceed: break
      case .reply(let reply): return .reply(profile.filledIn(reply))
      case .replyAndClose(let reply): return .replyAndClose(profile.filledIn(reply))
      case .wait(let duration): guard await pause(duration) else { return nil }
      }
    }
    switch event {
    case .connected: return .reply(profile.greetingReply(at: Date()))
    case .command(.ehlo): return .reply(profile.ehloReply(to: connection))
    case .authenticate where !credentialsAreRight: return .reply(profile.filledIn(profile.authenticationFailure))
    default: return .proceed
    }
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
      recipients: received.envelope.recipients.map(\.address), content: received.body,
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

extension ServerConnection {
  /// As in its transcript.
  fileprivate var clientText: String {
    guard let address = clientAddress.ipAddress, let port = clientAddress.port else { return "\(clientAddress)" }
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}

extension SandboxScript.Step {
  fileprivate var answer: ServerDecision.Answer {
    switch action {
    case .proceed: .proceed
    case .reply(let reply): .reply(reply)
    case .replyAndClose(let reply): .replyAndClose(reply)
    case .drop: .drop
    }
  }
}

extension ServerDecision.Answer {
  fileprivate var isPositive: Bool {
    switch self {
    case .proceed: true
    case .reply(let reply), .replyAndClose(let reply): reply.isPositive
    case .drop: false
    }
  }
}

extension ServerEvent {
  /// Nil for a command at which no script can step in.
  fileprivate var stage: SandboxScript.Stage? {
    switch self {
    case .connected: .greeting
    case .authenticate: .auth
    case .data: .message
    case .command(let command):
      switch command {
      case .ehlo, .helo: .ehlo
      case .startTLS: .startTLS
      case .mail: .mail
      case .rcpt: .rcpt
      case .data: .data
      case .rset: .rset
      case .noop: .noop
      case .quit: .quit
      case .auth, .bdat, .help, .vrfy, .expn: nil
      }
    }
  }

  /// What a script's address is compared with.
  fileprivate var scriptAddress: String? {
    switch self {
    case .command(.mail(.address(let address), _)): address.description
    case .command(.rcpt(let address, _)): address.description
    case .authenticate(_, let username, _): username
    default: nil
    }
  }
}
