import BenchmarkSupport
import Foundation

/// A private Postfix with STARTTLS, which queues each message as it would any, and then discards it.
final class PostfixSink {
  let port: Int
  private let process: ChildProcess
  /// How many messages were discarded when the last measurement began.
  private var discarded = 0

  init(certificates: Certificates, directory parent: URL) throws {
    let directory = parent.appending(path: "postfix")
    let port = try LoopbackServer.freePort()
    self.port = port
    try Self.makeFolders(directory)
    for (name, text) in [
      ("main.cf", Self.main(directory.path, certificates)), ("master.cf", Self.master(port: port)),
    ] {
      try text.write(to: directory.appending(path: "config/\(name)"), atomically: true, encoding: .utf8)
    }
    let daemons = try ChildProcess.run(["postconf", "-dh", "daemon_directory"], directory: parent).output
    let master = daemons.trimmingCharacters(in: .whitespacesAndNewlines) + "/master"
    process = try ChildProcess([master, "-s", "-c", directory.appending(path: "config").path], directory: parent)
    try LoopbackServer.waitForListener(on: port, of: process)
  }

  func begin() { discarded = count() }

  /// Waits until all have been discarded, so that nothing of this measurement disturbs the next.
  func verify(_ expected: Int) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while count() - discarded < expected, ContinuousClock.now < deadline { usleep(10_000) }
    let received = count() - discarded
    guard received == expected else {
      throw ChildProcess.Failure("Postfix delivered \(received) of the \(expected) messages that were sent")
    }
  }

  func stop() { process.stop() }

  /// It logs to standard output, one such line for each recipient.
  private func count() -> Int {
    process.outputText.split(separator: "\n").count { $0.contains("postfix/discard[") && $0.contains("status=sent") }
  }

  private static func makeFolders(_ directory: URL) throws {
    guard let account = getpwnam("postfix"), let group = getgrnam("postdrop") else {
      throw ChildProcess.Failure("there is no user postfix or no group postdrop")
    }
    let (user, own, drop) = (account.pointee.pw_uid, account.pointee.pw_gid, group.pointee.gr_gid)
    func make(_ path: String, _ mode: Int, _ owner: (uid_t, gid_t)? = nil) throws {
      let folder = directory.appending(path: path).path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      if let owner { chown(folder, owner.0, owner.1) }
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
    }
    try make("config", 0o755)
    try make("data", 0o700, (user, own))
    try make("queue/pid", 0o755)
    for name in [
      "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace",
    ] { try make("queue/\(name)", 0o700, (user, own)) }
    try make("queue/maildrop", 0o730, (user, drop))
    try make("queue/public", 0o710, (user, drop))
  }

  private static func main(_ directory: String, _ certificates: Certificates) -> String {
    """
    compatibility_level = 3.6
    queue_directory = \(directory)/queue
    data_directory = \(directory)/data
    maillog_file = /dev/stdout
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    myhostname = mail.example.test
    mydestination =
    local_recipient_maps =
    alias_maps =
    alias_database =
    mynetworks = 127.0.0.0/8
    default_transport = discard:
    relay_transport = discard:
    message_size_limit = 0
    smtpd_peername_lookup = no
    smtpd_relay_restrictions = permit_mynetworks, reject
    smtpd_client_connection_count_limit = 0
    smtpd_tls_security_level = encrypt
    smtpd_tls_mandatory_protocols = >=TLSv1.3
    smtpd_tls_protocols = >=TLSv1.3
    smtpd_tls_cert_file = \(certificates.chain)
    smtpd_tls_key_file = \(certificates.key)
    tls_ssl_options = NO_TICKET

    """
  }

  private static func master(port: Int) -> String {
    """
    127.0.0.1:\(port) inet n - n - 200 smtpd
    cleanup unix n - n - 0 cleanup
    qmgr unix n - n 300 1 qmgr
    tlsmgr unix - - n 1000? 1 tlsmgr
    rewrite unix - - n - - trivial-rewrite
    bounce unix - - n - 0 bounce
    defer unix - - n - 0 bounce
    trace unix - - n - 0 bounce
    verify unix - - n - 1 verify
    proxymap unix - - n - - proxymap
    error unix - - n - - error
    retry unix - - n - - error
    discard unix - - n - - discard
    anvil unix - - n - 1 anvil
    postlog unix-dgram n - n - 1 postlogd

    """
  }
}
