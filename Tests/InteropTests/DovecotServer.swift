import SASL

/// A private Dovecot that does nothing but check passwords for a Postfix beside it.
enum DovecotServer {
  /// Runs `body` while an authentication server listens on the Unix domain socket `socket`.
  ///
  /// With `tokenKey` it takes access tokens that are JSON Web Tokens signed with that key by HS256 (RFC 7519).
  static func with<Value>(
    in directory: TemporaryDirectory,
    socket: String,
    owner: String,
    users: [String: String],
    mechanisms: [String],
    tokenKey: [UInt8]? = nil,
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Value
  ) async throws -> Value {
    let base = try directory.makeDirectory("dovecot")
    let passwords = users.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value):::::" }.joined(separator: "\n")
    let users = try directory.write(passwords + "\n", to: "dovecot/users")
    let tokens = try tokenKey.map { try tokenPasswords(key: $0, in: directory) } ?? ""
    let configuration = try directory.write(
      """
      protocols =
      base_dir = \(base)/run
      state_dir = \(base)/state
      log_path = /dev/stderr
      ssl = no
      auth_mechanisms = \(mechanisms.joined(separator: " "))
      auth_failure_delay = 0
      \(tokens)
      passdb {
        driver = passwd-file
        args = scheme=PLAIN username_format=%u \(users)
      }
      userdb {
        driver = static
        args = uid=nobody gid=nogroup home=/nonexistent
      }
      service auth {
        unix_listener \(socket) {
          mode = 0600
          user = \(owner)
        }
      }

      """, to: "dovecot/dovecot.conf")
    return try await LocalProcess.with("dovecot", ["-F", "-c", configuration]) { process in
      // The sockets are there when it says this.
      try await process.errors.line(containing: "starting up")
      return try await body()
    }
  }

  /// The keys lie in a folder by the algorithm's name (and by `azp` and `kid`, which the tests' tokens do not have).
  private static func tokenPasswords(key: [UInt8], in directory: TemporaryDirectory) throws -> String {
    try directory.makeDirectory("dovecot/keys/default/HS256")
    try directory.write(String(decoding: Base64.encode(key), as: UTF8.self), to: "dovecot/keys/default/HS256/default")
    let settings = try directory.write(
      """
      introspection_mode = local
      local_validation_key_dict = fs:posix:prefix=\(directory.path("dovecot/keys"))/
      username_attribute = sub

      """, to: "dovecot/oauth2.conf")
    return """
      passdb {
        driver = oauth2
        mechanisms = oauthbearer xoauth2
        args = \(settings)
      }
      """
  }
}
