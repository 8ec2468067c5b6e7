import MailSandbox
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@Suite("Hosts and ports: what is at the other end", .timeLimit(.minutes(1)))
struct PortTests {
  @Test("STARTTLS on a port that speaks TLS from the first byte is told as that")
  func implicitPort() async throws {
    let certificate = try SandboxAuthority().certificate(for: ["127.0.0.1"])
    let server = try await RawServer.start([.awaitBytes, .startTLS(certificate, .tls12 ... .tls13), .waitForClose])
    var configuration = SMTPClient.Configuration.loopback(port: server.port)
    configuration.timeOuts.greeting = .milliseconds(500)
    let error = try await configuration.failure()
    #expect(error.code == .tlsWhereSMTPExpected)
    #expect(error.category == .policy)
    #expect(error.detail.contains("implicit TLS"))
    #expect(!error.isTemporary)
    try await server.shutdown()
  }

  @Test("implicit TLS on a port that speaks SMTP first is told as that, and quotes its greeting")
  func startTLSPort() async throws {
    try await withSandbox { sandbox in
      let error = try await SMTPClient.Configuration.loopback(
        port: sandbox.port, trusting: sandbox.authority, .implicit
      ).failure()
      #expect(error.code == .smtpWhereTLSExpected)
      #expect(error.category == .policy)
      #expect(error.detail.contains("\"220 "))
      #expect(error.detail.contains("STARTTLS"))
    }
  }

  @Test(
    "a server that is slow to greet, and not waiting for TLS, is one that timed out",
    arguments: [RawServer.Step.send("500 what\r\n"), .close])
  func slowGreeting(answer: RawServer.Step) async throws {
    let server = try await RawServer.start([.awaitBytes, answer, .waitForClose])
    var configuration = SMTPClient.Configuration.loopback(port: server.port)
    configuration.timeOuts.greeting = .milliseconds(500)
    let error = try await configuration.failure()
    #expect([.timedOut, .connectionLost].contains(error.code))
    #expect(error.phase == .greeting)
    #expect(error.isTemporary)
    try await server.shutdown()
  }

  @Test("a host name that cannot be one does not resolve, which no retry changes")
  func unknownHost() async throws {
    // No name server needs to be asked: a label has at most 63 octets (RFC 1035 section 2.3.4).
    let host = String(repeating: "a", count: 64) + ".invalid"
    let error = try await SMTPClient.Configuration(host: host, tls: .startTLS).failure()
    #expect(error.code == .unknownHost)
    #expect(error.category == .unknownHost)
    #expect(!error.isTemporary)
  }

  @Test("a server on IPv6 is reached, by its address and by a name")
  func versionSix() async throws {
    let server: RawServer
    do {
      server = try await RawServer.start([.send("554 no\r\n"), .waitForClose], host: "::1")
    } catch {
      // A machine without IPv6, as containers often are, has nothing to show here.
      return
    }
    var configuration = SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext)
    configuration.endpoint.host = "::1"
    let error = try await configuration.failure()
    #expect(error.reply?.code == 554)
    #expect("\(configuration.endpoint)" == "[::1]:\(server.port)")
    try await server.shutdown()
  }

  @Test("a server that refuses and closes at once is heard")
  func closesAtOnce() async throws {
    let server = try await RawServer.start([.send("554 5.3.2 no service\r\n"), .close])
    for _ in 0..<20 {
      let error = try await SMTPClient.Configuration.loopback(port: server.port).failure()
      #expect(error.reply?.code == 554)
      #expect(error.phase == .greeting)
    }
    try await server.shutdown()
  }
}
