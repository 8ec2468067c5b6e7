import NIOCore

/// What a server's certificate must be for: a host name or an IP address.
enum ServerName: Sendable, Hashable, CustomStringConvertible {
  case host(String)
  case address(String)

  init(_ text: String) {
    let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    if (try? SocketAddress(ipAddress: bare, port: 0)) != nil {
      self = .address(bare)
    } else {
      self = .host(bare.hasSuffix(".") ? String(bare.dropLast()) : bare)
    }
  }

  /// The name to ask for in the handshake; RFC 6066 section 3 knows no addresses there, and a Unix socket has no name.
  var hostName: String? {
    if case .host(let name) = self, !name.isEmpty { return name }
    return nil
  }

  var address: String? {
    if case .address(let address) = self { return address }
    return nil
  }

  var description: String {
    switch self {
    case .host(let text), .address(let text): text
    }
  }
}
