import SMTPCore
import TLSWire

/// Whether what was seen on the wire, what the TLS library reports and what the policy asks for are one and the same.
enum EvidenceCheck {
  /// Gives the evidence with the library's version and the certificate on it.
  /// - Throws: ``SMTPError`` with ``SMTPError/Code/evidenceMismatch`` where the two disagree or one is silent, or with
  ///   ``SMTPError/Code/versionBelowPolicy`` or its counterpart where the version on the wire is outside the policy.
  static func confirm(
    _ evidence: TLSEvidence?, libraryVersion: TLSVersion?, certificate: CertificateEvidence?, policy: TLSPolicy
  ) throws(SMTPError) -> TLSEvidence {
    guard var evidence, let version = evidence.version else {
      throw mismatch(
        "no ServerHello was seen on the wire, although the TLS library calls the handshake complete", evidence)
    }
    evidence.libraryVersion = libraryVersion
    evidence.certificate = certificate
    guard libraryVersion == version else {
      let reported = libraryVersion.map(\.description) ?? "nothing"
      throw mismatch("the ServerHello on the wire says \(version), the TLS library reports \(reported)", evidence)
    }
    if let error = TLSFailure.outsidePolicy(version, policy, evidence) { throw error }
    return evidence
  }

  private static func mismatch(_ detail: String, _ evidence: TLSEvidence?) -> SMTPError {
    SMTPError(.evidenceMismatch, in: .tls, detail, evidence: evidence)
  }
}
