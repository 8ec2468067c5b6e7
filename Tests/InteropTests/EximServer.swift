import Foundation

/// A private Exim in a temporary directory, which takes mail for `example.test` from anybody and puts it into a Maildir.
///
/// Those who are named `nobody` it does not know. What it logs is all there is to know of it, `log_selector = +all`.
struct EximServer: RunningServer {
  struct Settings: Sendable {
    /// Lines of the main section, after those that are there anyway.
    var options: [String] = []
    var users = ["alice": "correct horse"]
  }

  /// The user that it was compiled for.
  private static let owner = "Debian-exim"

  let startTLSPort: Int
  let implicitTLSPort: Int
  let trustedCertificate: String
  let log: LineLog
  private let inbox: Maildir

  /// Starts Exim, waits until it listens, runs `body`, and ends it.
  static func with<Value>(
    _ settings: Settings = Settings(), isolation: isolated (any Actor)? = #isolation,
    _ body: (EximServer) async throws -> Value
  ) async throws -> Value {
    try await FreePort.with(2) { ports in
      try await TemporaryDirectory.with { directory in
        let owner = try SystemAccount(user: Self.owner)
        for name in ["spool", "mail", "log"] { try directory.makeDirectory(name, permissions: 0o755, owner: owner) }
        let authority = try await TestAuthority(in: directory)
        let certificate = try await authority.issue()
        try TemporaryDirectory.give(certificate.key, to: owner)
        let configuration = try directory.write(
          try configuration(settings, directory, certificate, ports), to: "exim.conf")
        // It logs to files alone. The log is read until its process, in which it takes the shell's place, has ended.
        let script = "tail -n +1 -s 0.1 -F --pid=$$ \"$0\" 2>/dev/null & exec exim4 -C \"$1\" -bdf"
        return try await LocalProcess.with("sh", ["-c", script, directory.path("log/main"), configuration]) { process in
          do {
            try await process.output.line(containing: " daemon started: ")
          } catch let end as LineLog.Ended {
            guard await FreePort.areFree(ports) else { throw FreePort.Taken(ports: ports) }
            throw LineLog.Ended(awaited: end.awaited, lines: end.lines + process.errors.lines)
          }
          return try await body(
            EximServer(
              startTLSPort: ports[0], implicitTLSPort: ports[1], trustedCertificate: authority.certificate,
              log: process.output, inbox: Maildir(path: directory.path("mail/inbox"))))
        }
      }
    }
  }

  /// What Exim says of a message when it has taken it: `<= SENDER … P=PROTOCOL L K X=TLS … S=SIZE`, where L is for
  /// PIPELINING, `L.` where PIPECONNECT could have been used as well, `L-` where neither was, and K for CHUNKING.
  func arrival(queueID: String) async throws -> String {
    try await log.line(containing: " \(queueID) <= ")
  }

  func deliveries(queueID: String) async throws -> [DeliveredMessage] {
    try await log.line(containing: " \(queueID) Completed")
    return try inbox.messages().filter { $0.queueID == queueID }
  }

  func delivered(queueID: String) async throws -> DeliveredMessage {
    guard let message = try await deliveries(queueID: queueID).first else {
      throw LineLog.Ended(awaited: "\(queueID) in the Maildir", lines: log.lines)
    }
    return message
  }

  func content(queueID: String) async throws -> [UInt8] {
    try await delivered(queueID: queueID).content
  }

  private static func configuration(
    _ settings: Settings, _ directory: TemporaryDirectory, _ certificate: CertificateFiles, _ ports: [Int]
  ) throws -> String {
    // As Exim's string expansion has it: the password of the user in a variable, or a failure.
    func password(of user: String) -> String {
      settings.users.reduce("fail") { "${if eq{\(user)}{\($1.key)}{\($1.value)}\($0)}" }
    }
    return """
      exim_path = \(try Tool.require("exim4"))
      primary_hostname = mail.example.test
      spool_directory = \(directory.path("spool"))
      log_file_path = \(directory.path("log"))/%s
      log_selector = +all
      pid_file_path = \(directory.path("spool"))/exim.pid
      daemon_startup_retries = 0
      local_interfaces = 127.0.0.1
      daemon_smtp_ports = \(ports[0]) : \(ports[1])
      tls_on_connect_ports = \(ports[1])
      tls_advertise_hosts = *
      tls_certificate = \(certificate.chain)
      tls_privatekey = \(certificate.key)
      dsn_advertise_hosts = *
      host_lookup =
      rfc1413_hosts =
      keep_environment =
      never_users =
      # Nobody becomes root again.
      deliver_drop_privilege = true
      acl_smtp_rcpt = recipients
      \(settings.options.joined(separator: "\n"))
      begin acl
      recipients:
        deny local_parts = nobody
          message = 5.1.1 No such user
        accept domains = example.test
        deny message = 5.7.1 Relaying denied
      begin routers
      inbox:
        driver = accept
        transport = inbox
      begin transports
      inbox:
        driver = appendfile
        directory = \(directory.path("mail/inbox"))
        maildir_format
        return_path_add
        envelope_to_add
        user = \(owner)
      begin authenticators
      cram_md5:
        driver = cram_md5
        public_name = CRAM-MD5
        server_secret = \(password(of: "$auth1"))
        server_set_id = $auth1
      plain:
        driver = plaintext
        public_name = PLAIN
        server_prompts = :
        server_condition = ${if eq{$auth3}{\(password(of: "$auth2"))}}
        server_set_id = $auth2
      login:
        driver = plaintext
        public_name = LOGIN
        server_prompts = Username:: : Password::
        server_condition = ${if eq{$auth2}{\(password(of: "$auth1"))}}
        server_set_id = $auth1

      """
  }
}
