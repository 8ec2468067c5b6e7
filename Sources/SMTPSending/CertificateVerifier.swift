import Crypto
import Foundation
import SwiftASN1
import TLSWire
@_spi(DisableValidityCheck) import X509

/// Checks a server's certificate: time, purpose, name, chain and pins, each with an answer of its own, so that a person is
/// told which one failed. (The TLS library would say no more than "certificate verify failed".)
struct CertificateVerifier: Sendable {
  let policy: TLSPolicy
  let additionalRoots: [Certificate]
  let name: ServerName

  func verify(_ presented: [[UInt8]]) async -> CertificateVerdict {
    let chain: [Certificate]
    do {
      chain = try presented.map { try Certificate(derEncoded: $0) }
    } catch {
      return CertificateVerdict(
        evidence: nil,
        rejection: .init(code: .certificateUntrusted, detail: "the server's certificate cannot be read: \(error)"))
    }
    guard let leaf = chain.first else {
      return CertificateVerdict(
        evidence: nil, rejection: .init(code: .certificateUntrusted, detail: "the server sent no certificate"))
    }
    return await judge(leaf, intermediates: Array(chain.dropFirst()), fingerprintOf: presented[0])
  }

  private func judge(
    _ leaf: Certificate, intermediates: [Certificate], fingerprintOf der: [UInt8]
  ) async -> CertificateVerdict {
    var failures: [(failure: CertificateVerdict.Failure, excuse: TLSPolicy.Dangers?)] = []
    if let failure = checkValidity(of: leaf) { failures.append((failure, .ignoreValidityPeriod)) }
    if let failure = checkPurpose(of: leaf) { failures.append((failure, nil)) }
    if let failure = await checkName(of: leaf) { failures.append((failure, .ignoreServerName)) }
    let isOutOfTime = !failures.isEmpty && failures[0].excuse == .ignoreValidityPeriod
    let result = await validateChain(
      leaf, intermediates, ignoringTime: isOutOfTime || policy.dangerously.contains(.ignoreValidityPeriod))
    switch result {
    case .valid(let chain):
      if let failure = checkPins(of: chain) { failures.append((failure, nil)) }
    case .invalid(let failure, let excuse):
      failures.append((failure, excuse))
      if policy.dangerously.contains(.trustAnyIssuer), let failure = checkPins(of: [leaf]) {
        failures.append((failure, nil))
      }
    }
    let rejection = failures.first { $0.excuse.map { !policy.dangerously.contains($0) } ?? true }?.failure
    let evidence = CertificateEvidence(leaf, der: der, verified: failures.isEmpty)
    return CertificateVerdict(evidence: evidence, rejection: rejection)
  }

  private func checkValidity(of leaf: Certificate) -> CertificateVerdict.Failure? {
    let now = Date()
    if now > leaf.notValidAfter {
      return .init(
        code: .certificateExpired, detail: "the server's certificate expired on \(leaf.notValidAfter.iso8601)")
    }
    if now < leaf.notValidBefore {
      return .init(
        code: .certificateNotYetValid,
        detail: "the server's certificate is not valid before \(leaf.notValidBefore.iso8601)")
    }
    return nil
  }

  private func checkPurpose(of leaf: Certificate) -> CertificateVerdict.Failure? {
    guard let usage = try? leaf.extensions.extendedKeyUsage else { return nil }
    guard !usage.contains(.serverAuth), !usage.contains(.any) else { return nil }
    return .init(
      code: .certificateNotForServers,
      detail: "the certificate is not for TLS servers: its extended key usage lacks serverAuth")
  }

  private func checkName(of leaf: Certificate) async -> CertificateVerdict.Failure? {
    // With the certificate as its own root nothing but the policy given can fail.
    var verifier = Verifier(rootCertificates: CertificateStore([leaf])) {
      ServerIdentityPolicy(serverHostname: name.hostName, serverIP: name.address)
      CriticalExtensionsPolicy()
    }
    switch await verifier.validate(leaf: leaf, intermediates: CertificateStore()) {
    case .validCertificate:
      return nil
    case .couldNotValidate:
      let names = CertificateEvidence.names(of: leaf)
      let list = names.isEmpty ? "no name at all" : names.joined(separator: ", ")
      return .init(code: .certificateNameMismatch, detail: "the server's certificate is for \(list), not for \(name)")
    }
  }

  private enum ChainResult {
    case valid([Certificate])
    case invalid(CertificateVerdict.Failure, excuse: TLSPolicy.Dangers)
  }

  private func validateChain(_ leaf: Certificate, _ intermediates: [Certificate], ignoringTime: Bool) async
    -> ChainResult
  {
    if let chain = await buildChain(leaf, intermediates, ignoringTime: ignoringTime) { return .valid(chain) }
    if !ignoringTime, await buildChain(leaf, intermediates, ignoringTime: true) != nil {
      let failure = CertificateVerdict.Failure(
        code: .certificateExpired, detail: "a certificate that issued the server's is outside its time of validity")
      return .invalid(failure, excuse: .ignoreValidityPeriod)
    }
    let isSelfSigned = leaf.issuer == leaf.subject
    let detail =
      isSelfSigned
      ? "the server's certificate is self-signed and not among the trusted ones"
      : "the server's certificate was issued by \(leaf.issuer), and no chain leads from there to a trusted authority"
    return .invalid(.init(code: .certificateUntrusted, detail: detail), excuse: .trustAnyIssuer)
  }

  private func buildChain(_ leaf: Certificate, _ intermediates: [Certificate], ignoringTime: Bool) async
    -> [Certificate]?
  {
    let roots = policy.trustRoots == .system ? CertificateStore.systemTrustRoots : CertificateStore()
    var verifier = Verifier(rootCertificates: roots.appending(contentsOf: additionalRoots)) {
      ignoringTime ? RFC5280Policy.withValidityCheckDisabled() : RFC5280Policy()
      CriticalExtensionsPolicy()
    }
    guard
      case .validCertificate(let chain) = await verifier.validate(
        leaf: leaf, intermediates: CertificateStore(intermediates))
    else { return nil }
    return Array(chain)
  }

  private func checkPins(of chain: [Certificate]) -> CertificateVerdict.Failure? {
    guard !policy.pins.isEmpty else { return nil }
    guard policy.pins.isDisjoint(with: chain.map { PublicKeyPin($0) }), let leaf = chain.first else { return nil }
    return .init(
      code: .certificatePinMismatch,
      detail:
        "no key of the server's certificate chain is among the pinned ones; the server's own is \(PublicKeyPin(leaf))")
  }
}

/// Extensions that other checks here look at, so that one marked critical is not refused as unknown.
private struct CriticalExtensionsPolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
    .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
    .X509ExtensionID.subjectAlternativeName,
  ]

  func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult { .meetsPolicy }
}
