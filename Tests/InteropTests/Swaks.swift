import Foundation

/// Sends one message with swaks, a client that is not ours.
struct Swaks: Sendable {
  enum Security: Sendable {
    case startTLS
    case implicitTLS
  }

  enum Login: String, Sendable {
    case plain = "PLAIN"
    case login = "LOGIN"
  }

  struct Outcome: Sendable {
    /// 0 when the server took the message.
    let exitCode: Int32
    /// From the final reply of a Postfix.
    let queueID: String?
    let transcript: [String]
  }

  var port: Int
  var security: Security
  var version: PeerTLSVersion?
  var login: Login?
  var user = "alice"
  var password = "correct horse"
  var sender = "alice@example.test"
  var recipient = "bob@example.test"

  /// Sends the file's bytes, with CRLF for the ends of lines, and one CRLF more at the end.
  func send(file: String) async throws -> Outcome {
    var arguments = [
      "--server", "127.0.0.1", "--port", "\(port)", security == .startTLS ? "--tls" : "--tlsc",
      "--from", sender, "--to", recipient, "--data", "@\(file)",
    ]
    if let version {
      arguments += ["--tls-protocol", version.swaksName]
      if version < .v1_2 { arguments += ["--tls-cipher", "ALL:@SECLEVEL=0"] }
    }
    if let login {
      arguments += ["--auth", login.rawValue, "--auth-user", user, "--auth-password", password]
    }
    let result = try await LocalProcess.run("swaks", arguments, accepting: nil)
    let mark = "queued as "
    let queued = result.output.lines.lazy.compactMap { line in
      line.firstRange(of: mark).map { String(line[$0.upperBound...].prefix { $0.isLetter || $0.isNumber }) }
    }
    return Outcome(exitCode: result.exitCode, queueID: queued.first, transcript: result.output.lines)
  }
}
