import MailSandbox

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

  init(_ sandbox: Sandbox, authorityFile: String?, acceptsDefaultUser: Bool) {
    host = sandbox.host
    port = sandbox.port
    profile = sandbox.profile.name
    implicitTLS = sandbox.implicitTLS
    versions = sandbox.profile.tlsVersions.map { ["\($0.lowerBound)", "\($0.upperBound)"] }
    caFile = authorityFile
    self.acceptsDefaultUser = acceptsDefaultUser
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
    let security = versions == nil ? " --security none" : implicitTLS ? " --security implicit" : ""
    let trust = caFile.map { " --ca \($0)" } ?? ""
    sheet.row(
      "Try it",
      "sealpost send --server \(address)\(security)\(trust) --from a@example.com --to b@example.net --text Hello")
    sheet.row("Stop it", "Ctrl-C")
    sheet.gap()
    return sheet
  }
}
