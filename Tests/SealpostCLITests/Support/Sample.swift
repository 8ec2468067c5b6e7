import SMTPCore
import TLSWire

@testable import SMTPSending

/// Receipts and errors with fixed values.
enum Sample {
  static let server = SMTPClient.Endpoint(host: "mail.example.com", port: 587)

  static let evidence = TLSEvidence(
    version: .tls13, cipherSuite: CipherSuite("TLS_AES_256_GCM_SHA384"), keyExchange: .x25519,
    offeredVersions: [.tls13, .tls12], serverName: "mail.example.com", libraryVersion: .tls13,
    certificate: CertificateEvidence(
      subject: "CN=mail.example.com", issuer: "CN=Example CA", notBefore: "2026-01-01T00:00:00Z",
      notAfter: "2027-01-01T00:00:00Z", sha256: "ab12", names: ["mail.example.com", "mx.example.com"], verified: true))

  private static let accepted = Reply(250, "2.0.0", "Ok: queued as 4XyZ")
  private static let refused = Reply(550, "5.1.1", "No such user here")
  private static let busy = Reply(451, "4.3.0", "Try later")

  static func receipt(outcomes: [DeliveryOutcome] = [.accepted]) -> DeliveryReceipt {
    var timings = Timings()
    timings.connect = .milliseconds(12)
    timings.tls = .microseconds(30_600)
    timings.transfer = .milliseconds(1500)
    let recipients = outcomes.enumerated().map { index, outcome in
      let reply: Reply? =
        switch outcome {
        case .accepted: accepted
        case .rejected: refused
        case .deferred: busy
        case .ambiguous: nil
        }
      return DeliveryReceipt.Recipient(address: "user\(index + 1)@example.net", outcome: outcome, reply: reply)
    }
    return DeliveryReceipt(
      outcome: .accepted, reply: accepted, recipients: recipients, tls: evidence, timings: timings,
      bytes: 1234,
      attempts: [
        DeliveryReceipt.Attempt(
          delay: .zero, outcome: .accepted, failedPhase: nil, reply: accepted, failure: nil, tls: evidence)
      ], isConnectionReused: false, notes: [])
  }

  static func error() -> SMTPError {
    SMTPError(
      .versionBelowPolicy, in: .tls,
      "the server chose TLSv1.1, which is below the policy: this side offered TLSv1.3, TLSv1.2",
      evidence: TLSEvidence(version: .tls11, offeredVersions: [.tls13, .tls12]))
  }
}
