import NIOCore

extension SocketAddress {
  /// `127.0.0.1:52100` or `[::1]:52100`; the path of a Unix domain socket.
  var text: String {
    guard let ipAddress, let port else { return pathname ?? "unknown" }
    return ipAddress.contains(":") ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
  }
}
