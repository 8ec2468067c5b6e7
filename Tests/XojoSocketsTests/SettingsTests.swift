import MailSandbox
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing
import XojoSockets

/// Everything that an owner can set and compare.
private struct Settings: Sendable, Hashable {
  let address: String
  let port: Int
  let sslEnabled: Bool
  let sslConnectionType: SSLConnectionTypes
  let smtpConnectionType: SMTPConnectionTypes
  let username: String
  let password: String
  let certificateFile: String
  let minimumConnectionType: SSLConnectionTypes?
  let allowsDeprecatedTLS: Bool
  let dangerouslyAllowsPlaintext: Bool
  let trustedCertificates: [TLSPolicy.CertificateSource]
  let verificationName: String?
  let retryPolicy: RetryPolicy
  let timeOuts: TimeOuts

  init(_ socket: SMTPSecureSocket) {
    address = socket.address
    port = socket.port
    sslEnabled = socket.sslEnabled
    sslConnectionType = socket.sslConnectionType
    smtpConnectionType = socket.smtpConnectionType
    username = socket.username
    password = socket.password
    certificateFile = socket.certificateFile
    minimumConnectionType = socket.minimumConnectionType
    allowsDeprecatedTLS = socket.allowsDeprecatedTLS
    dangerouslyAllowsPlaintext = socket.dangerouslyAllowsPlaintext
    trustedCertificates = socket.trustedCertificates
    verificationName = socket.verificationName
    retryPolicy = socket.retryPolicy
    timeOuts = socket.timeOuts
  }
}

@Suite("Settings stay as they were set", .timeLimit(.minutes(1)))
struct SettingsTests {
  /// Reads all settings in every event.
  private final class WatchingSocket: RecordingSocket, @unchecked Sendable {
    let (readings, readingsEnd) = AsyncStream.makeStream(of: Settings.self)

    override func record(_ event: Event) {
      readingsEnd.yield(Settings(self))
      super.record(event)
    }
  }

  /// A course of events, and which of them it must bring.
  struct Course: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var script = ""
    var type = SSLConnectionTypes.tlsv12
    var password = SandboxCredentials.defaultPassword
    var connects = false
    let brings: Set<String>
  }

  private static let courses = [
    Course(testDescription: "success", brings: ["established", "progress", "messageSent", "mailSent"]),
    Course(
      testDescription: "421 at AUTH", script: "auth: 421 4.7.66 TLS 1.0 and 1.1 are not supported. *forever",
      brings: ["established", "retry", "serverError"]),
    Course(testDescription: "TLS 1.0 turned away", type: .tlsv1, brings: ["established", "retry", "serverError"]),
    Course(testDescription: "wrong password", password: "wrong", brings: ["established", "serverError"]),
    Course(testDescription: "refused recipient", script: "rcpt: 550 5.1.1 No", brings: ["established", "serverError"]),
    Course(
      testDescription: "lost connection", script: "data: drop *forever", brings: ["established", "retry", "error"]),
    Course(testDescription: "lost verdict", script: "message: drop", brings: ["established", "progress", "error"]),
    Course(testDescription: "lost handshake", script: "tls: drop *forever", brings: ["established", "error"]),
    Course(testDescription: "bad certificate", script: "tls: certificate expired", brings: ["established", "error"]),
    Course(testDescription: "refused setting", type: .sslv3, brings: ["error"]),
    Course(testDescription: "connect first", connects: true, brings: ["messageSent", "mailSent"]),
  ]

  @Test("through every event", arguments: courses)
  func everyEvent(_ course: Course) async throws {
    try await withSandbox(script: course.script) { sandbox in
      let socket = WatchingSocket(tellsProgress: true)
      socket.aim(at: sandbox)
      socket.sslConnectionType = course.type
      socket.allowsDeprecatedTLS = true
      socket.password = course.password
      socket.verificationName = "localhost"
      socket.retryPolicy = RetryPolicy(maximumAttempts: 2, base: .milliseconds(1))
      let before = Settings(socket)
      socket.messages.append(.sample())
      if course.connects { socket.connect() }
      socket.sendMail()
      let names = Set(try await socket.events().map(\.name))
      #expect(names.isSuperset(of: course.brings), "\(names)")
      socket.readingsEnd.finish()
      for await reading in socket.readings { #expect(reading == before) }
      socket.close()
      #expect(Settings(socket) == before)
    }
  }

  @Test("the courses above bring every event there is")
  func everyEventIsThere() {
    let all = Set(Self.courses.flatMap(\.brings))
    #expect(all == ["established", "progress", "messageSent", "mailSent", "retry", "serverError", "error"])
  }

  @Test("what is set while connected reads so at once, and holds from the next connection on")
  func whileConnected() async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.sslConnectionType = .tlsv12
      socket.onConnectionEstablished = { [unowned socket] _ in
        socket.sslConnectionType = .tlsv13
        #expect(socket.sslConnectionType == .tlsv13)
      }
      socket.messages.append(.sample("1"))
      socket.messages.append(.sample("2"))
      socket.sendMail()
      _ = try await socket.events()
      #expect(try await sandbox.nextMessage().evidence?.version == .tls12)
      #expect(try await sandbox.nextMessage().evidence?.version == .tls13)
      #expect(socket.sslConnectionType == .tlsv13)
    }
  }

  @Test("a password is in nothing that is printed of a socket")
  func redacted() {
    let socket = SMTPSecureSocket()
    socket.password = "c4n4ry"
    var text = "\(socket)" + String(reflecting: socket)
    dump(socket, to: &text)
    #expect(!text.contains("c4n4ry"))
    #expect(socket.password == "c4n4ry")
  }
}

extension Event {
  fileprivate var name: String {
    switch self {
    case .connectionEstablished: "established"
    case .error: "error"
    case .mailSent: "mailSent"
    case .messageSent: "messageSent"
    case .sendProgress: "progress"
    case .serverError: "serverError"
    case .willRetry: "retry"
    }
  }
}
