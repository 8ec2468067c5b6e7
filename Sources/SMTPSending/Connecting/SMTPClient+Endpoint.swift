extension SMTPClient {
  /// Where the server is: a host and a port, or a socket of this machine's file system.
  ///
  ///     let submission = SMTPClient.Endpoint(host: "smtp.example.com", port: 587)
  ///     let local = SMTPClient.Endpoint.unix(path: "/var/run/dovecot/lmtp")
  public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    private enum Place: Sendable, Hashable {
      case network(host: String, port: Int)
      case unix(path: String)
    }

    private var place: Place

    public init(host: String, port: Int) {
      place = .network(host: host, port: port)
    }

    private init(_ place: Place) {
      self.place = place
    }

    /// A Unix socket, as local relays and LMTP servers have it. It has no name that a certificate could be for: with TLS,
    /// ``TLSPolicy/verificationName`` has to say whose certificate is expected.
    public static func unix(path: String) -> Endpoint {
      Endpoint(.unix(path: path))
    }

    /// A host name or an IP address; empty for a Unix socket. Setting it makes the endpoint one of the network.
    public var host: String {
      get {
        if case .network(let host, _) = place { return host }
        return ""
      }
      set { place = .network(host: newValue, port: port) }
    }

    /// 1 to 65535; 0 for a Unix socket. Setting it makes the endpoint one of the network.
    public var port: Int {
      get {
        if case .network(_, let port) = place { return port }
        return 0
      }
      set { place = .network(host: host, port: newValue) }
    }

    /// The path of the Unix socket; nil where the server is on the network.
    public var unixPath: String? {
      if case .unix(let path) = place { return path }
      return nil
    }

    public var description: String {
      switch place {
      case .network(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
      case .unix(let path): "unix:\(path)"
      }
    }
  }
}
