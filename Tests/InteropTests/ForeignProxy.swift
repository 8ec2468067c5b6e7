import SASL
import SMTPSending

/// A proxy that others wrote, on a port of loopback.
enum ForeignProxy: String, Sendable, CaseIterable {
  case microsocks
  case dante = "danted"
  case tinyproxy

  static let user = "ada"
  static let password = "engine"

  /// Dante's passwords are those of the system's users, so it is run without.
  var hasLogin: Bool { self != .dante }

  var isSOCKS: Bool { self != .tinyproxy }

  func proxy(port: Int, password: String? = Self.password) -> SMTPClient.Proxy {
    let credentials = password.map { SMTPClient.Proxy.Credentials(Self.user, Secret($0)) }
    return isSOCKS
      ? .socks5(host: "127.0.0.1", port: port, credentials: credentials)
      : .httpConnect(host: "127.0.0.1", port: port, credentials: credentials)
  }

  /// Runs `body` beside the proxy. Microsocks does not say when it is there, so its first connections may be refused.
  /// - Parameter allowedPort: the only port that tinyproxy connects to.
  func with<Value>(
    in directory: TemporaryDirectory, allowedPort: Int, isolation: isolated (any Actor)? = #isolation,
    _ body: (_ port: Int) async throws -> Value
  ) async throws -> Value {
    let port = try await FreePort.pick(1)[0]
    switch self {
    case .microsocks:
      return try await LocalProcess.with(
        rawValue, ["-i", "127.0.0.1", "-p", "\(port)", "-u", Self.user, "-P", Self.password]
      ) { _ in try await body(port) }
    case .dante:
      let configuration = try directory.write(
        """
        logoutput: stderr
        internal: 127.0.0.1 port = \(port)
        external: 127.0.0.1
        clientmethod: none
        socksmethod: none
        user.privileged: root
        user.unprivileged: nobody
        client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
        socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }

        """, to: "danted.conf")
      return try await LocalProcess.with(rawValue, ["-f", configuration]) { process in
        try await process.errors.line(containing: "running")
        return try await body(port)
      }
    case .tinyproxy:
      let configuration = try directory.write(
        """
        Port \(port)
        Listen 127.0.0.1
        BasicAuth \(Self.user) \(Self.password)
        ConnectPort \(allowedPort)
        LogLevel Info

        """, to: "tinyproxy.conf")
      return try await LocalProcess.with(rawValue, ["-d", "-c", configuration]) { process in
        try await process.output.line(containing: "Accepting connections")
        return try await body(port)
      }
    }
  }
}
