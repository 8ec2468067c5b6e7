import MailSandbox
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing
import XojoSockets

@Suite("connect() without mail", .timeLimit(.minutes(1)))
struct ConnectTests {
  private func isEstablished(_ event: Event) -> Bool {
    if case .connectionEstablished = event { return true }
    return event.isEnd
  }

  @Test("it shows what the server agrees to, and stays until it is closed")
  func connected() async throws {
    try await withSandbox(.modern, implicitTLS: true) { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.smtpConnectionType = .ssltls
      socket.connect()
      let events = try await socket.events(until: isEstablished)
      #expect(events == [.connectionEstablished("220 mail.sandbox.invalid ESMTP ready")])
      #expect(socket.isConnected && socket.sslConnected && !socket.sslConnecting && !socket.isSending)
      #expect(socket.remoteAddress == "127.0.0.1" && socket.localAddress == "127.0.0.1")
      #expect(socket.negotiatedConnectionType == .tlsv13)
      #expect(socket.evidence?.certificate?.verified == true)

      socket.connect()
      #expect(try await socket.events() == [.error(106)])
      #expect(socket.isConnected)

      socket.close()
      #expect(try await socket.events() == [.error(102)])
      #expect(!socket.isConnected && !socket.sslConnected && socket.remoteAddress.isEmpty)
      #expect(socket.negotiatedConnectionType == .tlsv13, "what was seen stays known")
      socket.disconnect()
      socket.cancel()
    }
  }

  @Test("with STARTTLS, TLS is not in force yet when the greeting comes")
  func startTLS() async throws {
    try await withSandbox(.modern) { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      let (states, continuation) = AsyncStream.makeStream(of: [Bool].self)
      socket.onConnectionEstablished = { [unowned socket] _ in
        continuation.yield([socket.isConnected, socket.sslConnected, socket.sslConnecting])
      }
      socket.onMessageSent = { [unowned socket] _ in
        continuation.yield([socket.isConnected, socket.sslConnected, socket.sslConnecting])
      }
      socket.onSendProgress = { [unowned socket] _, _ in
        continuation.yield([socket.isConnected, socket.sslConnected, socket.sslConnecting])
        return false
      }
      socket.messages.append(.sample())
      try await socket.sendMailAndWait()
      continuation.finish()
      var told: [[Bool]] = []
      for await state in states where state != told.last { told.append(state) }
      #expect(told == [[true, false, true], [true, true, false], [false, false, false]])
    }
  }

  @Test("sendMail() takes over, without an error for the connection that it does not need")
  func takenOver() async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.connect()
      _ = try await socket.events(until: isEstablished)
      socket.messages.append(.sample())
      socket.sendMail()
      let events = try await socket.events()
      #expect(events.filter(\.isEnd) == [.mailSent])
    }
  }

  @Test("a refusal and a failure are events, and the socket is free again")
  func refused() async throws {
    try await withSandbox(script: "auth: 421 4.3.2 Later\nauth: drop") { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.connect()
      let refusal = try await socket.events().last
      #expect(refusal == .serverError(421, "421 4.3.2 Later", email: nil))
      socket.connect()
      #expect(try await socket.events().last == .error(102))
      socket.address = ""
      socket.connect()
      #expect(try await socket.events() == [.error(103)])
      #expect(!socket.isConnected)
    }
  }

  @Test("a server that goes away is told of")
  func serverEnds() async throws {
    let sandbox = try await Sandbox.start(implicitTLS: true)
    let socket = RecordingSocket()
    socket.aim(at: sandbox)
    socket.smtpConnectionType = .ssltls
    socket.connect()
    _ = try await socket.events(until: isEstablished)
    await sandbox.shutdown()
    let end = try await socket.events().last
    #expect(end == .error(102) || end?.isShutdownNotice == true)
    #expect(!socket.isConnected)
  }
}

extension Event {
  /// A server may take leave in words (RFC 5321 section 3.8).
  fileprivate var isShutdownNotice: Bool {
    if case .serverError(421, _, email: nil) = self { return true }
    return false
  }
}
