import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import SMTPCore
import Testing

@testable import SMTPReceiving

@Suite("The server's end", .timeLimit(.minutes(1)))
struct ServerShutdownTests {
  /// Lets nobody through before it is opened, also those whose task is cancelled.
  private final class Gate: Sendable {
    private enum State {
      case closed([CheckedContinuation<Void, Never>])
      case open
    }

    private let state = NIOLockedValueBox(State.closed([]))
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

    var isClosed: Bool {
      state.withLockedValue { if case .closed = $0 { true } else { false } }
    }

    func pass() async {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLockedValue { state in
          guard case .closed(let waiting) = state else { return true }
          state = .closed(waiting + [continuation])
          return false
        }
        arrival.yield()
        if isOpen { continuation.resume() }
      }
    }

    func waitForArrival() async { _ = await arrivals.first { _ in true } }

    func open() {
      let waiting = state.withLockedValue { state -> [CheckedContinuation<Void, Never>] in
        defer { state = .open }
        if case .closed(let waiting) = state { return waiting }
        return []
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  /// Does not come back from one of its methods.
  private struct StuckHandler: SMTPServerHandler {
    let gate: Gate
    let isStuckInDecision: Bool

    func respond(to event: ServerEvent, on connection: ServerConnection) async -> ServerDecision {
      if isStuckInDecision, case .command = event { await gate.pass() }
      return .proceed
    }

    func connectionEnded(_ transcript: ConnectionTranscript) async {
      if !isStuckInDecision { await gate.pass() }
    }
  }

  @Test("it does not wait for a handler that does not come back", arguments: [true, false])
  func stuckHandler(isStuckInDecision: Bool) async throws {
    let gate = Gate()
    var configuration = SMTPServerConfiguration(hostName: "mx.test")
    configuration.security = .none
    let server = try await SMTPServer.start(
      configuration, tls: nil, handler: StuckHandler(gate: gate, isStuckInDecision: isStuckInDecision),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    try await withTaskCancellationHandler {
      var client = try await TestClient(port: server.port)
      try #require(try await client.reply()?.code == 220)
      if isStuckInDecision {
        try await client.send("NOOP\r\n")
      } else {
        try await client.close()
      }
      await gate.waitForArrival()
      await server.shutdown(grace: .zero)
      #expect(gate.isClosed, "the handler came back")
      #expect(!server.isListening)
    } onCancel: {
      gate.open()
    }
    gate.open()
  }

  @Test("a connection that comes when it has begun is told so")
  func lateConnection() async throws {
    let handler = ScriptedHandler()
    let registry = ConnectionRegistry(maximum: 9, maximumPerClient: 9)
    #expect(registry.close().isEmpty)
    let channel = try await ServerTestingChannel.open(handler, registry: registry)
    #expect(try await channel.nextWrite() == "421 4.3.2 Shutting down\r\n")
    #expect(await handler.transcript()?.end == .init(.serverClosed, "421 4.3.2 Shutting down"))
    try? await channel.close().get()
  }

  @Test("a connection that comes when it has begun is closed with the others, and waited for")
  func lateEntry() async {
    let registry = ConnectionRegistry(maximum: 9, maximumPerClient: 9)
    _ = registry.close()
    let (id, _) = registry.register(NIOAsyncTestingChannel(), client: "a")
    #expect(registry.channels.count == 1)
    let hasReturned = NIOLockedValueBox(false)
    let waiting = Task {
      await registry.waitUntilEmpty()
      hasReturned.withLockedValue { $0 = true }
    }
    for _ in 0..<100 { await Task.yield() }
    #expect(!hasReturned.withLockedValue { $0 })
    registry.remove(id)
    await waiting.value
    #expect(registry.channels.isEmpty)
  }

  @Test("a connection that is not active yet when it begins is turned away when it is")
  func openingConnection() async throws {
    let handler = ScriptedHandler()
    for security in [SMTPServerConfiguration.Security.none, .implicitTLS] {
      let channel = try await ServerTestingChannel.open(handler, security: security, isActive: false)
      try await channel.triggerUserOutboundEvent(ServerChannelHandler.Command.shutDown).get()
      try await channel.activate()
      if security == .none { #expect(try await channel.nextWrite() == "421 4.3.2 Shutting down\r\n") }
      try? await channel.close().get()
      #expect(await handler.transcript()?.lines.first == (security == .none ? "S: 421 4.3.2 Shutting down" : nil))
    }
  }

  /// Connects again as soon as it hears of a connection's end.
  private struct ReconnectingHandler: SMTPServerHandler {
    let port = NIOLockedValueBox<Int?>(nil)
    let reply: AsyncStream<Reply?>.Continuation

    func connectionEnded(_ transcript: ConnectionTranscript) async {
      guard let port = port.withLockedValue({ $0.take() }) else { return }
      guard var client = try? await TestClient(port: port) else { return reply.finish() }
      reply.yield(try? await client.reply())
    }
  }

  @Test("there is room for another connection when the handler hears of the end of one")
  func roomAtTheEnd() async throws {
    var configuration = SMTPServerConfiguration(hostName: "mx.test")
    configuration.security = .none
    configuration.maximumConnections = 1
    let (replies, reply) = AsyncStream.makeStream(of: Reply?.self)
    let handler = ReconnectingHandler(reply: reply)
    let server = try await SMTPServer.start(
      configuration, tls: nil, handler: handler,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    handler.port.withLockedValue { $0 = server.port }
    var client = try await TestClient(port: server.port)
    _ = try await client.reply()
    try await client.close()
    #expect(await replies.first { _ in true } == Reply(220, "mx.test ESMTP"))
    await server.shutdown(grace: .zero)
  }

  @Test("a connection that was refused takes no room, and one that has ended gives it back")
  func room() async throws {
    let registry = ConnectionRegistry(maximum: 1, maximumPerClient: 1)
    let channel = NIOAsyncTestingChannel()
    func isAdmitted() -> (Int, Bool) {
      let (id, admission) = registry.register(channel, client: "a")
      if case .admitted = admission { return (id, true) }
      return (id, false)
    }
    let (first, isFirstAdmitted) = isAdmitted()
    let (second, isSecondAdmitted) = isAdmitted()
    #expect(isFirstAdmitted && !isSecondAdmitted)
    registry.release(first)
    let (third, isThirdAdmitted) = isAdmitted()
    #expect(isThirdAdmitted, "one that was refused takes no room")
    for id in [first, second, third] { registry.remove(id) }
    #expect(isAdmitted().1)
  }
}
