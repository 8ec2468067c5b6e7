import Foundation

/// A private Dovecot that takes mail by LMTP (RFC 2033), over TCP and a Unix socket, and puts it into Maildirs.
struct DovecotDelivery: Sendable {
  let port: Int
  let socket: String
  private let mail: String

  /// Runs `body` while it listens. Those in `users` have a mailbox, and nobody else.
  static func with<Value>(
    users: [String], isolation: isolated (any Actor)? = #isolation, _ body: (DovecotDelivery) async throws -> Value
  ) async throws -> Value {
    try await TemporaryDirectory.with { directory in
      let port = try await FreePort.pick(1)[0]
      let base = try directory.makeDirectory("dovecot")
      let mail = try directory.makeDirectory("mail", owner: try SystemAccount(user: "nobody", group: "nogroup"))
      let accounts = try directory.write(users.map { "\($0):password:::::\n" }.joined(), to: "dovecot/users")
      let configuration = try directory.write(
        configuration(base: base, mail: mail, accounts: accounts, port: port), to: "dovecot/dovecot.conf")
      return try await LocalProcess.with("dovecot", ["-F", "-c", configuration]) { process in
        // The sockets are there when it says this.
        try await process.errors.line(containing: "starting up")
        return try await body(DovecotDelivery(port: port, socket: "\(base)/lmtp", mail: mail))
      }
    }
  }

  /// What has been delivered to a user.
  func messages(of user: String) throws -> [String] {
    try Maildir(path: "\(mail)/\(user)/Maildir").files().map { String(decoding: $0, as: UTF8.self) }
  }

  private static func configuration(base: String, mail: String, accounts: String, port: Int) -> String {
    """
    protocols = lmtp
    base_dir = \(base)/run
    state_dir = \(base)/state
    log_path = /dev/stderr
    ssl = no
    mail_location = maildir:~/Maildir
    passdb {
      driver = passwd-file
      args = scheme=PLAIN username_format=%u \(accounts)
    }
    userdb {
      driver = static
      args = uid=nobody gid=nogroup home=\(mail)/%u
    }
    service lmtp {
      inet_listener lmtp {
        address = 127.0.0.1
        port = \(port)
      }
      unix_listener \(base)/lmtp {
        mode = 0600
      }
    }

    """
  }
}
