import NIOCore
import SMTPSending
import SwiftASN1
import TLSWire
import X509

extension CertificateEvidence {
  /// What a certificate says that was seen and not verified; `nil` where it cannot be read.
  init?(observedDER der: ByteBuffer) {
    let bytes = Array(der.readableBytesView)
    guard let certificate = try? Certificate(derEncoded: bytes) else { return nil }
    self.init(certificate, der: bytes, verified: false)
  }
}
