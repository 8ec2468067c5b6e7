import Foundation
import MailSandbox
import Testing

@Suite(
  "The harness's servers", .serialized, .needs("master", "dovecot", "openssl", "swaks", "tshark"), .needsRoot,
  .timeLimit(.minutes(2)))
struct HarnessServerTests {
  private static let message =
    "From: alice@example.test\r\nSubject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\n\r\n.\r\n..\r\nGrüße"

  @Test("Postfix takes a message from swaks by every way in, and the Maildir has its bytes")
  func delivery() async throws {
    try await PostfixServer.with { server in
      let file = try server.directory.write(Self.message, to: "message.eml")
      var ways: [Swaks] = []
      for version in [PeerTLSVersion.v1_2, .v1_3] {
        ways.append(Swaks(port: server.startTLSPort, security: .startTLS, version: version, login: .plain))
        ways.append(Swaks(port: server.implicitTLSPort, security: .implicitTLS, version: version, login: .login))
      }
      for way in ways {
        let outcome = try await way.send(file: file)
        #expect(outcome.exitCode == 0, "\(outcome.transcript.joined(separator: "\n"))")
        let delivered = try await server.delivered(queueID: #require(outcome.queueID))
        #expect(String(decoding: delivered.content, as: UTF8.self) == Self.message + "\r\n")
        #expect(delivered.envelopeSender == "alice@example.test")
        #expect(delivered.recipient == "bob@example.test")
        #expect(delivered.transmission == "ESMTPSA")
      }
      let sessions = try await server.sessions(ways.count)
      #expect(sessions.map { $0.tls?.prefix(7) } == ways.map { $0.version.map { $0.description.prefix(7) } })
      #expect(sessions.allSatisfy { $0.accepted("auth") == 1 && $0.accepted("mail") == 1 })
    }
  }

  @Test("Postfix is started on other ports where one was taken meanwhile")
  func portTaken() async throws {
    let sandbox = try await Sandbox.start(profile: .plain)
    var picks = [[sandbox.port] + (try await FreePort.pick(1))]
    try await PostfixServer.with(pickPorts: {
      if let pick = picks.popLast() { return pick }
      return try await FreePort.pick(2)
    }) { server in
      #expect(picks.isEmpty && server.startTLSPort != sandbox.port)
    }
    await sandbox.shutdown()
  }

  @Test("Postfix refuses a wrong password, and its log shows that no MAIL command came")
  func wrongPassword() async throws {
    try await PostfixServer.with { server in
      let file = try server.directory.write(Self.message, to: "message.eml")
      var swaks = Swaks(port: server.startTLSPort, security: .startTLS, login: .plain)
      swaks.password = "wrong"
      let outcome = try await swaks.send(file: file)
      #expect(outcome.exitCode != 0)
      let session = try #require(try await server.sessions(1).first)
      #expect(session.commands["auth"] == .init(accepted: 0, seen: 1))
      #expect(session.seen("mail") == 0)
    }
  }

  @Test("tshark reads version, cipher suite, group, offer and server name", arguments: PeerTLSVersion.allCases)
  func capture(version: PeerTLSVersion) async throws {
    let settings = PostfixServer.Settings(versions: version...version)
    try await PostfixServer.with(settings) { server in
      let ports = [server.startTLSPort: Tshark.Service.startTLS, server.implicitTLSPort: .implicitTLS]
      let (_, handshakes) = try await Tshark.handshakes(on: ports) {
        for port in [server.startTLSPort, server.implicitTLSPort] {
          try await connect(
            to: port,
            [version.openSSLOption, "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "-groups", "P-256"]
              + (port == server.startTLSPort ? ["-starttls", "smtp"] : []))
        }
      }
      try #require(handshakes.count == 2)
      for (handshake, port) in zip(handshakes, [server.startTLSPort, server.implicitTLSPort]) {
        #expect(handshake.serverPort == port)
        #expect(handshake.offeredVersions == [version.rawValue])
        #expect(handshake.version == version.rawValue)
        #expect(handshake.serverName == "mail.example.test")
        #expect(
          handshake.cipherSuite
            == (version == .v1_3
              ? .init(code: 0x1302, name: "TLS_AES_256_GCM_SHA384")
              : .init(code: 0xC013, name: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")))
        #expect(handshake.group == .init(code: 23, name: "secp256r1"))
        #expect(!handshake.helloRetryRequest)
        #expect(handshake.alerts.isEmpty)
      }
      let sessions = try await server.sessions(2)
      #expect(sessions.allSatisfy { $0.tls?.hasPrefix("\(version.postfixName) with cipher ") == true })
    }
  }

  @Test("tshark tells a HelloRetryRequest from the ServerHello after it")
  func helloRetryRequest() async throws {
    try await TemporaryDirectory.with { directory in
      let certificate = try await TestAuthority(in: directory).issue()
      try await OpenSSLServer.with(certificate: certificate, .init(groups: ["P-384"])) { server in
        let (_, handshakes) = try await Tshark.handshakes(on: [server.port: .implicitTLS]) {
          try await connect(to: server.port, ["-groups", "X25519:P-384"])
        }
        let handshake = try #require(handshakes.first)
        #expect(handshake.helloRetryRequest)
        #expect(handshake.version == 0x0304)
        #expect(handshake.group == .init(code: 24, name: "secp384r1"))
      }
    }
  }

  @Test(
    "tshark reads the alert of the side that refuses, and what the other side had said",
    arguments: [(PeerTLSVersion.v1_3, PeerTLSVersion.v1_2, true), (.v1_1, .v1_2, false)])
  func alert(served: PeerTLSVersion, asked: PeerTLSVersion, serverRefuses: Bool) async throws {
    try await PostfixServer.with(.init(versions: served...served)) { server in
      let (_, handshakes) = try await Tshark.handshakes(on: [server.startTLSPort: .startTLS]) {
        try await connect(to: server.startTLSPort, ["-starttls", "smtp", asked.openSSLOption], accepting: [1])
      }
      let handshake = try #require(handshakes.first)
      #expect(handshake.offeredVersions == [asked.rawValue])
      #expect(handshake.version == (serverRefuses ? nil : served.rawValue))
      #expect(handshake.alerts == [.init(fromServer: serverRefuses, code: 70)])
      let session = try #require(try await server.sessions(1).first)
      #expect(session.commands["starttls"] == .init(accepted: 0, seen: 1))
      #expect(session.seen("mail") == 0)
      #expect(session.tls == nil)
    }
  }

  private func connect(to port: Int, _ options: [String], accepting: Set<Int32> = [0]) async throws {
    try await LocalProcess.run(
      "openssl",
      ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", "mail.example.test"] + options,
      accepting: accepting)
  }
}
