import MailSandbox
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing
import XojoSockets

@Suite("What each connection type does", .timeLimit(.minutes(1)))
struct ConnectionTypeTests {
  /// A server that speaks all versions, so that what is agreed is what was asked for.
  private static let permissive = SandboxProfile.modern.with { $0.tlsVersions = .tls10 ... .tls13 }

  private func send(
    _ profile: SandboxProfile = permissive, _ set: (SMTPSecureSocket) -> Void
  ) async throws -> (event: Event?, offered: [TLSVersion], socket: RecordingSocket) {
    try await withSandbox(profile) { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.retryPolicy = .never
      set(socket)
      socket.messages.append(.sample())
      socket.sendMail()
      let event = try await socket.events().last
      guard socket.evidence != nil else { return (event, [], socket) }
      let transcript = try await sandbox.nextTranscript()
      #expect(transcript.tls?.version == socket.evidence?.version)
      return (event, transcript.tls?.offeredVersions ?? [], socket)
    }
  }

  @Test("the raw values are Xojo's")
  func rawValues() {
    #expect(SSLConnectionTypes.allCases.map(\.rawValue) == Array(0...6))
    let names: [SSLConnectionTypes] = [.sslv2, .sslv23, .sslv3, .tlsv1, .tlsv11, .tlsv12, .tlsv13]
    #expect(names.map(\.rawValue) == Array(0...6))
    #expect(SMTPConnectionTypes.starttls.rawValue == 0 && SMTPConnectionTypes.ssltls.rawValue == 1)
  }

  @Test("the default is sslv23, STARTTLS and TLS on")
  func defaults() {
    let socket = SMTPSecureSocket()
    #expect(socket.sslConnectionType == .sslv23)
    #expect(socket.smtpConnectionType == .starttls)
    #expect(socket.sslEnabled)
    #expect(socket.port == 0 && socket.address.isEmpty)
    #expect(socket.negotiatedConnectionType == nil && socket.evidence == nil)
  }

  @Test(
    "a version is offered alone and agreed, and sslv23 offers what is safe",
    arguments: [
      (SSLConnectionTypes.tlsv12, [TLSVersion.tls12]), (.tlsv13, [.tls13]), (.sslv23, [.tls13, .tls12]),
      (.tlsv1, [.tls10]), (.tlsv11, [.tls11]),
    ])
  func offers(_ type: SSLConnectionTypes, _ versions: [TLSVersion]) async throws {
    let result = try await send {
      $0.sslConnectionType = type
      $0.allowsDeprecatedTLS = type == .tlsv1 || type == .tlsv11
    }
    #expect(result.event == .mailSent)
    #expect(result.offered == versions)
    #expect(result.socket.evidence?.version == versions.first)
    #expect(result.socket.negotiatedConnectionType == (type == .sslv23 ? .tlsv13 : type))
    #expect(result.socket.evidence?.certificate?.verified == true)
  }

  @Test("sslv23 takes TLS 1.2 from a server that has no more, and nothing below")
  func highestOfBoth() async throws {
    let two = try await send(Self.permissive.with { $0.tlsVersions = .tls10 ... .tls12 }) { _ in }
    #expect(two.socket.negotiatedConnectionType == .tlsv12)
    let one = try await send(Self.permissive.with { $0.tlsVersions = .tls10 ... .tls11 }) {
      $0.allowsDeprecatedTLS = true
    }
    #expect(one.event == .error(200))
    #expect(one.socket.negotiatedConnectionType == nil)
    #expect(one.socket.messages.count == 1)
  }

  @Test("a server that has only another version is an error, and no mail")
  func exactly() async throws {
    for (type, versions) in [(SSLConnectionTypes.tlsv12, TLSVersion.tls13), (.tlsv13, .tls12)] {
      let result = try await send(Self.permissive.with { $0.tlsVersions = versions...versions }) {
        $0.sslConnectionType = type
      }
      #expect(result.event == .error(200))
      #expect(result.socket.sslConnectionType == type)
    }
  }

  @Test(
    "what is not safe is refused before anything is sent, and the error says what to set",
    arguments: [SSLConnectionTypes.sslv2, .sslv3, .tlsv1, .tlsv11])
  func refused(_ type: SSLConnectionTypes) async throws {
    let socket = SMTPSecureSocket()
    socket.address = "localhost"
    socket.port = 1
    socket.sslConnectionType = type
    socket.allowsDeprecatedTLS = type == .sslv2 || type == .sslv3
    socket.messages.append(.sample())
    let error = await #expect(throws: SocketError.self) { try await socket.sendMailAndWait() }
    #expect(error?.code == .invalidState)
    #expect(error?.message.contains("set .sslv23") == true && error?.message.contains(".tlsv12") == true)
    #expect(socket.lastErrorNumber == 106)
    #expect(socket.messages.count == 1)
    #expect(socket.sslConnectionType == type)
  }

  @Test("a minimum raises sslv23, lowers it where deprecated versions are allowed, and refuses a fixed version below")
  func minimum() async throws {
    let raised = try await send { $0.minimumConnectionType = .tlsv13 }
    #expect(raised.offered == [.tls13])
    let lowered = try await send {
      $0.minimumConnectionType = .tlsv1
      $0.allowsDeprecatedTLS = true
    }
    #expect(lowered.offered == [.tls13, .tls12, .tls11, .tls10])
    let below = try await send {
      $0.sslConnectionType = .tlsv12
      $0.minimumConnectionType = .tlsv13
    }
    #expect(below.event == .error(106))
    let notAllowed = try await send { $0.minimumConnectionType = .tlsv11 }
    #expect(notAllowed.event == .error(106))
    let noVersion = try await send { $0.minimumConnectionType = .sslv23 }
    #expect(noVersion.event == .error(106))
  }

  @Test("TLS from the first byte, where the socket is set to it")
  func implicitTLS() async throws {
    try await withSandbox(.modern, implicitTLS: true) { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.smtpConnectionType = .ssltls
      socket.messages.append(.sample())
      socket.sendMail()
      let events = try await socket.events()
      #expect(events.last == .mailSent)
      let transcript = try await sandbox.nextTranscript()
      #expect(!transcript.startTLS)
    }
  }

  @Test("without TLS nothing is sent, unless that is allowed by its dangerous name, and never a password")
  func plaintext() async throws {
    let refused = try await send(.plain) { $0.sslEnabled = false }
    #expect(refused.event == .error(106))
    let password = try await send(.plain) {
      $0.sslEnabled = false
      $0.dangerouslyAllowsPlaintext = true
    }
    #expect(password.event == .error(106))
    let sent = try await send(.plain) {
      $0.sslEnabled = false
      $0.dangerouslyAllowsPlaintext = true
      $0.username = ""
    }
    #expect(sent.event == .mailSent)
    #expect(sent.socket.negotiatedConnectionType == nil)
  }

  @Test("a certificate of an authority that nobody trusts is an error of its own, and no mail")
  func certificate() async throws {
    let result = try await send { $0.trustedCertificates = [] }
    #expect(result.event == .error(200))
    #expect(result.socket.messages.count == 1)
  }
}
