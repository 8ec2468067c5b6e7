import MailSandbox
import NIOSSL
import SMTPCore
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing

@Suite("TLS versions: what the policy allows and nothing else", .timeLimit(.minutes(1)))
struct VersionPolicyTests {
  typealias Version = TLSWire.TLSVersion

  @Test("a server capped at TLS 1.1 gets no MAIL and no credential, and the error names both sides' versions")
  func cappedServer() async throws {
    try await withSandbox(.speaking(.tls10 ... .tls11)) { sandbox in
      let error = try await sandbox.configuration.with { $0.credentials = .sandbox }.failure()
      #expect(error.code == .versionBelowPolicy)
      #expect(error.category == .policy)
      #expect(error.phase == .tls)
      #expect(!error.isTemporary)
      #expect(error.detail.contains("TLSv1.3, TLSv1.2"))
      #expect(error.detail.contains("TLSv1.1 at most"))
      #expect(error.evidence?.version == nil)
      #expect(error.evidence?.offeredVersions == [.tls13, .tls12])
      let transcript = try await sandbox.nextTranscript()
      #expect(!transcript.lines.contains { $0.hasPrefix("C: AUTH") || $0.hasPrefix("C: MAIL") })
      #expect(transcript.lines.contains { $0.hasPrefix("C: STARTTLS") })
      #expect(transcript.tls?.version == nil)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("a server that speaks only TLS 1.3 is above a policy that ends at 1.2", arguments: [false, true])
  func abovePolicy(implicitTLS: Bool) async throws {
    try await withSandbox(.speaking(.tls13 ... .tls13), implicitTLS: implicitTLS) { sandbox in
      let error = try await sandbox.configuration.with { $0.tls.maximum = .tls12 }.failure()
      #expect(error.code == .versionAbovePolicy)
      #expect(error.category == .policy)
      #expect(!error.isTemporary)
      #expect(error.detail.contains("TLSv1.2"))
      #expect(error.evidence?.offeredVersions == [.tls12])
      #expect(try await sandbox.nextTranscript().lines.allSatisfy { !$0.hasPrefix("C: MAIL") })
    }
  }

  @Test("a policy of TLS 1.3 alone refuses a server that speaks TLS 1.2 at most")
  func belowPolicy() async throws {
    try await withSandbox(.speaking(.tls10 ... .tls12)) { sandbox in
      let error = try await sandbox.configuration.with { $0.tls.minimum = .tls13 }.failure()
      #expect(error.code == .versionBelowPolicy)
      #expect(error.detail.contains("TLSv1.2 at most"))
      #expect(error.evidence?.offeredVersions == [.tls13])
    }
  }

  @Test("two sides without a group in common have an error of their own", arguments: [Version.tls12, .tls13])
  func noSharedGroup(version: Version) async throws {
    try await withSandbox(.speaking(version...version), configureTLS: { $0.curves = [.secp521r1] }) { sandbox in
      let error = try await sandbox.configuration.failure()
      #expect(error.code == .noSharedCipher)
      #expect(error.category == .policy)
      #expect(!error.isTemporary)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test(
    "a policy of exactly one version carries mail over that version",
    arguments: [Version.tls10, .tls11, .tls12, .tls13], [false, true])
  func exactly(version: Version, implicitTLS: Bool) async throws {
    try await withSandbox(.speaking(.tls10 ... .tls13), implicitTLS: implicitTLS) { sandbox in
      var configuration = sandbox.configuration
      configuration.tls.minimum = version
      configuration.tls.maximum = version
      configuration.tls.dangerously = version < .tls12 ? .allowDeprecatedVersions : []
      let receipt = try await configuration.send()
      #expect(receipt.outcome == .accepted)
      #expect(receipt.tls?.version == version)
      #expect(receipt.tls?.libraryVersion == version)
      #expect(receipt.tls?.offeredVersions == [version])
      #expect(receipt.tls?.certificate?.verified == true)
      let message = try await sandbox.nextMessage()
      #expect(message.evidence?.version == version)
      #expect(message.evidence?.cipherSuite == receipt.tls?.cipherSuite)
    }
  }

  @Test("without its dangerous switch a deprecated minimum is refused before anything is sent")
  func deprecated() throws {
    for (minimum, maximum) in [(Version.tls10, Version.tls10), (.tls11, .tls11), (.tls10, .tls13), (.tls11, .tls12)] {
      var policy = TLSPolicy.startTLS
      policy.minimum = minimum
      policy.maximum = maximum
      policy.dangerously = [.ignoreServerName, .trustAnyIssuer, .ignoreValidityPeriod, .authenticateInClear]
      let error = try #require(throws: SMTPError.self) { try SMTPClient(host: "localhost", tls: policy) }
      #expect(error.code == .invalidConfiguration)
      #expect(error.category == .configuration)
      #expect(error.detail.contains("\(minimum)"))
      policy.dangerously = .allowDeprecatedVersions
      #expect(throws: Never.self) { try SMTPClient(host: "localhost", tls: policy) }
    }
  }

  @Test("a minimum above the maximum is refused, whatever is dangerously allowed")
  func emptyRange() throws {
    for (minimum, maximum) in [(Version.tls13, Version.tls12), (.tls12, .tls11), (.tls11, .tls10)] {
      var policy = TLSPolicy.implicitTLS
      policy.minimum = minimum
      policy.maximum = maximum
      policy.dangerously = .allowDeprecatedVersions
      let error = try #require(throws: SMTPError.self) { try SMTPClient(host: "localhost", tls: policy) }
      #expect(error.code == .invalidConfiguration)
      #expect(error.detail.contains("\(minimum)") && error.detail.contains("\(maximum)"))
    }
  }

  @Test("a version that no one can speak is refused", arguments: [Version.ssl3, Version(rawValue: 0x0305)])
  func unknownVersion(version: Version) throws {
    var policy = TLSPolicy.startTLS
    policy.maximum = version
    #expect(throws: SMTPError.self) { try SMTPClient(host: "localhost", tls: policy) }
    policy = .startTLS
    policy.minimum = version
    policy.dangerously = .allowDeprecatedVersions
    #expect(throws: SMTPError.self) { try SMTPClient(host: "localhost", tls: policy) }
  }

  @Test("a HelloRetryRequest is followed, and the evidence has the group of the second hello")
  func helloRetry() async throws {
    try await withSandbox(.speaking(.tls13 ... .tls13), configureTLS: { $0.curves = [.secp384r1] }) { sandbox in
      let receipt = try await sandbox.configuration.send()
      #expect(receipt.tls?.version == .tls13)
      #expect(receipt.tls?.keyExchange == .secp384r1)
    }
  }
}
