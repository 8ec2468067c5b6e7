import MailSandbox
import SASL
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing

/// Row "hostname check off" of the security history: each switch excuses its own fault, and nothing is excused without one.
@Suite("Dangerous switches: each changes just what it names", .timeLimit(.minutes(1)))
struct DangerousSwitchTests {
  struct Switch: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let danger: TLSPolicy.Dangers
    /// The faults that it excuses.
    let excuses: Set<CertificateKind>
  }

  private static let switches = [
    Switch(testDescription: "ignoreServerName", danger: .ignoreServerName, excuses: [.wrongName]),
    Switch(
      testDescription: "trustAnyIssuer", danger: .trustAnyIssuer,
      excuses: [.selfSigned, .unknownAuthority, .missingIntermediate]),
    Switch(
      testDescription: "ignoreValidityPeriod", danger: .ignoreValidityPeriod, excuses: [.expired, .notYetValid]),
    Switch(testDescription: "allowDeprecatedVersions", danger: .allowDeprecatedVersions, excuses: []),
    Switch(testDescription: "authenticateInClear", danger: .authenticateInClear, excuses: []),
  ]

  @Test(
    "a faulty certificate is accepted by the switch for its fault and by no other", arguments: switches,
    CertificateTests.faults)
  func matrix(switch: Switch, fault: (kind: CertificateKind, code: SMTPError.Code)) async throws {
    try await withSandbox(certificate: fault.kind) { sandbox in
      let configuration = sandbox.configuration.with { $0.tls.dangerously = `switch`.danger }
      if `switch`.excuses.contains(fault.kind) {
        let receipt = try await configuration.send()
        #expect(receipt.outcome == .accepted)
        #expect(receipt.tls?.certificate?.verified == false)
        #expect(receipt.tls?.version == .tls13)
      } else {
        let error = try await configuration.failure()
        #expect(error.code == fault.code)
        #expect(sandbox.messages.isEmpty)
      }
    }
  }

  @Test("a sound certificate is verified whatever is dangerously allowed", arguments: switches)
  func sound(switch: Switch) async throws {
    try await withSandbox { sandbox in
      let receipt = try await sandbox.configuration.with { $0.tls.dangerously = `switch`.danger }.send()
      #expect(receipt.tls?.certificate?.verified == true)
    }
  }

  @Test("a certificate with two faults needs both switches", arguments: [CertificateKind.selfSigned, .expired])
  func twoFaults(kind: CertificateKind) async throws {
    try await withSandbox(certificate: kind, names: ["mail.sandbox.invalid"]) { sandbox in
      let excuse: TLSPolicy.Dangers = kind == .expired ? .ignoreValidityPeriod : .trustAnyIssuer
      let alone = try await sandbox.configuration.with { $0.tls.dangerously = excuse }.failure()
      #expect(alone.code == .certificateNameMismatch)
      let other = try await sandbox.configuration.with { $0.tls.dangerously = .ignoreServerName }.failure()
      #expect(other.code == (kind == .expired ? .certificateExpired : .certificateUntrusted))
      let receipt = try await sandbox.configuration.with { $0.tls.dangerously = [excuse, .ignoreServerName] }.send()
      #expect(receipt.tls?.certificate?.verified == false)
    }
  }

  @Test("no switch lowers the default minimum version", arguments: switches)
  func versions(switch: Switch) async throws {
    try await withSandbox(.speaking(.tls10 ... .tls11)) { sandbox in
      let error = try await sandbox.configuration.with { $0.tls.dangerously = `switch`.danger }.failure()
      #expect(error.code == .versionBelowPolicy)
    }
  }

  @Test("a deprecated version excuses no fault of the certificate")
  func deprecatedVersionChecksCertificate() async throws {
    try await withSandbox(.speaking(.tls10 ... .tls10), certificate: .expired) { sandbox in
      let error = try await sandbox.configuration.with {
        $0.tls.minimum = .tls10
        $0.tls.dangerously = .allowDeprecatedVersions
      }.failure()
      #expect(error.code == .certificateExpired)
      #expect(error.evidence?.version == .tls10)
    }
  }

  private static let authInClear = SandboxProfile.plain.with { $0.capabilitiesInClear.append("AUTH PLAIN LOGIN") }

  @Test("credentials without TLS are refused by the client itself", arguments: switches)
  func noCredentialsInClear(switch: Switch) throws {
    var policy = TLSPolicy.dangerouslyPlaintext
    policy.dangerously = `switch`.danger
    if `switch`.danger == .authenticateInClear {
      #expect(throws: Never.self) { try SMTPClient(host: "localhost", tls: policy, credentials: .sandbox) }
    } else {
      let error = try #require(throws: SMTPError.self) {
        try SMTPClient(host: "localhost", tls: policy, credentials: .sandbox)
      }
      #expect(error.code == .invalidConfiguration)
    }
  }

  @Test("with the switch AUTH goes in clear, and the receipt tells of no TLS")
  func credentialsInClear() async throws {
    try await withSandbox(Self.authInClear) { sandbox in
      let configuration = sandbox.configuration.with {
        $0.credentials = .sandbox
        $0.tls.dangerously = .authenticateInClear
      }
      let receipt = try await configuration.send()
      #expect(receipt.outcome == .accepted)
      #expect(receipt.tls == nil)
      let message = try await sandbox.nextMessage()
      #expect(message.user == SandboxCredentials.defaultUser)
      #expect(message.evidence == nil)
    }
  }

  @Test("the switch for credentials in clear does not make STARTTLS optional")
  func switchDoesNotSkipTLS() async throws {
    try await withSandbox(Self.authInClear) { sandbox in
      let configuration = SMTPClient.Configuration.loopback(port: sandbox.port).with {
        $0.credentials = .sandbox
        $0.tls.dangerously = .authenticateInClear
      }
      #expect(try await configuration.failure().code == .startTLSNotOffered)
      let transcript = try await sandbox.nextTranscript()
      #expect(!transcript.lines.contains { $0.hasPrefix("C: AUTH") })
    }
  }
}
