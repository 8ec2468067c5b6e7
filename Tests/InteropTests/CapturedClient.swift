import Foundation
import MIME
import SMTPSending
import TLSWire

/// TLS clients of different makers, each of which can be held to one version.
enum CapturedClient: String, CaseIterable, Sendable {
  case openssl
  case python
  case curl
  case gnutls
  case node
  case nss
  case swaks
  case sealpost

  /// The clients that need no mail protocol inside TLS, and end where none is spoken.
  static let withoutMail: [CapturedClient] = [.openssl, .python, .gnutls, .node]
  /// The clients that can ask for STARTTLS.
  static let withStartTLS: [CapturedClient] = [.openssl, .python, .curl, .gnutls, .swaks, .sealpost]

  struct Target: Sendable {
    let port: Int
    let startTLS: Bool
    /// Whether mail is spoken inside TLS.
    let isMail: Bool
    /// The path of the certificate of the authority to trust (PEM).
    let authority: String
  }

  /// Makes one connection with exactly this version. What comes of it is left to the capture.
  func connect(to target: Target, _ version: PeerTLSVersion, in directory: TemporaryDirectory) async throws {
    switch self {
    case .sealpost: try await sendOwn(to: target, version)
    case .swaks:
      let message = try directory.write("Subject: a\n\nb\n", to: "message.eml")
      _ = try await Swaks(
        port: target.port, security: target.startTLS ? .startTLS : .implicitTLS, version: version
      ).send(file: message)
    case .openssl, .python, .curl, .gnutls, .node, .nss:
      let (program, arguments) = command(target, version)
      try await LocalProcess.run(program, arguments, accepting: nil)
    }
  }

  private func command(_ target: Target, _ version: PeerTLSVersion) -> (String, [String]) {
    let number = "\(version.description.dropFirst(4))"
    let isOld = version < .v1_2
    switch self {
    case .openssl:
      return (
        "openssl",
        ["s_client", "-connect", "127.0.0.1:\(target.port)", "-servername", "localhost", version.openSSLOption]
          + (target.startTLS ? ["-starttls", "smtp"] : []) + (isOld ? ["-cipher", "ALL:@SECLEVEL=0"] : [])
      )
    case .python:
      let mode = target.startTLS ? "starttls" : target.isMail ? "implicit" : "tls"
      return (
        "python3", ["-c", Self.pythonScript, "\(target.port)", mode, version.description.replacing(".", with: "_")]
      )
    case .curl:
      return (
        "curl",
        [
          "--silent", "--insecure", "--ssl-reqd", "--max-time", "20", "--tlsv\(number)", "--tls-max", number,
          "\(target.startTLS ? "smtp" : "smtps")://localhost:\(target.port)",
        ] + (isOld ? ["--ciphers", "ALL:@SECLEVEL=0"] : [])
      )
    case .gnutls:
      return (
        "gnutls-cli",
        [
          "--insecure", "--sni-hostname", "localhost", "--port", "\(target.port)", "--priority",
          "NORMAL:-VERS-ALL:+VERS-TLS\(number)", "127.0.0.1",
        ] + (target.startTLS ? ["--starttls-proto", "smtp"] : [])
      )
    case .node:
      return ("node", ["-e", Self.nodeScript, "\(target.port)", version.postfixName])
    case .nss:
      return (
        "tstclnt",
        ["-h", "localhost", "-p", "\(target.port)", "-4", "-D", "-o", "-Q", "-V", "tls\(number):tls\(number)"]
      )
    case .swaks, .sealpost: return ("true", [])
    }
  }

  private func sendOwn(to target: Target, _ version: PeerTLSVersion) async throws {
    let own = TLSWire.TLSVersion(rawValue: version.rawValue)
    var policy = TLSPolicy(target.startTLS ? .startTLS : .implicit)
    policy.minimum = own
    policy.maximum = own
    policy.dangerously = version < .v1_2 ? [.allowDeprecatedVersions] : []
    policy.trustRoots = .none
    policy.additionalTrustRoots = [.file(target.authority)]
    var configuration = SMTPClient.Configuration(host: "localhost", port: target.port, tls: policy)
    configuration.retryPolicy = .never
    _ = try await SMTPClient(configuration).send(
      Message(from: try Mailbox("alice@example.test"), to: [try Mailbox("bob@example.test")], text: "captured"))
  }

  private static let pythonScript = """
    import smtplib, socket, ssl, sys, warnings
    warnings.simplefilter("ignore")
    port, mode, version = sys.argv[1:]
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    only = getattr(ssl.TLSVersion, version.replace("TLSv1_0", "TLSv1"))
    context.minimum_version = context.maximum_version = only
    if mode == "tls":
        plain = socket.create_connection(("127.0.0.1", int(port)), timeout=30)
        context.wrap_socket(plain, server_hostname="localhost").close()
    elif mode == "implicit":
        smtplib.SMTP_SSL("localhost", int(port), context=context, timeout=30).quit()
    else:
        client = smtplib.SMTP("localhost", int(port), timeout=30)
        client.starttls(context=context)
        client.quit()
    """

  private static let nodeScript = """
    const [port, version] = process.argv.slice(1);
    const socket = require("tls").connect({
      host: "127.0.0.1", port: Number(port), servername: "localhost", rejectUnauthorized: false,
      minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" }, () => socket.end());
    socket.on("error", () => process.exit(1));
    socket.on("close", () => process.exit(0));
    """
}
