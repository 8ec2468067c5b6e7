import SwiftASN1
import TLSWire
import Testing
import X509

@testable import SMTPSending

@Suite("Certificate chains, crafted", .timeLimit(.minutes(1)))
struct CertificateVerifierTests {
  private static let name = "mail.example.com"
  private let root: TestIdentity
  private let middle: TestIdentity
  private let leaf: TestIdentity

  init() throws {
    root = try TestIdentity("Root")
    middle = try TestIdentity("Intermediate")
    leaf = try TestIdentity(Self.name)
  }

  private func verdict(
    on chain: [Certificate], trusting roots: [Certificate], for name: String = name,
    _ dangers: TLSPolicy.Dangers = []
  ) async throws -> CertificateVerdict {
    var policy = TLSPolicy.startTLS
    policy.trustRoots = .none
    policy.dangerously = dangers
    let verifier = CertificateVerifier(policy: policy, additionalRoots: roots, name: ServerName(name))
    return await verifier.verify(try chain.map { try $0.encoded() })
  }

  @Test("a chain by way of an intermediate authority is accepted, in whatever order it comes")
  func sound() async throws {
    let first = try middle.authority(by: root)
    let second = try TestIdentity("Second")
    let chain = [try leaf.server([Self.name], by: second), first, try second.authority(by: middle)]
    let verdict = try await verdict(on: chain, trusting: [try root.authority()])
    #expect(verdict.rejection == nil)
    #expect(verdict.evidence?.verified == true)
  }

  @Test("an intermediate that is for something else than TLS servers vouches for none")
  func intermediatePurpose() async throws {
    for (usages, isAccepted) in [
      ([ExtendedKeyUsage.Usage.serverAuth], true), ([.any], true), ([.clientAuth, .serverAuth], true),
      ([.clientAuth], false), ([.emailProtection], false),
    ] {
      let authority = try middle.certificate(by: root) {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        try ExtendedKeyUsage(usages)
      }
      let verdict = try await verdict(
        on: [try leaf.server([Self.name], by: middle), authority], trusting: [try root.authority()])
      #expect(verdict.rejection?.code == (isAccepted ? nil : .certificateUntrusted), "\(usages)")
    }
  }

  @Test("an extended key usage that cannot be read is not taken for one that allows everything")
  func malformedPurpose() async throws {
    let malformed = Certificate.Extension(oid: .X509ExtensionID.extendedKeyUsage, critical: false, value: [0x30, 0x05])
    let certificate = try leaf.certificate(by: root) {
      SubjectAlternativeNames([.dnsName(Self.name)])
      malformed
    }
    let verdict = try await verdict(on: [certificate], trusting: [try root.authority()])
    #expect(verdict.rejection?.code == .certificateNotForServers)
    #expect(verdict.rejection?.detail.contains("malformed") == true)
  }

  @Test("an issuer that is no authority vouches for nobody")
  func issuerWithoutAuthority() async throws {
    let chain = [try leaf.server([Self.name], by: middle), try middle.server(["other.example.com"], by: root)]
    let verdict = try await verdict(on: chain, trusting: [try root.authority()])
    #expect(verdict.rejection?.code == .certificateUntrusted)
    #expect(verdict.rejection?.detail.contains("breaks its rules") == true)
  }

  @Test("an intermediate outside its time is called expired, and excused by the switch for that alone")
  func expiredIntermediate() async throws {
    let chain = [try leaf.server([Self.name], by: middle), try middle.authority(by: root, days: -30 ... -2)]
    let roots = [try root.authority()]
    #expect(try await verdict(on: chain, trusting: roots).rejection?.code == .certificateExpired)
    #expect(try await verdict(on: chain, trusting: roots, .trustAnyIssuer).rejection?.code == .certificateExpired)
    let excused = try await verdict(on: chain, trusting: roots, .ignoreValidityPeriod)
    #expect(excused.rejection == nil)
  }

  @Test("of an old and a renewed certificate of the same authority the renewed one counts, in whatever order they come")
  func renewedIntermediate() async throws {
    let old = try middle.authority(by: root, days: -30 ... -2)
    let renewed = try middle.authority(by: root)
    let server = try leaf.server([Self.name], by: middle)
    for chain in [[server, old, renewed], [server, renewed, old]] {
      #expect(try await verdict(on: chain, trusting: [try root.authority()]).rejection == nil)
    }
  }

  #if !canImport(Security)
    @Test("an entry that cannot be read costs the system's list only itself")
    func systemList() throws {
      let authority = try root.authority()
      let pem = try authority.serializeAsPEM().pemString
      let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      let text = "# a comment\n\(broken)\(pem)\n\(broken)-----BEGIN CERTIFICATE-----\ncut off"
      #expect(SystemTrust.certificates(in: text) == [authority])
      #expect(SystemTrust.certificates(in: "").isEmpty)
    }
  #endif

  @Test("a critical extension that nobody knows is told of, whatever is excused")
  func unknownCriticalExtension() async throws {
    let certificate = try leaf.certificate(by: root) {
      SubjectAlternativeNames([.dnsName(Self.name)])
      Certificate.Extension(oid: [1, 3, 6, 1, 4, 1, 99999, 1], critical: true, value: [0x05, 0x00])
    }
    let dangers: TLSPolicy.Dangers = [.ignoreServerName, .trustAnyIssuer, .ignoreValidityPeriod]
    let verdict = try await verdict(on: [certificate], trusting: [try root.authority()], dangers)
    #expect(verdict.rejection?.code == .certificateUntrusted)
    #expect(verdict.rejection?.detail.contains("1.3.6.1.4.1.99999.1") == true)
  }

  @Test("a common name is no name: only the subject alternative name counts (RFC 9525 section 2)")
  func commonName() async throws {
    let certificate = try leaf.certificate(by: root) { BasicConstraints.notCertificateAuthority }
    let verdict = try await verdict(on: [certificate], trusting: [try root.authority()])
    #expect(verdict.rejection?.code == .certificateNameMismatch)
    #expect(verdict.rejection?.detail.contains("no name at all") == true)
  }

  @Test("an IPv6 address must be in the certificate as an address")
  func addressVersionSix() async throws {
    let loopback = ASN1OctetString(contentBytes: (Array(repeating: 0, count: 15) + [1])[...])
    let certificate = try leaf.certificate(by: root) { SubjectAlternativeNames([.ipAddress(loopback)]) }
    let roots = [try root.authority()]
    for (name, isAccepted) in [("::1", true), ("[::1]", true), ("0:0:0:0:0:0:0:1", true), ("::2", false)] {
      let verdict = try await verdict(on: [certificate], trusting: roots, for: name)
      #expect(verdict.rejection?.code == (isAccepted ? nil : .certificateNameMismatch), "\(name)")
      #expect(verdict.evidence?.names == ["::1"])
    }
  }

  @Test("a server's own self-signed certificate can be trusted by itself, for its own name only")
  func selfSignedRoot() async throws {
    let certificate = try leaf.server([Self.name])
    #expect(try await verdict(on: [certificate], trusting: [certificate]).rejection == nil)
    let other = try await verdict(on: [certificate], trusting: [certificate], for: "other.example.com")
    #expect(other.rejection?.code == .certificateNameMismatch)
    let untrusted = try await verdict(on: [certificate], trusting: [try root.authority()])
    #expect(untrusted.rejection?.detail.contains("self-signed") == true)
  }

  /// Row "DoS" of the security history. Every one of these has issued every other: a search for a chain that follows them all takes 9! ways.
  @Test("a server cannot make the search for a chain endless")
  func manyWays() async throws {
    let copies = try (1...9).map { number in
      try middle.certificate {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        SubjectAlternativeNames([.dnsName("\(number).example.com")])
      }
    }
    let server = try leaf.server([Self.name], by: middle)
    let verdict = try await verdict(on: [server] + copies, trusting: [try root.authority()])
    #expect(verdict.rejection?.code == .certificateUntrusted)
    let tooLong = try await self.verdict(on: [server] + copies + copies, trusting: [try root.authority()])
    #expect(tooLong.rejection?.detail.contains("19 certificates") == true)
  }

  @Test("a certificate that cannot be read, or none, is not trusted")
  func unreadable() async throws {
    let verifier = CertificateVerifier(policy: .startTLS, additionalRoots: [], name: ServerName(Self.name))
    for presented in [[[]], [[0x30, 0x82]], [[0x05, 0x00]], []] as [[[UInt8]]] {
      let verdict = await verifier.verify(presented)
      #expect(verdict.rejection?.code == .certificateUntrusted)
      #expect(verdict.evidence == nil)
    }
  }
}
