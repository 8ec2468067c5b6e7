import TLSWire

extension SSLSocket.SSLConnectionTypes {
  /// What a version seen on the wire is called here; nil for one that has no name.
  init?(_ version: TLSVersion) {
    switch version {
    case .ssl3: self = .sslv3
    case .tls10: self = .tlsv1
    case .tls11: self = .tlsv11
    case .tls12: self = .tlsv12
    case .tls13: self = .tlsv13
    default: return nil
    }
  }

  /// The versions that this setting stands for, within a minimum.
  /// - Throws: ``SocketError`` with ``SocketError/Code/invalidState`` that says what to set instead.
  func versions(minimum: Self?, allowsDeprecated: Bool) throws(SocketError) -> ClosedRange<TLSVersion> {
    let versions = try range(allowsDeprecated: allowsDeprecated)
    guard let minimum else { return versions }
    guard minimum != .sslv23 else {
      throw .invalidState("minimumConnectionType takes one version, such as .tlsv12; .sslv23 is a choice among several")
    }
    let lowest = try minimum.range(allowsDeprecated: allowsDeprecated).lowerBound
    if self == .sslv23 { return lowest...versions.upperBound }
    guard lowest <= versions.lowerBound else {
      throw .invalidState(
        "sslConnectionType is \(versions.lowerBound) and no other, which is below minimumConnectionType, \(lowest): set sslConnectionType to .sslv23 for the highest version that both sides have"
      )
    }
    return versions
  }

  private func range(allowsDeprecated: Bool) throws(SocketError) -> ClosedRange<TLSVersion> {
    switch self {
    case .sslv23: return .tls12 ... .tls13
    case .tlsv12: return .tls12 ... .tls12
    case .tlsv13: return .tls13 ... .tls13
    case .tlsv1 where allowsDeprecated: return .tls10 ... .tls10
    case .tlsv11 where allowsDeprecated: return .tls11 ... .tls11
    case .tlsv1, .tlsv11:
      let name = self == .tlsv1 ? "TLS 1.0" : "TLS 1.1"
      throw .invalidState(
        "\(name) is deprecated (RFC 8996) and refused: set .sslv23 for the highest version that both sides have, or .tlsv12; for a server that has nothing better, set allowsDeprecatedTLS to true besides"
      )
    case .sslv2, .sslv3:
      throw .invalidState(
        "SSL 2 and 3 are broken (RFC 6176, RFC 7568) and cannot be had: set .sslv23 for the highest version that both sides have, or .tlsv12"
      )
    }
  }
}
