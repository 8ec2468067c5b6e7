import SASL
import TLSWire

/// What came of checking a server's certificate.
struct CertificateVerdict: Sendable {
  struct Failure: Error {
    let code: SMTPError.Code
    let detail: String
  }

  /// What the certificate says, nil where it could not be read.
  let evidence: CertificateEvidence?
  /// The failure that ends the connection, nil where every failure was excused by a dangerous switch, or there was none.
  let rejection: Failure?
  /// What an authentication can bind itself to, nil where the certificate allows none.
  var channelBinding: ChannelBinding?
}
