/// What one client is to send, in the form in which every client is told (see `Peers/README.md`).
struct Job: Sendable {
  enum Security: String, Sendable {
    case plain
    case tls
    case startTLS = "starttls"
  }

  var host = "127.0.0.1"
  var port: Int
  var security: Security
  /// The path of the one authority to trust.
  var authority: String
  /// The path of the message.
  var message: String
  var count: Int
  var connections: Int
  /// Whether a connection carries one message after the other.
  var reusesConnections: Bool

  var arguments: [String] {
    [
      host, "\(port)", security.rawValue, authority, message, "\(count)", "\(connections)",
      reusesConnections ? "reuse" : "new",
    ]
  }

  init(
    port: Int, security: Security, authority: String, message: String, count: Int, connections: Int,
    reusesConnections: Bool
  ) {
    self.port = port
    self.security = security
    self.authority = authority
    self.message = message
    self.count = count
    self.connections = connections
    self.reusesConnections = reusesConnections
  }

  init?(arguments: some Collection<String>) {
    let words = Array(arguments)
    guard words.count == 8, let port = Int(words[1]), let security = Security(rawValue: words[2]),
      let count = Int(words[5]), let connections = Int(words[6]), count > 0, connections > 0
    else { return nil }
    self.init(
      port: port, security: security, authority: words[3], message: words[4], count: count, connections: connections,
      reusesConnections: words[7] == "reuse")
    host = words[0]
  }
}
