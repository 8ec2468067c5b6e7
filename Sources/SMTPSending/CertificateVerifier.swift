import Foundation
import SASL
import SwiftASN1
import TLSWire
@_spi(DisableValidityCheck) import X509

/// Checks a server's certificate: time, purpose, name, chain and pins, each with an answer of its own, so that a person is
/// told which one failed. (The TLS library would say no more than "certificate verify failed".)
struct CertificateVerifier: Sendable {
  typealias Failure = CertificateVerdict.Failure

  let policy: TLSPolicy
  let additionalRoots: [Certificate]
  let name: ServerName

  /// What a check found wrong, and the switch by which a caller puts up with it; nil for none.
  private struct Finding {
    let failure: Failure
    let excuse: TLSPolicy.Dangers?
  }

  func verify(_ presented: [[UInt8]]) async -> CertificateVerdict {
    guard presented.count <= Self.maximumChainLength else {
      return .unreadable(
        "the server sent \(presented.count) certificates, and \(Self.maximumChainLength) are read at most")
    }
    let chain: [Certificate]
    do {
      chain = try presented.map { try Certificate(derEncoded: $0) }
    } catch {
      return .unreadable("the server's certificate cannot be read: \(error)")
    }
    guard let leaf = chain.first else { return .unreadable("the server sent no certificate") }
    return await judge(leaf, intermediates: Self.distinct(chain.dropFirst()), fingerprintOf: presented[0])
  }

  /// More than any server needs. The search for a chain takes every way there is, and the server decides how many there are.
  private static let maximumChainLength = 10

  /// Without those that lead nowhere another does not lead. With one certificate for each issuer, subject and key, the ways
  /// through ten of them are a few dozen; with copies that differ in something else they would be millions.
  /// Those that are valid today go first: a server may send an old and a renewed certificate of the same authority.
  private static func distinct(_ certificates: some Sequence<Certificate>) -> [Certificate] {
    let now = Date()
    let isCurrent = { (certificate: Certificate) in
      certificate.notValidBefore <= now && now <= certificate.notValidAfter
    }
    var seen: Set<Step> = []
    return (certificates.filter(isCurrent) + certificates.filter { !isCurrent($0) }).filter {
      seen.insert(Step(issuer: $0.issuer, subject: $0.subject, key: $0.publicKey)).inserted
    }
  }

  private func judge(
    _ leaf: Certificate, intermediates: [Certificate], fingerprintOf der: [UInt8]
  ) async -> CertificateVerdict {
    let validity = checkValidity(of: leaf)
    var findings = [
      validity.map { Finding(failure: $0, excuse: .ignoreValidityPeriod) },
      checkPurpose(of: leaf).map { Finding(failure: $0, excuse: nil) },
      checkCriticalExtensions(of: leaf).map { Finding(failure: $0, excuse: nil) },
      await checkName(of: leaf).map { Finding(failure: $0, excuse: .ignoreServerName) },
    ].compactMap(\.self)
    switch await validateChain(
      leaf, intermediates, ignoringTime: validity != nil || policy.dangerously.contains(.ignoreValidityPeriod))
    {
    case .valid(let chain):
      if let failure = checkPins(of: chain) { findings.append(Finding(failure: failure, excuse: nil)) }
    case .invalid(let finding):
      findings.append(finding)
      if policy.dangerously.contains(.trustAnyIssuer), let failure = checkPins(of: [leaf]) {
        findings.append(Finding(failure: failure, excuse: nil))
      }
    }
    let rejection = findings.first { $0.excuse.map { !policy.dangerously.contains($0) } ?? true }?.failure
    let evidence = CertificateEvidence(leaf, der: der, verified: findings.isEmpty)
    return CertificateVerdict(
      evidence: evidence, rejection: rejection, channelBinding: ChannelBinding(serverCertificate: der))
  }

  private func checkValidity(of leaf: Certificate) -> Failure? {
    let now = Date()
    if now > leaf.notValidAfter {
      return Failure(
        code: .certificateExpired, detail: "the server's certificate expired on \(leaf.notValidAfter.iso8601)")
    }
    if now < leaf.notValidBefore {
      return Failure(
        code: .certificateNotYetValid,
        detail: "the server's certificate is not valid before \(leaf.notValidBefore.iso8601)")
    }
    return nil
  }

  private func checkPurpose(of leaf: Certificate) -> Failure? {
    switch leaf.allowsServers {
    case true?: nil
    case false?:
      Failure(
        code: .certificateNotForServers,
        detail: "the certificate is not for TLS servers: its extended key usage lacks serverAuth")
    case nil:
      Failure(
        code: .certificateNotForServers,
        detail: "what the certificate is for cannot be read: its extended key usage is malformed")
    }
  }

  /// RFC 5280 section 4.2: who does not understand a critical extension must refuse the certificate.
  private func checkCriticalExtensions(of leaf: Certificate) -> Failure? {
    let known = CriticalExtensionsPolicy().verifyingCriticalExtensions + RFC5280Policy().verifyingCriticalExtensions
    guard let unknown = leaf.extensions.first(where: { $0.critical && !known.contains($0.oid) }) else { return nil }
    return Failure(
      code: .certificateUntrusted,
      detail: "the server's certificate has an extension that is critical and unknown here: \(unknown.oid)")
  }

  private func checkName(of leaf: Certificate) async -> Failure? {
    let names = CertificateEvidence.names(of: leaf)
    guard !names.isEmpty else {
      // The library would go on to the common name, which is no name for servers any more (RFC 9525 section 2).
      return Failure(
        code: .certificateNameMismatch,
        detail: "the server's certificate is for no name at all (it has no subject alternative name), not for \(name)")
    }
    // With the certificate as its own root, and no extension unknown, nothing but the policy given can fail.
    var verifier = Verifier(rootCertificates: CertificateStore([leaf])) {
      ServerIdentityPolicy(serverHostname: name.hostName, serverIP: name.address)
      CriticalExtensionsPolicy(leaf.extensions.map(\.oid))
    }
    switch await verifier.validate(leaf: leaf, intermediates: CertificateStore()) {
    case .validCertificate:
      return nil
    case .couldNotValidate:
      return Failure(
        code: .certificateNameMismatch,
        detail: "the server's certificate is for \(names.joined(separator: ", ")), not for \(name)")
    }
  }

  private enum ChainResult {
    case valid([Certificate])
    case invalid(Finding)
  }

  private func validateChain(
    _ leaf: Certificate, _ intermediates: [Certificate], ignoringTime: Bool
  ) async -> ChainResult {
    // Trust in exactly this certificate needs no issuer, nor that it could issue others.
    if additionalRoots.contains(leaf) { return .valid([leaf]) }
    switch await buildChain(leaf, intermediates, ignoringTime: ignoringTime) {
    case .failure(let failure):
      return .invalid(Finding(failure: failure, excuse: .trustAnyIssuer))
    case .success(.validCertificate(let chain)):
      return .valid(Array(chain))
    case .success(.couldNotValidate(let failures)):
      if !ignoringTime, case .success(.validCertificate) = await buildChain(leaf, intermediates, ignoringTime: true) {
        let failure = Failure(
          code: .certificateExpired, detail: "a certificate that issued the server's is outside its time of validity")
        return .invalid(Finding(failure: failure, excuse: .ignoreValidityPeriod))
      }
      return .invalid(Finding(failure: untrusted(leaf, hasChain: !failures.isEmpty), excuse: .trustAnyIssuer))
    }
  }

  private func untrusted(_ leaf: Certificate, hasChain: Bool) -> Failure {
    let detail =
      if hasChain {
        "the server's certificate was issued by \(leaf.issuer), and the chain from there to a trusted authority breaks its rules: an issuer that may not issue it, or not for TLS servers, or not for this name (RFC 5280 section 6)"
      } else if leaf.issuer == leaf.subject {
        "the server's certificate is self-signed and not among the trusted ones"
      } else {
        "the server's certificate was issued by \(leaf.issuer), and no chain leads from there to a trusted authority"
      }
    return Failure(code: .certificateUntrusted, detail: detail)
  }

  private func buildChain(
    _ leaf: Certificate, _ intermediates: [Certificate], ignoringTime: Bool
  ) async -> Result<CertificateValidationResult, Failure> {
    let system: CertificateStore
    switch policy.trustRoots {
    case .none: system = CertificateStore()
    case .system:
      switch SystemTrust.roots(for: leaf, intermediates, ignoringTime: ignoringTime) {
      case .success(let store): system = store
      case .failure(let failure): return .failure(failure)
      }
    }
    var verifier = Verifier(rootCertificates: system.appending(contentsOf: additionalRoots)) {
      ignoringTime ? RFC5280Policy.withValidityCheckDisabled() : RFC5280Policy()
      IssuerPurposePolicy()
      CriticalExtensionsPolicy()
    }
    return .success(await verifier.validate(leaf: leaf, intermediates: CertificateStore(intermediates)))
  }

  private func checkPins(of chain: [Certificate]) -> Failure? {
    let pins = chain.map { PublicKeyPin($0) }
    guard !policy.pins.isEmpty, policy.pins.isDisjoint(with: pins.compactMap(\.self)) else { return nil }
    let own = pins.first?.map { "; the server's own is \($0)" } ?? ""
    return Failure(
      code: .certificatePinMismatch,
      detail: "no key of the server's certificate chain is among the pinned ones\(own)")
  }
}

/// Where a certificate leads in the search for a chain.
private struct Step: Hashable {
  let issuer: DistinguishedName
  let subject: DistinguishedName
  let key: Certificate.PublicKey
}

extension CertificateVerdict {
  fileprivate static func unreadable(_ detail: String) -> CertificateVerdict {
    CertificateVerdict(evidence: nil, rejection: Failure(code: .certificateUntrusted, detail: detail))
  }
}

extension Certificate {
  /// Whether the extended key usage allows TLS servers, as its absence does; nil where it cannot be read.
  fileprivate var allowsServers: Bool? {
    do {
      guard let usage = try extensions.extendedKeyUsage else { return true }
      return usage.contains(.serverAuth) || usage.contains(.any)
    } catch {
      return nil
    }
  }
}

/// An intermediate authority that is for something else, mail signatures say, cannot vouch for a TLS server (RFC 5280
/// section 4.2.1.12, as browsers apply it to chains).
private struct IssuerPurposePolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = []

  func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
    chain.dropFirst().dropLast().allSatisfy { $0.allowsServers == true }
      ? .meetsPolicy : .failsToMeetPolicy(reason: "an intermediate certificate is not for TLS servers")
  }
}

/// Extensions that other checks here look at, so that one marked critical is not refused as unknown.
private struct CriticalExtensionsPolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier]

  init(
    _ known: [ASN1ObjectIdentifier] = [
      .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
      .X509ExtensionID.subjectAlternativeName,
    ]
  ) {
    verifyingCriticalExtensions = known
  }

  func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult { .meetsPolicy }
}
