import SMTPCore
import TLSWire

/// What is known when TLS fails, and what it means.
struct TLSFailure {
  let policy: TLSPolicy
  let evidence: TLSEvidence
  /// What was wrong with the bytes on the wire, if anything.
  let wireError: TLSWireError?
  /// The server's alert, if it sent one in clear or the library told of one.
  let serverAlert: AlertDescription?
  let verdict: CertificateVerdict?
  /// What the TLS library said.
  let cause: String
  /// The peer went away, which says nothing against it unless something else does.
  let isDisconnection: Bool

  /// The most telling of all that is known: bytes that are no TLS, the certificate's verdict, the version on the wire, the
  /// server's alert, and only then the library's own words.
  var error: SMTPError {
    if let wireError, wireError.code == .notTLS { return plaintext(wireError) }
    // A server from before TLS 1.3 chooses what it has, whatever was offered.
    if let wireError, wireError.code == .versionNotOffered, let version = wireError.version,
      let error = Self.outsidePolicy(version, policy, evidence)
    {
      return error
    }
    if let failure = verdict?.rejection { return make(failure.code, failure.detail) }
    if let version = evidence.version, let error = Self.outsidePolicy(version, policy, evidence) { return error }
    if let wireError { return make(.evidenceMismatch, "\(wireError)") }
    if let serverAlert { return alerted(serverAlert) }
    if isDisconnection { return make(.connectionLost, "the connection was lost during the TLS handshake") }
    return make(.tlsFailed, "the TLS handshake failed: \(cause)")
  }

  /// The error for a version that the server chose and the policy does not allow, or nil for one that it does.
  static func outsidePolicy(_ version: TLSWire.TLSVersion, _ policy: TLSPolicy, _ evidence: TLSEvidence) -> SMTPError? {
    guard version < policy.minimum || version > policy.maximum else { return nil }
    let code = version < policy.minimum ? SMTPError.Code.versionBelowPolicy : .versionAbovePolicy
    let side = version < policy.minimum ? "below" : "above"
    return SMTPError(
      code, in: .tls,
      "the server chose \(version), which is \(side) the policy: this side offered \(list(evidence.offeredVersions))",
      evidence: evidence)
  }

  private func plaintext(_ wireError: TLSWireError) -> SMTPError {
    let beginning = wireError.plaintext.map { "\"\($0)\"" } ?? "bytes that are not TLS"
    guard policy.mode == .implicit else {
      return make(
        .plaintextBeforeServerHello,
        "\(beginning) came in clear where the server's TLS handshake belongs, as when somebody on the way injects replies"
      )
    }
    return make(
      .smtpWhereTLSExpected,
      "the server answered the TLS handshake with \(beginning): this port speaks SMTP first, so use STARTTLS on it, or implicit TLS on port 465"
    )
  }

  private func alerted(_ alert: AlertDescription) -> SMTPError {
    switch alert {
    case .protocolVersion:
      return refusedVersions
    case .handshakeFailure where evidence.cipherSuite != nil:
      // The cipher suite is agreed, so it is not for want of one: servers of TLS 1.2 miss a certificate in these words.
      return clientCertificateRefused(alert)
    case .handshakeFailure, .insufficientSecurity:
      return make(
        .noSharedCipher,
        "the server shares no cipher suite or group with this side (alert \(alert)); offered were \(Self.list(evidence.offeredVersions))"
      )
    case .badCertificate, .unsupportedCertificate, .certificateRevoked, .certificateExpired, .certificateUnknown,
      .unknownCA, .certificateRequired, .accessDenied:
      return clientCertificateRefused(alert)
    default:
      return make(.tlsFailed, "the server ended the TLS handshake with the alert \(alert)")
    }
  }

  private func clientCertificateRefused(_ alert: AlertDescription) -> SMTPError {
    let problem =
      policy.clientCertificate == nil
      ? "wants a certificate of the client" : "does not accept the client's certificate"
    return make(.clientCertificateRefused, "the server \(problem) (alert \(alert))")
  }

  /// The server says only that none of the versions offered will do. What it speaks follows from what was offered.
  private var refusedVersions: SMTPError {
    let offered = Self.list(evidence.offeredVersions)
    if policy.maximum >= .tls13 {
      let most: [TLSWire.TLSVersion: String] = [
        .tls13: "TLSv1.2", .tls12: "TLSv1.1", .tls11: "TLSv1.0", .tls10: "SSLv3",
      ]
      return make(
        .versionBelowPolicy,
        "this side offered \(offered) and the server takes none of them (alert protocol_version): it speaks \(most[policy.minimum] ?? "older versions") at most"
      )
    }
    return make(
      .versionAbovePolicy,
      "this side offered \(offered) and the server does not take it (alert protocol_version): it asks for a version above \(policy.maximum) or speaks only one below \(policy.minimum)"
    )
  }

  private func make(_ code: SMTPError.Code, _ detail: String) -> SMTPError {
    SMTPError(code, in: .tls, detail, evidence: evidence)
  }

  static func list(_ versions: [TLSWire.TLSVersion]) -> String {
    versions.isEmpty ? "nothing" : versions.map(\.description).joined(separator: ", ")
  }
}
