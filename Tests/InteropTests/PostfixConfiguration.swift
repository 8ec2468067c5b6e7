import Foundation

/// The files that a private Postfix reads, and the folders that it expects.
struct PostfixConfiguration {
  /// The user that Postfix gives up its privileges for.
  static let owner = "postfix"
  /// The Maildir of all recipients, relative to the temporary directory.
  static let inbox = "mail/inbox"

  let settings: PostfixServer.Settings
  let directory: TemporaryDirectory
  let certificate: CertificateFiles
  let startTLSPort: Int
  let implicitTLSPort: Int
  private let account: SystemAccount
  private let dropAccount: SystemAccount

  init(
    settings: PostfixServer.Settings, directory: TemporaryDirectory, certificate: CertificateFiles,
    startTLSPort: Int, implicitTLSPort: Int
  ) throws {
    self.settings = settings
    self.directory = directory
    self.certificate = certificate
    self.startTLSPort = startTLSPort
    self.implicitTLSPort = implicitTLSPort
    account = try SystemAccount(user: Self.owner)
    dropAccount = try SystemAccount(user: Self.owner, group: "postdrop")
  }

  var folder: String { directory.path("config") }
  var authenticationSocket: String { directory.path("queue/private/auth") }

  func write() throws {
    try directory.makeDirectory("config")
    try directory.makeDirectory("data", permissions: 0o700, owner: account)
    try directory.makeDirectory("mail", permissions: 0o700, owner: account)
    try directory.makeDirectory("queue/pid")
    for name in [
      "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace",
    ] {
      try directory.makeDirectory("queue/\(name)", permissions: 0o700, owner: account)
    }
    try directory.makeDirectory("queue/maildrop", permissions: 0o730, owner: dropAccount)
    try directory.makeDirectory("queue/public", permissions: 0o710, owner: dropAccount)
    try directory.write(main, to: "config/main.cf")
    try directory.write(master, to: "config/master.cf")
  }

  private var main: String {
    let range =
      ">=\(settings.versions.lowerBound.postfixName), <=\(settings.versions.upperBound.postfixName)"
    var lines = [
      "compatibility_level = 3.6",
      "queue_directory = \(directory.path("queue"))",
      "data_directory = \(directory.path("data"))",
      "maillog_file = /dev/stdout",
      "enable_long_queue_ids = yes",
      "inet_interfaces = 127.0.0.1",
      "inet_protocols = ipv4",
      "myhostname = mail.example.test",
      "mydestination =",
      "local_recipient_maps =",
      "alias_maps =",
      "alias_database =",
      // No header of the message is added, changed or dropped.
      "local_header_rewrite_clients =",
      "message_drop_headers =",
      "virtual_mailbox_domains = example.test",
      "virtual_mailbox_base = \(directory.path)",
      "virtual_mailbox_maps = static:\(Self.inbox)/",
      "virtual_uid_maps = static:\(account.user)",
      "virtual_gid_maps = static:\(account.group)",
      "virtual_minimum_uid = 1",
      "virtual_mailbox_limit = 0",
      "mailbox_size_limit = 0",
      "message_size_limit = \(settings.messageSizeLimit)",
      "smtpd_peername_lookup = no",
      "smtpd_client_port_logging = yes",
      "smtpd_relay_restrictions = permit_sasl_authenticated, "
        + (settings.requiresAuthentication ? "reject" : "reject_unauth_destination"),
      "smtpd_sasl_auth_enable = yes",
      "smtpd_sasl_type = dovecot",
      "smtpd_sasl_path = private/auth",
      "smtpd_sasl_security_options = noanonymous",
      "smtpd_tls_auth_only = yes",
      "smtpd_tls_security_level = encrypt",
      "smtpd_tls_loglevel = 1",
      "smtpd_tls_received_header = yes",
      "smtpd_tls_cert_file = \(certificate.chain)",
      "smtpd_tls_key_file = \(certificate.key)",
      "smtpd_tls_protocols = \(range)",
      "smtpd_tls_mandatory_protocols = \(range)",
    ]
    if let port = settings.relayPort {
      lines += [
        "relayhost = [127.0.0.1]:\(port)", "smtp_tls_security_level = encrypt", "smtp_tls_loglevel = 1",
        "smtp_tls_servername = localhost",
      ]
    }
    if settings.versions.lowerBound < .v1_2 {
      lines.append("tls_medium_cipherlist = ALL:@SECLEVEL=0")
    }
    if !settings.groups.isEmpty {
      lines.append("tls_eecdh_auto_curves = \(settings.groups.joined(separator: " "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var master: String {
    """
    127.0.0.1:\(startTLSPort) inet n - n - - smtpd
    127.0.0.1:\(implicitTLSPort) inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
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
    virtual unix - n n - - virtual
    smtp unix - - n - - smtp
    relay unix - - n - - smtp
    anvil unix - - n - 1 anvil
    postlog unix-dgram n - n - 1 postlogd

    """
  }
}
