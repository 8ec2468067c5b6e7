import SMTPSending

/// A server that others wrote, listening on loopback while a test runs, and how Sealpost's client reaches it.
protocol RunningServer: Sendable {
  var startTLSPort: Int { get }
  var implicitTLSPort: Int { get }
  /// The path of the certificate that clients have to trust (PEM).
  var trustedCertificate: String { get }

  /// Waits until the message has been delivered and returns what has come of it, with CRLF at the ends of lines and without
  /// the fields that the server has put on top.
  func content(queueID: String) async throws -> [UInt8]
}

extension RunningServer {
  /// Trusts this server alone, and tries nothing again.
  func configuration(
    _ mode: TLSPolicy.Mode = .startTLS, _ credentials: Credentials? = nil
  ) -> SMTPClient.Configuration {
    var policy = TLSPolicy(mode)
    policy.trustRoots = .none
    policy.additionalTrustRoots = [.file(trustedCertificate)]
    var configuration = SMTPClient.Configuration(
      host: "localhost", port: mode == .implicit ? implicitTLSPort : startTLSPort, tls: policy,
      credentials: credentials)
    configuration.retryPolicy = .never
    return configuration
  }
}
