import NIOConcurrencyHelpers
import NIOCore
import SMTPSending
import SwiftASN1
import TLSWire
import X509

/// Reads certificates that were seen and not verified.
///
/// A server shows the same one with every connection, and reading it costs more than all else of a handshake: those that
/// came last are kept.
final class ObservedCertificates: Sendable {
  static let shared = ObservedCertificates()
  private static let limit = 64

  private let known = NIOLockedValueBox<[ByteBuffer: CertificateEvidence]>([:])

  /// What the certificate says; `nil` where it cannot be read.
  func evidence(of der: ByteBuffer) -> CertificateEvidence? {
    if let evidence = known.withLockedValue({ $0[der] }) { return evidence }
    let bytes = Array(der.readableBytesView)
    guard let certificate = try? Certificate(derEncoded: bytes) else { return nil }
    let evidence = CertificateEvidence(certificate, der: bytes, verified: false)
    known.withLockedValue { known in
      if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
      known[ByteBuffer(bytes: bytes)] = evidence
    }
    return evidence
  }
}
