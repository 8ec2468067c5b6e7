import Foundation
import MailSandbox
import SMTPCore
import SMTPReceiving
import TLSWire
import Testing

/// Our own server and clients that others wrote.
@Suite("The sandbox and foreign clients", .serialized, .timeLimit(.minutes(2)))
struct SandboxTests {
  private static let message =
    "From: alice@example.test\nTo: bob@example.test\nDate: Tue, 24 Nov 2026 04:40:13 +0000\n"
    + "Message-ID: <1@example.test>\nSubject: interop\nContent-Type: text/plain; charset=utf-8\n"
    + "Content-Transfer-Encoding: 8bit\n\n.\n..\n.leading\n\nGr\u{FC}\u{DF}e, \u{1F4EE}\n"
    + String(repeating: "x", count: 900) + "\n.\nend\n"

  @Suite("Their messages", .serialized, .needs("swaks", "msmtp", "curl", "python3"), .timeLimit(.minutes(2)))
  struct Messages {
    @Test(
      "a message arrives byte for byte, and both sides tell the same version of TLS",
      arguments: ForeignClient.allCases, [PeerTLSVersion.v1_2, .v1_3])
    func arrives(client: ForeignClient, version: PeerTLSVersion) async throws {
      let served = TLSWire.TLSVersion(rawValue: version.rawValue)
      for implicitTLS in [false, true] {
        var profile = SandboxProfile.modern
        profile.tlsVersions = served...served
        try await SandboxTests.with(profile, implicitTLS: implicitTLS) { sandbox, directory in
          let outcome = try await client.run(
            ForeignClient.Errand(
              port: sandbox.port, implicitTLS: implicitTLS, authority: directory.path("ca.pem"),
              file: try directory.write(SandboxTests.message, to: "message.eml")))
          try #require(outcome.exitCode == 0, "\(outcome.transcript)")
          let message = try await sandbox.nextMessage()
          #expect(message.text == SandboxTests.message.replacing("\n", with: "\r\n") + client.suffix)
          #expect("\(message.sender)" == "<alice@example.test>")
          #expect(message.recipients.map(\.description) == ["bob@example.test"])
          #expect(message.user == SandboxCredentials.defaultUser)
          let transcript = try await sandbox.nextTranscript()
          #expect(transcript.tls?.version == served && transcript.tls?.libraryVersion == served)
          #expect(transcript.tls?.serverName == "localhost")
          #expect(outcome.version == version, "\(outcome.transcript)")
        }
      }
    }

    @Test(
      "the office365 profile takes a message from each of them", arguments: ForeignClient.allCases)
    func office365(client: ForeignClient) async throws {
      try await SandboxTests.with(.office365) { sandbox, directory in
        let outcome = try await client.run(
          ForeignClient.Errand(
            port: sandbox.port, implicitTLS: false, authority: directory.path("ca.pem"),
            file: try directory.write(SandboxTests.message, to: "message.eml")))
        try #require(outcome.exitCode == 0, "\(outcome.transcript)")
        let expected = SandboxTests.message.replacing("\n", with: "\r\n") + client.suffix
        #expect(try await sandbox.nextMessage().text == expected)
        #expect(try await sandbox.nextTranscript().tls?.version?.rawValue == outcome.version?.rawValue)
      }
    }
  }

  @Suite("openssl s_client", .serialized, .needs("openssl"), .timeLimit(.minutes(2)))
  struct OpenSSLClient {
    @Test(
      "every version that the client is held to is the one that the transcript has", arguments: PeerTLSVersion.allCases)
    func versions(version: PeerTLSVersion) async throws {
      var profile = SandboxProfile.modern
      profile.tlsVersions = .tls10 ... .tls13
      try await SandboxTests.with(profile) { sandbox, directory in
        let content = SandboxTests.message.replacing("\n", with: "\r\n")
        let said = try await talk(
          "EHLO client\r\nMAIL FROM:<> BODY=8BITMIME\r\nRCPT TO:<bob@example.test>\r\nBDAT \(content.utf8.count) LAST\r\n\(content)QUIT\r\n",
          to: sandbox, in: directory, version)
        #expect(said.contains("\n221 "), "\(said)")
        #expect(said.contains("Protocol version: \(version.postfixName)\n"), "\(said)")
        #expect(try await sandbox.nextMessage().text == content)
        #expect(try await sandbox.nextTranscript().tls?.version?.rawValue == version.rawValue)
      }
    }

    @Test(
      "TLS 1.0 and 1.1 meet the 421 of office365 at AUTH, and 1.2 and 1.3 get in",
      arguments: PeerTLSVersion.allCases)
    func office365(version: PeerTLSVersion) async throws {
      try await SandboxTests.with(.office365(rejectShare: 1)) { sandbox, directory in
        let isOld = version < .v1_2
        let login = [SandboxCredentials.defaultUser, SandboxCredentials.defaultPassword]
          .map { Data($0.utf8).base64EncodedString() + "\r\n" }.joined()
        let said = try await talk("EHLO client\r\nAUTH LOGIN\r\n\(login)QUIT\r\n", to: sandbox, in: directory, version)
        #expect(said.contains("421 4.7.66 TLS 1.0 and 1.1 are not supported") == isOld, "\(said)")
        #expect(said.contains("\n235 ") == !isOld, "\(said)")
        let transcript = try await sandbox.nextTranscript()
        #expect(transcript.tls?.version?.rawValue == version.rawValue)
        #expect(said.contains("Protocol version: \(version.postfixName)\n"), "\(said)")
        #expect(sandbox.messages.isEmpty)
      }
    }

    /// Says all of `dialogue` after STARTTLS and gives what the server and the client had to say until the end.
    private func talk(
      _ dialogue: String, to sandbox: Sandbox, in directory: TemporaryDirectory, _ version: PeerTLSVersion
    ) async throws -> String {
      let result = try await LocalProcess.run(
        "sh",
        [
          "-c", "exec \"$@\" <\"$DIALOGUE\"", "sh", try Tool.require("openssl"), "s_client", "-starttls", "smtp",
          "-connect", "127.0.0.1:\(sandbox.port)", "-servername", "localhost", "-CAfile", directory.path("ca.pem"),
          "-verify_return_error", "-brief", "-ign_eof", version.openSSLOption,
        ] + (version < .v1_2 ? ["-cipher", "ALL:@SECLEVEL=0"] : []),
        environment: ["DIALOGUE": try directory.write(dialogue, to: "dialogue")], accepting: nil)
      return "\n" + result.output.text + "\n" + result.errors.text + "\n"
    }
  }

  /// Runs `body` beside a sandbox, with its authority's certificate as `ca.pem` in a folder.
  private static func with(
    _ profile: SandboxProfile, implicitTLS: Bool = false, _ body: (Sandbox, TemporaryDirectory) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.with { directory in
      let sandbox = try await Sandbox.start(profile: profile, implicitTLS: implicitTLS)
      do {
        try directory.write(sandbox.authority.pem, to: "ca.pem")
        try await body(sandbox, directory)
      } catch {
        await sandbox.shutdown()
        throw error
      }
      await sandbox.shutdown()
    }
  }
}
