import Foundation
import MailSandbox

/// Mail programs that are not ours. Each logs in and sends one file, with CRLF for the ends of its lines.
enum ForeignClient: String, CaseIterable, Sendable {
  case swaks
  case msmtp
  case curl
  case smtplib

  struct Outcome: Sendable {
    /// 0 when the server took the message.
    let exitCode: Int32
    /// What the client says that it negotiated.
    let version: PeerTLSVersion?
    let transcript: String
  }

  /// What a client is to send, and to whom.
  struct Errand: Sendable {
    let port: Int
    let implicitTLS: Bool
    /// The path of the certificate of the authority to trust (PEM).
    let authority: String
    /// The path of the message, with LF for the ends of its lines.
    let file: String
    let sender = "alice@example.test"
    let recipient = "bob@example.test"
  }

  /// What this client puts at the end of what it is given.
  var suffix: String { self == .swaks ? "\r\n" : "" }

  func run(_ errand: Errand) async throws -> Outcome {
    let (program, arguments) = command(errand)
    let result = try await LocalProcess.run(
      "sh", ["-c", "exec \"$@\" <\"$MESSAGE\"", "sh", try Tool.require(program)] + arguments,
      environment: ["MESSAGE": errand.file], accepting: nil)
    let transcript = result.output.text + "\n" + result.errors.text
    return Outcome(exitCode: result.exitCode, version: version(in: transcript), transcript: transcript)
  }

  private func command(_ errand: Errand) -> (program: String, arguments: [String]) {
    let user = SandboxCredentials.defaultUser
    let password = SandboxCredentials.defaultPassword
    switch self {
    case .swaks:
      return (
        "swaks",
        [
          "--server", "localhost", "--port", "\(errand.port)", errand.implicitTLS ? "--tlsc" : "--tls",
          "--tls-verify", "--tls-ca-path", errand.authority, "--tls-sni", "localhost",
          "--auth", "LOGIN", "--auth-user", user, "--auth-password", password,
          "--from", errand.sender, "--to", errand.recipient, "--data", "@\(errand.file)",
        ]
      )
    case .msmtp:
      return (
        "msmtp",
        [
          "--host=localhost", "--port=\(errand.port)", "--tls=on",
          "--tls-starttls=\(errand.implicitTLS ? "off" : "on")",
          "--tls-trust-file=\(errand.authority)", "--auth=login", "--user=\(user)", "--passwordeval=echo \(password)",
          "--from=\(errand.sender)", "--debug", "--", errand.recipient,
        ]
      )
    case .curl:
      return (
        "curl",
        [
          "--verbose", "--silent", "--show-error", "--ssl-reqd", "--crlf", "--cacert", errand.authority,
          "--url", "\(errand.implicitTLS ? "smtps" : "smtp")://localhost:\(errand.port)/client.example.test",
          "--user", "\(user):\(password)",
          "--mail-from", errand.sender, "--mail-rcpt", errand.recipient, "--upload-file", errand.file,
        ]
      )
    case .smtplib:
      return (
        "python3",
        [
          "-c", Self.script, "\(errand.port)", errand.implicitTLS ? "implicit" : "starttls", errand.authority, user,
          password, errand.sender, errand.recipient,
        ]
      )
    }
  }

  private static let script = """
    import smtplib, ssl, sys
    port, mode, authority, user, password, sender, recipient = sys.argv[1:]
    context = ssl.create_default_context(cafile=authority)
    if mode == "implicit":
        client = smtplib.SMTP_SSL("localhost", int(port), context=context, timeout=30)
    else:
        client = smtplib.SMTP("localhost", int(port), timeout=30)
        client.starttls(context=context)
    print("version", client.sock.version())
    client.login(user, password)
    message = sys.stdin.buffer.read().replace(b"\\n", b"\\r\\n")
    client.sendmail(sender, [recipient], message, mail_options=["BODY=8BITMIME"])
    client.quit()
    """

  private func version(in transcript: String) -> PeerTLSVersion? {
    let mark: Regex<(Substring, Substring)> =
      switch self {
      case .swaks: /TLS started with cipher TLSv([0-9.]+):/
      case .msmtp: /\(TLS([0-9.]+)/
      case .curl: /SSL connection using TLSv([0-9.]+)/
      case .smtplib: /version TLSv([0-9.]+)/
      }
    guard let number = transcript.firstMatch(of: mark)?.1 else { return nil }
    return PeerTLSVersion.allCases.first { $0.description == "TLSv\(number)" || $0.postfixName == "TLSv\(number)" }
  }
}
