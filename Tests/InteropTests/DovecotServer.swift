/// A private Dovecot that does nothing but check passwords for a Postfix beside it.
enum DovecotServer {
  /// Runs `body` while an authentication server listens on the Unix domain socket `socket`.
  static func with<Value>(
    in directory: TemporaryDirectory,
    socket: String,
    owner: String,
    users: [String: String],
    mechanisms: [String],
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Value
  ) async throws -> Value {
    let base = try directory.makeDirectory("dovecot")
    let passwords = users.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value):::::" }.joined(separator: "\n")
    let users = try directory.write(passwords + "\n", to: "dovecot/users")
    let configuration = try directory.write(
      """
      protocols =
      base_dir = \(base)/run
      state_dir = \(base)/state
      log_path = /dev/stderr
      ssl = no
      auth_mechanisms = \(mechanisms.joined(separator: " "))
      auth_failure_delay = 0
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
}
