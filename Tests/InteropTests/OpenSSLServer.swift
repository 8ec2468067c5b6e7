/// `openssl s_server`: real TLS handshakes of every kind, with no mail protocol inside.
///
/// It sends back each line with its characters reversed.
struct OpenSSLServer: Sendable {
  struct Settings: Sendable {
    var versions: ClosedRange<PeerTLSVersion> = .v1_2 ... .v1_3
    /// By OpenSSL's names, the best first. A group for which the client sent no key share brings a HelloRetryRequest.
    var groups: [String] = []
    /// Cipher suites of TLS 1.2 and below, in OpenSSL's notation.
    var ciphers: String?
    /// Asks for a client certificate, and lets clients without one in.
    var asksForClientCertificate = false
  }

  let port: Int
  /// What the server reports of its connections.
  let log: LineLog

  /// Starts the server on a port that the kernel picks, runs `body`, and ends the server.
  static func with<Value>(
    certificate: CertificateFiles,
    _ settings: Settings = Settings(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (OpenSSLServer) async throws -> Value
  ) async throws -> Value {
    var arguments = [
      "s_server", "-accept", "127.0.0.1:0", "-rev", "-cert", certificate.certificate, "-cert_chain", certificate.chain,
      "-key", certificate.key,
    ]
    for version in PeerTLSVersion.allCases where !settings.versions.contains(version) {
      arguments.append("-no" + version.openSSLOption.replacing("-", with: "_"))
    }
    if !settings.groups.isEmpty {
      arguments += ["-groups", settings.groups.joined(separator: ":")]
    }
    if settings.asksForClientCertificate {
      arguments += ["-verify", "2"]
    }
    let lowest = settings.versions.lowerBound
    if let ciphers = settings.ciphers ?? (lowest < .v1_2 ? "ALL:@SECLEVEL=0" : nil) {
      arguments += ["-cipher", ciphers]
    }
    return try await LocalProcess.with("openssl", arguments) { process in
      let line = try await process.output.line(containing: "ACCEPT ")
      guard let colon = line.lastIndex(of: ":"), let port = Int(line[line.index(after: colon)...]) else {
        throw LineLog.Ended(awaited: "the port of openssl s_server", lines: process.output.lines)
      }
      return try await body(OpenSSLServer(port: port, log: process.output))
    }
  }
}
