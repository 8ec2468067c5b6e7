import MIME
import MailSandbox
import SASL
import SMTPCore
import SMTPSending
import Testing
import XojoSockets

/// Starts a sandbox for the time of `body`.
func withSandbox<Result>(
  _ profile: SandboxProfile = .office365, script: String = "", implicitTLS: Bool = false,
  _ body: (Sandbox) async throws -> Result
) async throws -> Result {
  let sandbox = try await Sandbox.start(
    profile: profile, script: try SandboxScript(parsing: script), implicitTLS: implicitTLS)
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
}

extension SMTPSecureSocket {
  /// Points the socket at a sandbox, and trusts it. What the thread's samples set stays as they set it.
  func aim(at sandbox: Sandbox) {
    address = "localhost"
    port = sandbox.port
    username = SandboxCredentials.defaultUser
    password = SandboxCredentials.defaultPassword
    trustedCertificates = [.pem(sandbox.authority.pem)]
    timeOuts = TimeOuts(all: .seconds(30))
  }
}

extension EmailMessage {
  /// A message that the sandbox takes.
  static func sample(_ subject: String = "Notes") -> EmailMessage {
    let mail = EmailMessage()
    mail.fromAddress = "Ada Lovelace <ada@example.com>"
    mail.addRecipient("charles@example.com")
    mail.subject = subject
    mail.bodyPlainText = "See note G."
    return mail
  }
}

/// An event, as a test compares it. Messages are told by their subjects.
enum Event: Sendable, Hashable {
  case connectionEstablished(String)
  case error(Int)
  case mailSent
  case messageSent(String)
  case sendProgress(sent: Int, left: Int)
  case serverError(Int, String, email: String?)
  /// The reply's code, nil for a failure without one.
  case willRetry(Int?)

  var isEnd: Bool {
    switch self {
    case .mailSent, .error, .serverError: true
    default: false
    }
  }
}

/// Tells its test of every event. Progress is left out unless asked for.
class RecordingSocket: SMTPSecureSocket, @unchecked Sendable {
  let stream: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation
  private let tellsProgress: Bool

  init(eventsOn actor: any Actor = MainActor.shared, tellsProgress: Bool = false) {
    (stream, continuation) = AsyncStream.makeStream()
    self.tellsProgress = tellsProgress
    super.init(eventsOn: actor)
  }

  func record(_ event: Event) {
    continuation.yield(event)
  }

  override func connectionEstablished(greeting: String) { record(.connectionEstablished(greeting)) }
  override func error(_ error: SocketError) { record(.error(error.errorNumber)) }
  override func mailSent() { record(.mailSent) }
  override func messageSent(_ email: EmailMessage) { record(.messageSent(email.subject)) }
  override func serverError(_ errorID: Int, message: String, email: EmailMessage?) {
    record(.serverError(errorID, message, email: email?.subject))
  }
  override func willRetry(_ failure: SMTPError, after pause: Duration) { record(.willRetry(failure.reply?.code)) }
  override func sendProgress(bytesSent: Int, bytesLeft: Int) -> Bool {
    if tellsProgress { record(.sendProgress(sent: bytesSent, left: bytesLeft)) }
    return false
  }

  /// The events up to the first that `isLast` is true of. A test whose time is over gets what there was, and fails.
  func events(
    until isLast: (Event) -> Bool = \.isEnd, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [Event] {
    var events: [Event] = []
    for await event in stream {
      events.append(event)
      if isLast(event) { return events }
    }
    throw EventsEnded(events: events)
  }

  struct EventsEnded: Error {
    let events: [Event]
  }
}
