import NIOCore

extension SocketAddress {
  /// `127.0.0.1:52100` or `[::1]:52100`.
  var hostAndPort: String {
    guard let ipAddress, let port else { return pathname ?? "unknown" }
    return ipAddress.contains(":") ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
  }

  /// Whether only this machine can reach it.
  var isLoopback: Bool {
    switch self {
    case .v4: ipAddress?.hasPrefix("127.") ?? false
    case .v6: ipAddress == "::1" || ipAddress?.hasPrefix("::ffff:127.") ?? false
    case .unixDomainSocket: true
    }
  }
}
