import Logging
import NIOConcurrencyHelpers
import SASL
import SMTPReceiving

/// Does what a test wants, and keeps what the server told it.
struct ScriptedHandler: SMTPServerHandler {
  typealias Decide = @Sendable (ServerEvent, ServerConnection) async -> ServerDecision

  private let decide: Decide
  private let handshake: @Sendable (ServerConnection) async -> HandshakeDecision
  private let transcripts: AsyncStream<ConnectionTranscript>
  private let continuation: AsyncStream<ConnectionTranscript>.Continuation
  private let received = NIOLockedValueBox<[ReceivedMessage]>([])

  init(
    decide: @escaping Decide = { _, _ in .proceed },
    handshake: @escaping @Sendable (ServerConnection) async -> HandshakeDecision = { _ in .proceed }
  ) {
    self.decide = decide
    self.handshake = handshake
    (transcripts, continuation) = AsyncStream.makeStream()
  }

  var messages: [ReceivedMessage] { received.withLockedValue { $0 } }

  /// Waits for the end of the next connection; nil when the test is cancelled.
  func transcript() async -> ConnectionTranscript? {
    await transcripts.first { _ in true }
  }

  func respond(to event: ServerEvent, on connection: ServerConnection) async -> ServerDecision {
    if case .data(let message) = event { received.withLockedValue { $0.append(message) } }
    return await decide(event, connection)
  }

  func tls(for connection: ServerConnection) async -> HandshakeDecision {
    await handshake(connection)
  }

  func connectionEnded(_ transcript: ConnectionTranscript) async {
    continuation.yield(transcript)
  }
}

/// Starts a server for the time of a test.
func withServer(
  _ handler: ScriptedHandler = ScriptedHandler(), security: SMTPServerConfiguration.Security = .startTLS,
  tls: ServerTLS? = nil, logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
  change: (inout SMTPServerConfiguration) -> Void = { _ in },
  _ body: (SMTPServer) async throws -> Void
) async throws {
  var configuration = SMTPServerConfiguration(hostName: "mx.test")
  configuration.security = security
  configuration.authenticationMechanisms = [.plain, .login]
  // A machine that runs many tests at once can be slow.
  configuration.timeouts.handshake = .seconds(60)
  change(&configuration)
  let server = try await SMTPServer.start(
    configuration, tls: tls ?? TestCertificate.tls(), handler: handler, logger: logger)
  do {
    try await body(server)
  } catch {
    await server.shutdown(grace: .zero)
    throw error
  }
  await server.shutdown(grace: .zero)
}
