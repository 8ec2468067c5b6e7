import MailSandbox
import NIOConcurrencyHelpers
import SMTPCore
import SMTPReceiving
import SMTPSending
import Testing
import XojoSockets

@Suite("A long queue and an unreliable server", .timeLimit(.minutes(2)))
struct QueueTests {
  /// Refuses the recipients whose number is a multiple of 7, and drops every fiftieth connection: where it drops after the
  /// data too, by turns at MAIL and when the whole message has come, which it keeps.
  private final class UnreliableServer: Sendable {
    private struct State {
      var transactions = 0
      var doomed: Set<Int> = []
      var drops = 0
      var arrivals: [String: Int] = [:]
    }

    private let dropsAfterData: Bool
    private let state = NIOLockedValueBox(State())

    init(dropsAfterData: Bool) {
      self.dropsAfterData = dropsAfterData
    }

    var drops: Int { state.withLockedValue { $0.drops } }
    /// How often a message has come to its end.
    var arrivals: [String: Int] { state.withLockedValue { $0.arrivals } }

    var profile: SandboxProfile {
      .modern.with { $0.rules = [.custom { [self] event, connection in decide(event, connection.id) }] }
    }

    private func decide(_ event: ServerEvent, _ connection: Int) -> ServerDecision {
      state.withLockedValue { state in
        switch event {
        case .command(.mail):
          state.transactions += 1
          guard state.transactions.isMultiple(of: 50) else { return .proceed }
          state.drops += 1
          guard dropsAfterData, state.transactions.isMultiple(of: 100) else { return .drop }
          state.doomed.insert(connection)
          return .proceed
        case .command(.rcpt(let address, _)):
          let isRefused = Int(address.localPart)?.isMultiple(of: 7) ?? true
          return isRefused ? .reply(Reply(550, "5.1.1", "No such user")) : .proceed
        case .data(let message):
          for recipient in message.envelope.recipients { state.arrivals[recipient.address.localPart, default: 0] += 1 }
          return state.doomed.remove(connection) == nil ? .proceed : .drop
        default:
          return .proceed
        }
      }
    }
  }

  private static let numbers = (1...1000).map(String.init)
  private static let refused = numbers.filter { Int($0)?.isMultiple(of: 7) ?? false }
  private static let accepted = numbers.filter { !refused.contains($0) }

  private func fill(_ socket: SMTPSecureSocket, for sandbox: Sandbox) {
    socket.aim(at: sandbox)
    socket.username = ""
    socket.retryPolicy = RetryPolicy(maximumAttempts: 3, base: .milliseconds(1))
    for number in Self.numbers {
      let mail = EmailMessage.sample(number)
      mail.toAddress = "\(number)@example.com"
      socket.messages.append(mail)
    }
  }

  @Test("connections that drop before the data are made up for: one run, and each message is told of once")
  func oneRun() async throws {
    let server = UnreliableServer(dropsAfterData: false)
    try await withSandbox(server.profile) { sandbox in
      let socket = RecordingSocket()
      fill(socket, for: sandbox)
      socket.sendMail()
      let events = try await socket.events { $0 == .mailSent || $0 == .error(102) }
      #expect(events.count { $0 == .mailSent } == 1)
      #expect(events.messagesSent == Self.accepted)
      #expect(events.messagesRefused == Self.refused)
      #expect(events.count { $0 == .willRetry(nil) } == server.drops)
      #expect(server.drops >= 20)
      #expect(server.arrivals == Dictionary(uniqueKeysWithValues: Self.accepted.map { ($0, 1) }))
      #expect(sandbox.messages.count == Self.accepted.count)
      #expect(socket.messages.map(\.subject) == Self.refused, "what was refused is not lost")
    }
  }

  /// What a program would do: it puts aside what was refused, and goes on after an error.
  private final class PersistentSocket: RecordingSocket, @unchecked Sendable {
    let ambiguous = NIOLockedValueBox<[String]>([])

    override func serverError(_ errorID: Int, message: String, email: EmailMessage?) {
      super.serverError(errorID, message: message, email: email)
      if let email { messages.remove(email) }
    }

    override func error(_ error: SocketError) {
      super.error(error)
      if error.isAmbiguous, let email = error.email { ambiguous.withLockedValue { $0.append(email.subject) } }
      sendMail()
    }
  }

  @Test("what may have been sent is reported as such, and nothing else is sent twice")
  func severalRuns() async throws {
    let server = UnreliableServer(dropsAfterData: true)
    try await withSandbox(server.profile) { sandbox in
      let socket = PersistentSocket()
      fill(socket, for: sandbox)
      socket.sendMail()
      let events = try await socket.events { $0 == .mailSent }
      let ambiguous = socket.ambiguous.withLockedValue { $0 }
      #expect(events.messagesSent == Self.accepted)
      #expect(events.messagesRefused == Self.refused)
      #expect(ambiguous.count == server.drops / 2 && ambiguous.count >= 10)
      #expect(Set(ambiguous).count == ambiguous.count)
      #expect(events.count { $0 == .error(102) } == ambiguous.count)
      let expected = Dictionary(uniqueKeysWithValues: Self.accepted.map { ($0, ambiguous.contains($0) ? 2 : 1) })
      #expect(server.arrivals == expected)
      #expect(socket.messages.isEmpty)
    }
  }
}

extension [Event] {
  fileprivate var messagesSent: [String] {
    compactMap { if case .messageSent(let subject) = $0 { subject } else { nil } }
  }

  fileprivate var messagesRefused: [String] {
    compactMap { if case .serverError(550, _, let subject) = $0 { subject } else { nil } }
  }
}
