import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import SMTPCore
import SMTPReceiving
import TLSWire
import Testing

@Suite("The server over TLS", .timeLimit(.minutes(1)))
struct SMTPServerTLSTests {
  static let versions: [(NIOSSL.TLSVersion, TLSWire.TLSVersion)] = [
    (.tlsv1, .tls10), (.tlsv11, .tls11), (.tlsv12, .tls12), (.tlsv13, .tls13),
  ]

  @Test("a message over STARTTLS bears the version that crossed the wire", arguments: versions)
  func startTLS(version: NIOSSL.TLSVersion, expected: TLSWire.TLSVersion) async throws {
    let handler = ScriptedHandler()
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS(version)
      #expect(try await client.sendMessage()?.code == 250)
      #expect(try await client.command("QUIT")?.code == 221)
      let transcript = try #require(await handler.transcript())
      #expect(transcript.tls?.version == expected)
      #expect(transcript.tls?.libraryVersion == expected)
      #expect(transcript.tls?.cipherSuite != nil)
      #expect(transcript.tls?.serverName == "mx.test")
      #expect(transcript.startTLS)
      #expect(transcript.end == .init(.quit))
    }
    let message = try #require(handler.messages.first)
    #expect(message.tls?.version == expected)
    #expect(String(buffer: message.body) == "Subject: x\r\n\r\nhello\r\n")
    #expect(handler.messages.count == 1)
  }

  @Test("TLS from the start comes before the greeting", arguments: versions)
  func implicitTLS(version: NIOSSL.TLSVersion, expected: TLSWire.TLSVersion) async throws {
    let handler = ScriptedHandler()
    try await withServer(handler, security: .implicitTLS) { server in
      var client = try await TestClient(port: server.port)
      try await client.startTLS(version)
      #expect(try await client.reply()?.code == 220)
      let capabilities = try #require(try await client.command("EHLO client.test"))
      #expect(!Capabilities(ehloReply: capabilities).offersStartTLS)
      #expect(try await client.sendMessage()?.code == 250)
      try await client.close()
      let transcript = try #require(await handler.transcript())
      #expect(transcript.tls?.version == expected)
      #expect(!transcript.startTLS)
    }
  }

  @Test("a HelloRetryRequest is gone through")
  func helloRetryRequest() async throws {
    let handler = ScriptedHandler()
    var tls = try TestCertificate.tls()
    tls.curves = [.secp384r1]
    try await withServer(handler, tls: tls) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS(.tlsv13)
      #expect(try await client.command("QUIT")?.code == 221)
      let transcript = try #require(await handler.transcript())
      #expect(transcript.tls?.version == .tls13)
      #expect(transcript.tls?.keyExchange?.description == "secp384r1")
    }
  }

  @Test("a client below the minimum is turned away by an alert, which is in the transcript")
  func belowMinimum() async throws {
    let handler = ScriptedHandler()
    var tls = try TestCertificate.tls()
    tls.minimumVersion = .tls12
    try await withServer(handler, tls: tls) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      try await client.command("EHLO client.test")
      try await client.command("STARTTLS")
      try await client.startTLS(.tlsv11)
      #expect(try await client.reply() == nil)
      let transcript = try #require(await handler.transcript())
      #expect(transcript.end.kind == .tlsFailed)
      #expect(transcript.alerts.map(\.description) == ["protocol_version"])
      #expect(transcript.alerts.map(\.from) == [.server])
      #expect(transcript.tls?.version == nil)
      #expect(transcript.tls?.offeredVersions == [.tls11])
    }
  }

  @Test("the program may choose another certificate and other versions for a connection")
  func otherTLS() async throws {
    var old = try TestCertificate.tls()
    old.maximumVersion = .tls11
    let handler = ScriptedHandler(handshake: { [old] connection in
      connection.tls?.serverName == "mx.test" ? .use(old) : .drop
    })
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS()
      try await client.close()
      #expect(await handler.transcript()?.tls?.version == .tls11)
    }
  }

  @Test(
    "the program may drop a connection in the handshake",
    arguments: [SMTPServerConfiguration.Security.startTLS, .implicitTLS])
  func dropInHandshake(security: SMTPServerConfiguration.Security) async throws {
    let handler = ScriptedHandler(handshake: { _ in .drop })
    try await withServer(handler, security: security) { server in
      var client = try await TestClient(port: server.port)
      if security == .startTLS {
        _ = try await client.reply()
        try await client.command("EHLO client.test")
        try await client.command("STARTTLS")
      }
      try await client.startTLS()
      #expect(try await client.reply() == nil)
      #expect(await handler.transcript()?.end.kind == .dropped)
    }
  }

  @Test("a certificate that cannot be used ends the connection")
  func unusableCertificate() async throws {
    var broken = try TestCertificate.tls()
    broken.minimumVersion = .tls13
    broken.maximumVersion = .tls12
    let handler = ScriptedHandler(handshake: { [broken] _ in .use(broken) })
    try await withServer(handler, security: .implicitTLS) { server in
      var client = try await TestClient(port: server.port)
      try await client.startTLS()
      #expect(try await client.reply() == nil)
      #expect(await handler.transcript()?.end.kind == .tlsFailed)
    }
  }

  @Test("a handshake that the program fails ends with its reason")
  func failedHandshake() async throws {
    let handler = ScriptedHandler(handshake: { _ in .fail("out of certificates") })
    try await withServer(handler, security: .implicitTLS) { server in
      var client = try await TestClient(port: server.port)
      try await client.startTLS()
      #expect(try await client.reply() == nil)
      #expect(await handler.transcript()?.end == .init(.tlsFailed, "out of certificates"))
    }
  }

  @Test(
    "a password where TLS was expected shows in no line of log or transcript",
    arguments: [SMTPServerConfiguration.Security.startTLS, .implicitTLS],
    ["AUTH PLAIN AGNhbmFyeQBjYW5hcnk=", "AGNhbmFyeQBjYW5hcnk=", "canary", "AUTH canary\u{E9}", "\u{E9}canary"])
  func credentialsInsteadOfTLS(security: SMTPServerConfiguration.Security, line: String) async throws {
    let lines = NIOLockedValueBox<[String]>([])
    let logger = Logger(label: "test") { _ in CapturingLogHandler(lines: lines) }
    let handler = ScriptedHandler()
    try await withServer(handler, security: security, logger: logger) { server in
      var client = try await TestClient(port: server.port)
      if security == .startTLS {
        _ = try await client.reply()
        try await client.command("EHLO client.test")
        try #require(try await client.command("STARTTLS")?.code == 220)
      }
      try await client.send("\(line)\r\n")
      #expect(try await client.reply() == nil)
      let transcript = try #require(await handler.transcript())
      #expect(transcript.end.kind == .tlsFailed)
      #expect(transcript.end.detail?.contains("does not speak TLS") == true)
      #expect(transcript.end.detail?.contains("AUTH") == line.hasPrefix("AUTH"))
      lines.withLockedValue { $0.append("\(transcript)") }
    }
    let all = lines.withLockedValue { $0.joined(separator: "\n") }
    for canary in ["canary", "AGNhbm", "63 61 6e", "41 47 4e"] { #expect(!all.contains(canary), "\(all)") }
  }

  @Test("plaintext on a TLS port ends the connection and says which command came")
  func plaintextOnTLSPort() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler, security: .implicitTLS) { server in
      var client = try await TestClient(port: server.port)
      try await client.send("EHLO client.test\r\n")
      #expect(try await client.reply() == nil)
      let end = try #require(await handler.transcript()?.end)
      #expect(end.kind == .tlsFailed)
      #expect(end.detail?.hasSuffix("it began with the command EHLO") == true)
    }
  }

  @Test("TLS on a plain port ends the connection")
  func tlsOnPlainPort() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler) { server in
      let client = try await TestClient(port: server.port)
      try await client.startTLS()
      let end = try #require(await handler.transcript()?.end)
      #expect(end == .init(.protocolViolation, ServerViolation.foreignProtocol("TLS").description))
    }
  }

  @Test("commands behind STARTTLS in one segment are answered once and not carried out")
  func injection() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      try await client.command("EHLO client.test")
      #expect(try await client.command("STARTTLS\r\nMAIL FROM:<evil@b.test>")?.code == 554)
      #expect(try await client.reply() == nil)
      let transcript = try #require(await handler.transcript())
      #expect(transcript.end.kind == .protocolViolation)
      #expect(!transcript.lines.contains { $0.contains("evil") })
    }
  }

  @Test("plaintext after the 220 is taken for a handshake that is none")
  func injectionAfterReply() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      try await client.command("EHLO client.test")
      try await client.command("STARTTLS")
      try await client.send("MAIL FROM:<evil@b.test>\r\n")
      #expect(try await client.reply() == nil)
      #expect(await handler.transcript()?.end.kind == .tlsFailed)
    }
  }

  @Test("a handshake that does not come is not waited for")
  func handshakeTimeout() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler, security: .implicitTLS, change: { $0.timeouts.handshake = .milliseconds(20) }) {
      var client = try await TestClient(port: $0.port)
      #expect(try await client.reply() == nil)
      #expect(await handler.transcript()?.end.kind == .timedOut)
    }
  }

  @Test("TLS without a certificate, or with no version left, is refused at the start")
  func configurationErrors() async throws {
    let configuration = SMTPServerConfiguration(hostName: "mx.test")
    let logger = Logger(label: "test")
    await #expect(throws: SMTPServerError.certificateMissing) {
      try await SMTPServer.start(configuration, tls: nil, handler: ScriptedHandler(), logger: logger)
    }
    var tls = try TestCertificate.tls()
    tls.minimumVersion = .tls13
    tls.maximumVersion = .tls12
    let crossed = tls
    await #expect(throws: SMTPServerError.invalidVersionRange(minimum: .tls13, maximum: .tls12)) {
      try await SMTPServer.start(configuration, tls: crossed, handler: ScriptedHandler(), logger: logger)
    }
  }
}
