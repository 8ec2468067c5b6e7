import TLSWire

extension TLSVersion {
  /// The version as people write it, such as `TLS 1.0`.
  package var spoken: String {
    switch self {
    case .ssl3: "SSL 3.0"
    case .tls10: "TLS 1.0"
    case .tls11: "TLS 1.1"
    case .tls12: "TLS 1.2"
    case .tls13: "TLS 1.3"
    default: "version \(description)"
    }
  }

  /// Deprecated by RFC 8996.
  package var isOld: Bool { self < .tls12 }
}

extension Collection<TLSVersion> {
  /// Each once, the oldest first, such as `TLS 1.0, TLS 1.2 and TLS 1.3`.
  var spoken: String {
    Set(self).sorted().map(\.spoken).joinedAsProse
  }
}

extension [String] {
  /// The elements with commas between them, and "and" before the last.
  var joinedAsProse: String {
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
