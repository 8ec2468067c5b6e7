import Crypto
import Foundation
import NIOCore
import SwiftASN1
package import TLSWire
package import X509

extension CertificateEvidence {
  package init(_ certificate: Certificate, der: [UInt8], verified: Bool) {
    self.init(
      subject: "\(certificate.subject)",
      issuer: "\(certificate.issuer)",
      notBefore: certificate.notValidBefore.iso8601,
      notAfter: certificate.notValidAfter.iso8601,
      sha256: SHA256.hash(data: der).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
      names: Self.names(of: certificate),
      verified: verified)
  }

  /// The DNS names and IP addresses of the subject alternative name, as text.
  static func names(of certificate: Certificate) -> [String] {
    guard let alternatives = try? certificate.extensions.subjectAlternativeNames else { return [] }
    return alternatives.compactMap { name in
      switch name {
      case .dnsName(let text): text
      case .ipAddress(let octets):
        (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: octets.bytes), port: 0))?.ipAddress
      default: nil
      }
    }
  }
}

extension Date {
  var iso8601: String { formatted(.iso8601) }
}
