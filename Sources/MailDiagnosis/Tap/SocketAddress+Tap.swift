import NIOCore

extension SocketAddress {
  /// An address of IPv4 as itself where a socket of IPv6 has it in its mapped form (RFC 4291, section 2.5.5.2).
  var unmapped: SocketAddress {
    let mapping = "::ffff:"
    guard case .v6 = self, let ipAddress, let port, ipAddress.hasPrefix(mapping) else { return self }
    return (try? SocketAddress(ipAddress: String(ipAddress.dropFirst(mapping.count)), port: port)) ?? self
  }

  /// `127.0.0.1:52100` or `[::1]:52100`.
  var hostAndPort: String {
    guard let ipAddress = unmapped.ipAddress, let port else { return pathname ?? "unknown" }
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
