import Foundation
import MIME
import MailSandbox
import SASL
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing

@Suite(
  "Proxies that others wrote", .serialized, .needs("microsocks", "danted", "tinyproxy"), .needsRoot,
  .timeLimit(.minutes(2)))
struct ProxyTests {
  private static let message =
    "From: alice@example.test\r\nTo: bob@example.test\r\nSubject: by proxy\r\n\r\nHi\r\n"

  @Test(
    "a message goes through them over STARTTLS and over implicit TLS, by name and by address, and the receipt has the evidence",
    arguments: ForeignProxy.allCases, [false, true])
  func delivers(kind: ForeignProxy, implicitTLS: Bool) async throws {
    try await Self.with(kind, implicitTLS: implicitTLS) { sandbox, port in
      for host in ["localhost", "127.0.0.1"] {
        var configuration = Self.configuration(for: sandbox, host: host)
        configuration.proxy = kind.proxy(port: port)
        let receipt = try await SMTPClient(configuration).send(try StoredMessage(bytes: Array(Self.message.utf8)))
        #expect(receipt.outcome == .accepted)
        #expect(receipt.tls?.version == .tls13)
        #expect(receipt.tls?.libraryVersion == .tls13)
        #expect(receipt.tls?.serverName == (host == "localhost" ? host : nil))
        #expect(receipt.tls?.certificate?.verified == true)
        let transcript = try await sandbox.nextTranscript()
        #expect(transcript.tls?.version == receipt.tls?.version)
        #expect(transcript.tls?.cipherSuite == receipt.tls?.cipherSuite)
        #expect(try await sandbox.nextMessage().text == Self.message)
      }
    }
  }

  @Test(
    "a wrong login, and none, are told as that, and the server hears nothing",
    arguments: ForeignProxy.allCases.filter(\.hasLogin), ["wrong", nil])
  func login(kind: ForeignProxy, password: String?) async throws {
    try await Self.with(kind) { sandbox, port in
      var configuration = Self.configuration(for: sandbox, host: "localhost")
      configuration.proxy = kind.proxy(port: port, password: password)
      let error = try await Self.failure(configuration)
      #expect(error.code == .proxyAuthenticationRefused, "\(error)")
      #expect(error.category == .authentication)
      #expect(sandbox.transcripts.isEmpty)
    }
  }

  @Test(
    "a port that nothing listens on behind them is a failure of the way, not of the proxy",
    arguments: ForeignProxy.allCases)
  func closedPort(kind: ForeignProxy) async throws {
    let closed = try await FreePort.pick(1)[0]
    try await Self.with(kind, allowedPort: closed) { sandbox, port in
      var configuration = Self.configuration(for: sandbox, host: "127.0.0.1")
      configuration.endpoint.port = closed
      configuration.proxy = kind.proxy(port: port)
      let error = try await Self.failure(configuration)
      #expect(error.code == .proxyFailed, "\(error)")
      #expect(error.isTemporary)
    }
  }

  @Test("a port that the proxy does not connect to is refused for good")
  func forbiddenPort() async throws {
    try await Self.with(.tinyproxy, allowedPort: 1) { sandbox, port in
      var configuration = Self.configuration(for: sandbox, host: "localhost")
      configuration.proxy = ForeignProxy.tinyproxy.proxy(port: port)
      let error = try await Self.failure(configuration)
      #expect(error.code == .proxyRefused, "\(error)")
      #expect(error.detail.contains("403"))
      #expect(!error.isTemporary)
    }
  }

  private static func configuration(for sandbox: Sandbox, host: String) -> SMTPClient.Configuration {
    var policy = TLSPolicy(sandbox.implicitTLS ? .implicit : .startTLS)
    policy.trustRoots = .none
    policy.additionalTrustRoots = [.pem(sandbox.authority.pem)]
    var configuration = SMTPClient.Configuration(host: host, port: sandbox.port, tls: policy)
    // Until the proxy listens.
    configuration.retryPolicy = RetryPolicy(maximumAttempts: 10, base: .milliseconds(100), cap: .milliseconds(200))
    return configuration
  }

  private static func failure(_ configuration: SMTPClient.Configuration) async throws -> SMTPError {
    try await #require(throws: SMTPError.self) {
      try await SMTPClient(configuration).send(try StoredMessage(bytes: Array(Self.message.utf8)))
    }
  }

  private static func with(
    _ kind: ForeignProxy, implicitTLS: Bool = false, allowedPort: Int? = nil,
    _ body: (_ sandbox: Sandbox, _ port: Int) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.with { directory in
      let sandbox = try await Sandbox.start(profile: .modern, implicitTLS: implicitTLS)
      do {
        try await kind.with(in: directory, allowedPort: allowedPort ?? sandbox.port) { try await body(sandbox, $0) }
      } catch {
        await sandbox.shutdown()
        throw error
      }
      await sandbox.shutdown()
    }
  }
}
