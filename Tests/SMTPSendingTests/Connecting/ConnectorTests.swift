import Foundation
import MIME
import MailSandbox
import SASL
import SMTPCore
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing

@Suite("Ways out", .timeLimit(.minutes(1)))
struct ConnectorTests {
  private static func unixPath() -> String { "/tmp/sealpost-\(UUID().uuidString.prefix(8)).sock" }

  @Test("a message goes through a proxy over TLS that is between the two ends", arguments: [true, false])
  func throughProxy(isSOCKS: Bool) async throws {
    for implicitTLS in [false, true] {
      try await withSandbox(implicitTLS: implicitTLS) { sandbox in
        try await Forwarder.with(isSOCKS ? .socks5 : .http, to: sandbox.port) { forwarder in
          let configuration = sandbox.configuration.with {
            // A name that only the proxy knows, and a port that nothing listens on.
            $0.endpoint = .init(host: "mail.sandbox.invalid", port: 587)
            $0.tls.verificationName = "localhost"
            $0.proxy =
              isSOCKS
              ? .socks5(host: "127.0.0.1", port: forwarder.port) : .httpConnect(host: "127.0.0.1", port: forwarder.port)
            $0.credentials = .sandbox
          }
          let receipt = try await configuration.send()
          #expect(receipt.outcome == .accepted)
          #expect(receipt.tls?.version == .tls13)
          #expect(receipt.tls?.serverName == "localhost")
          #expect(receipt.tls?.certificate?.verified == true)
          #expect(sandbox.messages.count == 1)
          let request = try #require(forwarder.requests.first)
          if isSOCKS {
            let name = Array("mail.sandbox.invalid".utf8)
            #expect(request == [5, 1, 0] + [5, 1, 0, 3, UInt8(name.count)] + name + [0x02, 0x4B])
          } else {
            #expect(String(decoding: request, as: UTF8.self).hasPrefix("CONNECT mail.sandbox.invalid:587 HTTP/1.1\r\n"))
          }
        }
      }
    }
  }

  @Test("a greeting that comes in one segment with the proxy's answer is heard, STARTTLS and all")
  func greetingWithAnswer() async throws {
    let authority = try SandboxAuthority()
    let server = try await RawServer.start([
      .expect("CONNECT mail.sandbox.invalid:587 HTTP/1.1"), .expect("Host: mail.sandbox.invalid:587"),
      .expect("Proxy-Authorization: Basic YWRhOmVuZ2luZQ=="), .expect(""),
      .send("HTTP/1.1 200 OK\r\n\r\n220 mail.sandbox.invalid\r\n"), .expect("EHLO"),
      .send("250-mail.sandbox.invalid\r\n250 STARTTLS\r\n"), .expect("STARTTLS"), .send("220 go\r\n"),
      .startTLS(try authority.certificate(for: ["mail.sandbox.invalid"]), .tls13 ... .tls13), .expect("EHLO"),
      .send("421 4.3.2 closing\r\n"), .close,
    ])
    var configuration = SMTPClient.Configuration.loopback(port: server.port, trusting: authority)
    configuration.endpoint = .init(host: "mail.sandbox.invalid", port: 587)
    configuration.proxy = .httpConnect(host: "127.0.0.1", port: server.port, credentials: .init("ada", "engine"))
    let error = try await configuration.failure()
    #expect(error.reply?.code == 421)
    #expect(error.evidence?.version == .tls13)
    #expect(error.evidence?.serverName == "mail.sandbox.invalid")
    try await server.shutdown()
  }

  /// Row "STARTTLS response injection" of the security history: what follows a proxy's answer is in clear as well.
  @Test("a proxy that lets plaintext follow its answer where TLS belongs is found out")
  func injectedByProxy() async throws {
    let server = try await RawServer.start([
      .expect("CONNECT"), .expect("Host"), .expect(""), .send("HTTP/1.1 200 OK\r\n\r\n220 not TLS\r\n"), .waitForClose,
    ])
    var configuration = SMTPClient.Configuration.loopback(port: server.port, .implicit)
    configuration.endpoint = .init(host: "mail.sandbox.invalid", port: 465)
    configuration.proxy = .httpConnect(host: "127.0.0.1", port: server.port)
    let error = try await configuration.failure()
    #expect(error.code == .smtpWhereTLSExpected)
    try await server.shutdown()
  }

  @Test("a proxy that nobody answers at is told as the proxy, not as the server")
  func unreachableProxy() async throws {
    let server = try await RawServer.start([.close])
    let port = server.port
    try await server.shutdown()
    var configuration = SMTPClient.Configuration.loopback(port: 25, .dangerouslyPlaintext)
    configuration.proxy = .socks5(host: "127.0.0.1", port: port)
    let error = try await configuration.failure()
    #expect(error.code == .connectFailed)
    #expect(error.detail.hasPrefix("the proxy socks5://127.0.0.1:\(port) cannot be used: "))
    #expect(error.detail.contains("refused"))
    configuration.proxy = .socks5(host: String(repeating: "a", count: 64) + ".invalid")
    #expect(try await configuration.failure().code == .unknownHost)
  }

  @Test("a proxy that never answers is left when the time for connecting is up; the login stays out of every error")
  func silentProxy() async throws {
    let server = try await RawServer.start([.waitForClose])
    var configuration = SMTPClient.Configuration.loopback(port: 25, .dangerouslyPlaintext)
    configuration.timeOuts.connect = .milliseconds(200)
    let canary = Canary()
    let log = TestLog()
    for proxy in [
      SMTPClient.Proxy.socks5(host: "127.0.0.1", port: server.port, credentials: .init("ada", canary.secret)),
      .httpConnect(host: "127.0.0.1", port: server.port, credentials: .init("ada", canary.secret)),
    ] {
      configuration.proxy = proxy
      let error = try await configuration.failure(log: log)
      #expect(error.code == .timedOut)
      #expect(error.phase == .connect)
      #expect(error.detail.contains("\(proxy)"))
      #expect(!canary.isIn("\(error) \(String(reflecting: configuration)) \(log.text)"))
    }
    try await server.shutdown()
  }

  @Test("a task that is cancelled while the proxy is waited for leaves no connection", arguments: [true, false])
  func cancelled(isSOCKS: Bool) async throws {
    try await SilentServer.with { server in
      let configuration = SMTPClient.Configuration.loopback(port: 25, .dangerouslyPlaintext).with {
        // Time running out would close the connection, too.
        $0.timeOuts.connect = .seconds(3600)
        $0.proxy =
          isSOCKS ? .socks5(host: "127.0.0.1", port: server.port) : .httpConnect(host: "127.0.0.1", port: server.port)
      }
      let task = Task { try await configuration.failure() }
      try await server.firstBytes()
      task.cancel()
      #expect(try await task.value.code == .cancelled)
      try await server.end()
    }
  }

  #if os(Linux)
    @Test("connections are made from the address that is set, to a server and to a proxy")
    func localAddress() async throws {
      try await withSandbox { sandbox in
        var configuration = sandbox.configuration
        configuration.localAddress = "127.0.0.2"
        try await configuration.send()
        #expect(try await sandbox.nextTranscript().client.hasPrefix("127.0.0.2:"))
        try await Forwarder.with(.http, to: sandbox.port) { forwarder in
          configuration.proxy = .httpConnect(host: "127.0.0.1", port: forwarder.port)
          configuration.localAddress = "127.0.0.3"
          try await configuration.send()
          #expect(forwarder.clients == ["127.0.0.3"])
        }
      }
    }
  #endif

  @Test("an address that this machine does not have is told as that")
  func foreignLocalAddress() async throws {
    try await withSandbox { sandbox in
      let error = try await sandbox.configuration.with { $0.localAddress = "192.0.2.1" }.failure()
      #expect(error.code == .connectFailed)
      #expect(error.detail.contains("local address"))
      #expect(sandbox.messages.isEmpty)
    }
  }

  /// Row "socket given by caller left in clear" of the security history: there is none to be given here, and every other way
  /// to a server, a Unix socket and a proxy's tunnel, has the policy's TLS.
  @Test("a server on a Unix socket gets a message, without TLS and with, where the name to expect is set")
  func unixSocket() async throws {
    for profile in [SandboxProfile.plain, .modern] {
      try await withSandbox(profile) { sandbox in
        let path = Self.unixPath()
        try await Forwarder.with(.silent, to: sandbox.port, unixPath: path) { _ in
          let configuration = sandbox.configuration.with {
            $0.endpoint = .unix(path: path)
            if profile.tlsVersions != nil { $0.tls.verificationName = "localhost" }
          }
          let receipt = try await configuration.send()
          #expect(receipt.outcome == .accepted)
          #expect(receipt.tls?.version == (profile.tlsVersions == nil ? nil : .tls13))
          #expect(receipt.tls?.serverName == (profile.tlsVersions == nil ? nil : "localhost"))
          #expect(sandbox.messages.count == 1)
        }
      }
    }
  }

  @Test("a Unix socket that is not there, or that nobody listens on, is told as that")
  func missingUnixSocket() async throws {
    var configuration = SMTPClient.Configuration.loopback(port: 25, .dangerouslyPlaintext)
    let path = Self.unixPath()
    configuration.endpoint = .unix(path: path)
    let missing = try await configuration.failure()
    #expect(missing.code == .connectFailed)
    #expect(missing.detail.contains("unix:\(path)") && missing.detail.contains("no such socket"))
    try Data().write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try await configuration.failure().detail.contains("refused"))
  }

  @Test("an endpoint is a place on the network or a Unix socket")
  func endpoints() {
    var endpoint = SMTPClient.Endpoint.unix(path: "/run/lmtp")
    #expect("\(endpoint)" == "unix:/run/lmtp")
    #expect(endpoint.unixPath == "/run/lmtp" && endpoint.host.isEmpty && endpoint.port == 0)
    endpoint.host = "mail.example.com"
    endpoint.port = 25
    #expect(endpoint == SMTPClient.Endpoint(host: "mail.example.com", port: 25))
    #expect(endpoint.unixPath == nil)
    #expect("\(SMTPClient.Endpoint(host: "::1", port: 25))" == "[::1]:25")
  }

  /// A way that there is not, and what is said of it.
  struct NoWay: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout SMTPClient.Configuration) -> Void

    init(_ says: String, _ change: @escaping @Sendable (inout SMTPClient.Configuration) -> Void) {
      testDescription = says
      self.change = change
    }
  }

  static let noWays = [
    NoWay("verification name") { $0.endpoint = .unix(path: "/run/lmtp") },
    NoWay("verification name") {
      $0.endpoint = .unix(path: "/run/lmtp")
      $0.tls.dangerously = .ignoreServerName
    },
    NoWay("no path") { $0.endpoint = .unix(path: "") },
    NoWay("no path") { $0.endpoint = .unix(path: "/run/" + String(repeating: "a", count: 200)) },
    NoWay("no path") { $0.endpoint = .unix(path: "/run/\0lmtp") },
    NoWay("Unix socket") {
      $0.endpoint = .unix(path: "/run/lmtp")
      $0.proxy = .socks5(host: "proxy")
    },
    NoWay("Unix socket") {
      $0.endpoint = .unix(path: "/run/lmtp")
      $0.localAddress = "127.0.0.1"
    },
    NoWay("no IP address") { $0.localAddress = "localhost" },
    NoWay("no IP address") { $0.localAddress = "" },
    NoWay("no host name") { $0.endpoint.host = "" },
    NoWay("no port") { $0.endpoint.port = 0 },
    NoWay("no port") { $0.proxy = .socks5(host: "proxy", port: 0) },
  ]

  @Test("ways that there are not are refused before anything is sent", arguments: noWays)
  func refused(way: NoWay) {
    var configuration = SMTPClient.Configuration(host: "mail.example.com")
    way.change(&configuration)
    let error = #expect(throws: SMTPError.self) { try SMTPClient(configuration) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.detail.contains(way.testDescription) == true, "\(error?.detail ?? "")")
  }
}
