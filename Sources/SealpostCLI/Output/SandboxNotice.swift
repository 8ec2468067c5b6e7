import MailDiagnosis
import MailSandbox
import TLSWire

/// What a person or a program needs to know to use a sandbox that has just been started.
struct SandboxNotice: Encodable {
  private let event = "listening"
  private let host: String
  private let port: Int
  private let profile: String
  private let implicitTLS: Bool
  private let versions: [String]?
  private let caFile: String?
  private let acceptsDefaultUser: Bool
  /// How to try it, on one line for a shell.
  private let trial: String

  init(_ sandbox: Sandbox, authorityFile: String?, options: SandboxOptions) {
    host = sandbox.host
    port = sandbox.port
    profile = sandbox.profile.name
    implicitTLS = sandbox.implicitTLS
    versions = sandbox.profile.tlsVersions.map { ["\($0.lowerBound)", "\($0.upperBound)"] }
    caFile = authorityFile
    acceptsDefaultUser = options.user == nil
    trial = Self.trial(of: sandbox, authorityFile, options)
  }

  private enum CodingKeys: String, CodingKey {
    case event, host, port, profile, implicitTLS, versions, caFile
  }

  /// For people.
  var sheet: Sheet {
    var sheet = Sheet()
    let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    sheet.line("Sandbox \(profile) listens on \(address)", .strong)
    sheet.gap()
    if let versions {
      let range = versions.first == versions.last ? versions.prefix(1) : versions[...]
      sheet.row("TLS", "\(range.joined(separator: " to ")), \(implicitTLS ? "from the first byte" : "after STARTTLS")")
    } else {
      sheet.row("TLS", "none: everything is in clear", .warning)
    }
    if let caFile { sheet.row("CA file", caFile) }
    if acceptsDefaultUser {
      sheet.row("User", "\(SandboxCredentials.defaultUser), password \(SandboxCredentials.defaultPassword)")
    }
    sheet.row("Try it", trial)
    sheet.row("Stop it", "Ctrl-C")
    sheet.gap()
    return sheet
  }

  private static func trial(of sandbox: Sandbox, _ authorityFile: String?, _ options: SandboxOptions) -> String {
    let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][sandbox.host] ?? sandbox.host
    var words = [
      "sealpost", "send", "--server", host.contains(":") ? "[\(host)]:\(sandbox.port)" : "\(host):\(sandbox.port)",
    ]
    if let versions = sandbox.profile.tlsVersions {
      if sandbox.implicitTLS { words += ["--security", "implicit"] }
      if let authorityFile { words += ["--ca", authorityFile] }
      if versions.upperBound < .tls12 {
        words += ["--min-tls", "\(versions.lowerBound)", "--dangerously-allow-deprecated-tls"]
      }
      words += credentials(of: sandbox.profile, options)
    } else {
      words += ["--security", "none"]
    }
    words += ["--from", "a@example.com", "--to", "b@example.net", "--text", "Hello"]
    return words.map(\.quotedForShell).joined(separator: " ")
  }

  /// Some servers want them before they take a message, and none minds.
  private static func credentials(of profile: SandboxProfile, _ options: SandboxOptions) -> [String] {
    guard profile.capabilitiesOverTLS.contains(where: { $0.hasPrefix("AUTH ") }) else { return [] }
    guard let user = options.user else {
      return [
        "--user", SandboxCredentials.defaultUser, "--password-command", "echo \(SandboxCredentials.defaultPassword)",
      ]
    }
    guard let file = options.passwordFile, file != "-" else { return ["--user", user] }
    return ["--user", user, "--password-file", file]
  }
}

extension String {
  /// This text as one word of a shell's command line.
  fileprivate var quotedForShell: String {
    let isPlain =
      !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default: "@%+=:,./-_".utf8.contains(byte)
        }
      }
    return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
