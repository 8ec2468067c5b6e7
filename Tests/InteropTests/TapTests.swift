import Foundation
import MailDiagnosis
import MailSandbox
import NIOCore
import SMTPSending
import TLSWire
import Testing

/// The tap between programs and servers that others wrote.
@Suite("The tap", .serialized, .timeLimit(.minutes(4)))
struct TapTests {
  private static func message(lines: Int) -> String {
    "From: alice@example.test\nTo: bob@example.test\nSubject: tap\n\n.\n..\nline\n"
      + String(repeating: String(repeating: "x", count: 70) + "\n", count: lines)
  }

  @Test(
    "says of each client the version that the client says of itself, and changes no byte, with 1-byte reads too",
    .needs("swaks", "msmtp", "curl", "python3"),
    arguments: ForeignClient.allCases, [PeerTLSVersion.v1_2, .v1_3])
  func clients(client: ForeignClient, version: PeerTLSVersion) async throws {
    let served = TLSWire.TLSVersion(rawValue: version.rawValue)
    var profile = SandboxProfile.modern
    profile.tlsVersions = served...served
    for implicitTLS in [false, true] {
      for readLimit in [nil, 1] {
        let (outcome, connection) = try await Self.through(profile, implicitTLS, readLimit) { port, directory in
          try await client.run(
            ForeignClient.Errand(
              port: port, implicitTLS: implicitTLS, authority: directory.path("ca.pem"),
              file: try directory.write(Self.message(lines: readLimit == nil ? 5000 : 20), to: "message.eml")))
        }
        #expect(outcome.exitCode == 0, "\(outcome.transcript)")
        #expect(outcome.version == version)
        #expect(connection.version == served && connection.isHandshakeComplete)
        #expect(connection.opening == (implicitTLS ? .implicitTLS : .startTLS))
        #expect(connection.tls?.serverName == "localhost")
        #expect(connection.findings.map(\.id) == ["tls.agreed"])
      }
    }
  }

  @Test(
    "says of openssl s_client the version that it says of itself, at each of them", .needs("openssl"),
    arguments: PeerTLSVersion.allCases, [nil, 1])
  func openSSL(version: PeerTLSVersion, readLimit: Int?) async throws {
    var profile = SandboxProfile.modern
    profile.tlsVersions = .tls10 ... .tls13
    // This client takes what it reads at once for a whole reply to STARTTLS.
    let startTLS = readLimit == nil
    let (said, connection) = try await Self.through(profile, !startTLS, readLimit) { port, directory in
      let result = try await LocalProcess.run(
        "sh",
        [
          "-c", "exec \"$@\" <\"$DIALOGUE\"", "sh", try Tool.require("openssl"), "s_client", "-connect",
          "127.0.0.1:\(port)", "-servername", "localhost", "-CAfile", directory.path("ca.pem"),
          "-brief", "-ign_eof", version.openSSLOption, "-cipher", "ALL:@SECLEVEL=0",
        ] + (startTLS ? ["-starttls", "smtp"] : []),
        environment: ["DIALOGUE": try directory.write("EHLO client\r\nQUIT\r\n", to: "dialogue")], accepting: nil)
      return result.output.text + "\n" + result.errors.text + "\n"
    }
    #expect(said.contains("Protocol version: \(version.postfixName)\n"), "\(said)")
    #expect(connection.version?.rawValue == version.rawValue)
    let suite = try #require(said.firstMatch(of: /Ciphersuite: (\S+)/)?.1)
    let ours = try #require(connection.tls?.cipherSuite?.description)
    // OpenSSL has names of its own below TLS 1.3.
    #expect(version < .v1_3 || ours == suite, "\(said)")
    #expect(connection.tls?.offeredVersions.map(\.rawValue) == [version.rawValue])
    #expect(
      connection.findings.map(\.id) == [version < .v1_2 ? "tls.programLimit" : "tls.agreed"])
  }

  @Test(
    "says of a Postfix that relays through it the version that Postfix logs", .needs("master", "dovecot", "swaks"),
    .needsRoot, arguments: [PeerTLSVersion.v1_2, .v1_3])
  func postfix(version: PeerTLSVersion) async throws {
    let served = TLSWire.TLSVersion(rawValue: version.rawValue)
    var profile = SandboxProfile.modern
    profile.tlsVersions = served...served
    let (logged, connection) = try await Self.through(profile, false, nil) { port, directory in
      var settings = PostfixServer.Settings()
      settings.relayPort = port
      return try await PostfixServer.with(settings) { server in
        let file = try directory.write(Self.message(lines: 5000), to: "message.eml")
        var swaks = Swaks(port: server.startTLSPort, security: .startTLS, login: .plain)
        swaks.recipient = "carol@elsewhere.test"
        let outcome = try await swaks.send(file: file)
        #expect(outcome.exitCode == 0, "\(outcome.transcript.joined(separator: "\n"))")
        try await server.logLine(containing: "to=<carol@elsewhere.test>, relay=127.0.0.1[127.0.0.1]:\(port)")
        return try await server.logLine(containing: "TLS connection established to 127.0.0.1[127.0.0.1]:\(port): ")
      }
    }
    #expect(logged.contains(": \(version.postfixName) with cipher "), "\(logged)")
    #expect(connection.version == served && connection.isHandshakeComplete)
  }

  /// Runs a client against a sandbox behind a hop, the tap and another hop; both hops must have seen the same.
  private static func through<Value>(
    _ profile: SandboxProfile, _ implicitTLS: Bool, _ readLimit: Int?,
    _ body: (_ port: Int, TemporaryDirectory) async throws -> Value
  ) async throws -> (Value, ObservedConnection) {
    try await TemporaryDirectory.with { directory in
      let sandbox = try await Sandbox.start(profile: profile, implicitTLS: implicitTLS)
      try directory.write(sandbox.authority.pem, to: "ca.pem")
      let result = try await RecordingHop.with(to: sandbox.port) { behind in
        var configuration = Tap.Configuration(upstream: .init(host: "127.0.0.1", port: behind.port))
        configuration.readLimit = readLimit
        let tap = try await Tap.start(configuration)
        let result = try await RecordingHop.with(to: tap.port) { before in
          let value = try await body(before.port, directory)
          var ended: ObservedConnection?
          for await event in tap.events {
            guard case .ended(_, let connection) = event else { continue }
            ended = connection
            break
          }
          let connection = try #require(ended)
          // The tap's end is told before what it sent last is read here.
          try await before.finish()
          try await behind.finish()
          #expect(before.all.count == 1 && before.all == behind.all)
          #expect(before.all.first?.fromClient.readableBytes == connection.bytesFromClient)
          #expect(before.all.first?.fromServer.readableBytes == connection.bytesFromServer)
          return (value, connection)
        }
        await tap.shutdown()
        return result
      }
      await sandbox.shutdown()
      return result
    }
  }
}
