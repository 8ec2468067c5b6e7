import NIOSSL
import TLSWire

extension TLSWire.TLSVersion {
  /// The version as NIOSSL calls it, nil where it has none.
  var library: NIOSSL.TLSVersion? {
    switch self {
    case .tls10: .tlsv1
    case .tls11: .tlsv11
    case .tls12: .tlsv12
    case .tls13: .tlsv13
    default: nil
    }
  }
}
