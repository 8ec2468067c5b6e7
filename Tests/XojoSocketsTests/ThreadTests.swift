import MailSandbox
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing
import XojoSockets

/// The subclass of the forum thread, with nothing but the syntax changed.
private class ThreadSocket: RecordingSocket, @unchecked Sendable {
  init() {
    super.init()
    // Setup connection details
    self.address = ""
    self.port = 587
    self.sslEnabled = true
    self.sslConnectionType = SSLConnectionTypes.tlsv12
    self.smtpConnectionType = SMTPConnectionTypes.starttls
    self.username = ""
    self.password = ""
  }
}

@Suite("The samples of the forum thread, with nothing but the syntax changed", .timeLimit(.minutes(1)))
struct ThreadTests {
  /// What the server saw of the message is what counts.
  private func expectTLS12(_ con: SMTPSecureSocket, on sandbox: Sandbox) async throws {
    let message = try await sandbox.nextMessage()
    #expect(message.evidence?.version == .tls12)
    #expect(message.evidence?.offeredVersions == [.tls12])
    #expect(message.user == SandboxCredentials.defaultUser)
    #expect(con.sslConnectionType.rawValue == 5)
    #expect(con.negotiatedConnectionType == .tlsv12)
    #expect(con.messages.isEmpty)
  }

  @Test("the subclass with its constructor")
  func subclass() async throws {
    try await withSandbox { sandbox in
      let socket = ThreadSocket()
      #expect(socket.port == 587 && socket.sslConnectionType == .tlsv12)
      socket.aim(at: sandbox)
      socket.messages.append(.sample())
      socket.sendMail()
      let events = try await socket.events()
      #expect(events.suffix(2) == [.messageSent("Notes"), .mailSent])
      try await expectTLS12(socket, on: sandbox)
    }
  }

  @Test("the plain socket, with sslEnabled before the type", arguments: [false, true])
  func plain(connectsFirst: Bool) async throws {
    try await withSandbox { sandbox in
      let con = RecordingSocket()
      con.address = ""
      con.port = 587
      con.sslEnabled = true
      con.sslConnectionType = SMTPSecureSocket.SSLConnectionTypes.tlsv12
      con.smtpConnectionType = SMTPSecureSocket.SMTPConnectionTypes.starttls
      con.username = ""
      con.password = ""
      con.aim(at: sandbox)
      try await send(con, connectsFirst: connectsFirst, to: sandbox)
    }
  }

  @Test("the plain socket, with sslEnabled last", arguments: [false, true])
  func plainInOtherOrder(connectsFirst: Bool) async throws {
    try await withSandbox { sandbox in
      let con = RecordingSocket()
      con.aim(at: sandbox)
      con.sslConnectionType = SSLSocket.SSLConnectionTypes.tlsv12
      con.smtpConnectionType = SMTPSecureSocket.SMTPConnectionTypes.starttls
      con.sslEnabled = true
      try await send(con, connectsFirst: connectsFirst, to: sandbox)
    }
  }

  private func send(_ con: RecordingSocket, connectsFirst: Bool, to sandbox: Sandbox) async throws {
    con.messages.append(.sample())
    if connectsFirst { con.connect() }
    con.sendMail()
    let events = try await con.events()
    #expect(events.suffix(2) == [.messageSent("Notes"), .mailSent])
    try await expectTLS12(con, on: sandbox)
  }

  @Test("sslv23, which \"will start at TLSv12 and work down\", starts at TLS 1.3 and ends at 1.2")
  func sslv23() async throws {
    try await withSandbox { sandbox in
      let con = RecordingSocket()
      con.aim(at: sandbox)
      con.sslConnectionType = SSLSocket.SSLConnectionTypes.sslv23
      con.messages.append(.sample())
      con.sendMail()
      #expect(try await con.events().last == .mailSent)
      let evidence = try #require(try await sandbox.nextMessage().evidence)
      #expect(evidence.version == .tls13)
      #expect(evidence.offeredVersions == [.tls13, .tls12])
    }
  }
}

@Suite("The thread's finding", .timeLimit(.minutes(1)))
struct ThreadFindingTests {
  private static let reply = "421 4.7.66 TLS 1.0 and 1.1 are not supported."

  /// What a breakpoint in ServerError shows.
  private final class BreakpointSocket: RecordingSocket, @unchecked Sendable {
    struct Reading: Sendable, Hashable {
      let set: Int
      let negotiated: SSLConnectionTypes?
      let wire: TLSVersion?
    }

    let (readings, continuation) = AsyncStream.makeStream(of: Reading.self)

    override func serverError(_ errorID: Int, message: String, email: EmailMessage?) {
      continuation.yield(
        Reading(set: sslConnectionType.rawValue, negotiated: negotiatedConnectionType, wire: evidence?.version))
      super.serverError(errorID, message: message, email: email)
    }
  }

  private func reading(
    _ sandbox: Sandbox, _ set: (SMTPSecureSocket) -> Void
  ) async throws -> (BreakpointSocket.Reading, Event?) {
    let socket = BreakpointSocket()
    socket.aim(at: sandbox)
    socket.retryPolicy = .never
    set(socket)
    socket.messages.append(.sample())
    socket.sendMail()
    let event = try await socket.events().last
    var iterator = socket.readings.makeAsyncIterator()
    #expect(socket.messages.count == 1, "it is still there to be sent")
    return (try #require(await iterator.next()), event)
  }

  @Test("after a 421 4.7.66 the type still reads 5, and what was negotiated is a property of its own")
  func breakpoint() async throws {
    try await withSandbox(script: "auth: \(Self.reply)") { sandbox in
      let (reading, event) = try await reading(sandbox) { $0.sslConnectionType = .tlsv12 }
      #expect(reading == .init(set: 5, negotiated: .tlsv12, wire: .tls12))
      #expect(event == .serverError(421, Self.reply, email: "Notes"))
      #expect(try await sandbox.nextTranscript().tls?.version == .tls12, "the server was wrong to say so")
    }
  }

  @Test("where the server is right, both say so: a socket set to TLS 1.0 reads 3 and negotiated 3")
  func oldTLS() async throws {
    try await withSandbox(.office365) { sandbox in
      let (reading, event) = try await reading(sandbox) {
        $0.sslConnectionType = .tlsv1
        $0.allowsDeprecatedTLS = true
      }
      #expect(reading == .init(set: 3, negotiated: .tlsv1, wire: .tls10))
      guard case .serverError(421, let message, _) = event else {
        Issue.record("\(event as Any)")
        return
      }
      #expect(message.hasPrefix(Self.reply))
      #expect(try await sandbox.nextTranscript().tls?.version == .tls10)
    }
  }

  @Test("a 421 now and then is retried, and the mail gets through")
  func retried() async throws {
    try await withSandbox(script: "auth: \(Self.reply) *2") { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.retryPolicy = RetryPolicy(maximumAttempts: 4, base: .milliseconds(1))
      socket.messages.append(.sample())
      socket.sendMail()
      let events = try await socket.events().filter { if case .connectionEstablished = $0 { false } else { true } }
      #expect(events == [.willRetry(421), .willRetry(421), .messageSent("Notes"), .mailSent])
      #expect(socket.lastReceipt?.attempts.count == 3)
    }
  }
}
