public import SASL

extension SMTPClient {
  /// A proxy through which the server is reached. It looks the server's name up, and sees the connection from outside: TLS
  /// goes through it, from this side to the server.
  ///
  ///     configuration.proxy = .socks5(host: "proxy.example.com", credentials: .init("ada", password))
  ///
  /// The user name and password for the proxy itself go to it in clear, because both protocols have it so.
  public struct Proxy: Sendable, Hashable, CustomStringConvertible {
    /// Who uses the proxy.
    public struct Credentials: Sendable, Hashable {
      public var username: String
      public var password: Secret

      public init(_ username: String, _ password: Secret) {
        self.username = username
        self.password = password
      }
    }

    enum Kind: String, Sendable, Hashable {
      case socks5
      case http
    }

    let kind: Kind
    /// A host name or an IP address.
    public let host: String
    /// 1 to 65535.
    public let port: Int
    public let credentials: Credentials?

    /// SOCKS version 5 (RFC 1928), where credentials are given with user name and password (RFC 1929): 1 to 255 bytes each.
    public static func socks5(host: String, port: Int = 1080, credentials: Credentials? = nil) -> Proxy {
      Proxy(kind: .socks5, host: host, port: port, credentials: credentials)
    }

    /// An HTTP proxy that is asked to CONNECT (RFC 9110 section 9.3.6), where credentials are given with Basic
    /// authentication (RFC 7617): the user name can have no colon.
    public static func httpConnect(host: String, port: Int, credentials: Credentials? = nil) -> Proxy {
      Proxy(kind: .http, host: host, port: port, credentials: credentials)
    }

    var endpoint: Endpoint { Endpoint(host: host, port: port) }

    /// As a URL, without credentials.
    public var description: String { "\(kind.rawValue)://\(endpoint)" }

    /// What has to be said to it to get to `target`.
    func handshake(to target: ProxyTarget) -> any ProxyHandshake {
      switch kind {
      case .socks5: SOCKS5Handshake(to: target, credentials: credentials)
      case .http: HTTPConnectHandshake(to: target, credentials: credentials)
      }
    }
  }
}

extension SMTPClient.Proxy {
  /// - Throws: ``SMTPError`` with ``SMTPError/Code/invalidConfiguration`` for what its protocol cannot say.
  func validate() throws(SMTPError) {
    guard !host.isEmpty, host.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
      throw .invalidConfiguration("the proxy's host name is empty, or has a character that no host name has")
    }
    guard (1...65535).contains(port) else {
      throw .invalidConfiguration("\(port) is no port of a proxy: it takes 1 to 65535")
    }
    guard let credentials else { return }
    let name = Array(credentials.username.utf8)
    guard credentials.password.withBytes({ Self.canBeSent(name) && Self.canBeSent($0) }) else {
      throw .invalidConfiguration("the proxy's user name or password holds a control")
    }
    switch kind {
    case .socks5:
      guard (1...255).contains(name.count), (1...255).contains(credentials.password.withBytes(\.count)) else {
        throw .invalidConfiguration("SOCKS takes 1 to 255 bytes of user name and of password (RFC 1929)")
      }
    case .http:
      guard !name.isEmpty, !name.contains(UInt8(ascii: ":")) else {
        throw .invalidConfiguration("the proxy's user name is empty or has a colon, which ends it (RFC 7617)")
      }
    }
  }

  private static func canBeSent(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}
