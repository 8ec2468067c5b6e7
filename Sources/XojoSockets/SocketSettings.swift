import Logging
import SASL
import SMTPSending

/// What a socket was told. Nothing but its owner changes it: what was negotiated is kept elsewhere.
struct SocketSettings: Sendable {
  var address = ""
  var port = 0
  var sslEnabled = true
  var sslConnectionType = SSLConnectionTypes.sslv23
  var smtpConnectionType = SMTPConnectionTypes.starttls
  var username = ""
  var password = Secret("")
  var certificateFile = ""
  var minimumConnectionType: SSLConnectionTypes?
  var allowsDeprecatedTLS = false
  var dangerouslyAllowsPlaintext = false
  var trustedCertificates: [TLSPolicy.CertificateSource] = []
  var verificationName: String?
  var tokenProvider: (@Sendable () async throws -> Secret)?
  var retryPolicy = RetryPolicy.standard
  var timeOuts = TimeOuts()
  var logger = Logger(label: "sealpost.xojo") { _ in SwiftLogNoOpLogHandler() }

  /// What can be said without a look at files or the network.
  func validate() throws(SocketError) {
    guard !address.isEmpty else {
      throw SocketError(.nameResolutionError, "address is empty: set it to the server's host name")
    }
    guard (1...65535).contains(port) else {
      throw SocketError(
        .invalidPortError, "\(port) is no port: set port to 587 for STARTTLS, or to 465 for TLS from the first byte")
    }
    _ = try policy()
  }

  /// A client that does what these settings say, and nothing else.
  /// - Throws: ``SocketError`` that names the setting.
  func client() throws(SocketError) -> SMTPClient {
    try validate()
    var configuration = SMTPClient.Configuration(host: address, port: port, tls: try policy(), credentials: credentials)
    configuration.retryPolicy = retryPolicy
    configuration.timeOuts = timeOuts
    // What a socket does can be followed by its events: one connection for each message, and the message after DATA.
    configuration.pool = .newConnectionForEachMessage
    configuration.chunking = .never
    do throws(SMTPError) {
      return try SMTPClient(configuration, logger: logger)
    } catch {
      throw SocketError(error, email: nil)
    }
  }

  private var credentials: Credentials? {
    if let tokenProvider { return .oauth2(username, token: tokenProvider) }
    return username.isEmpty ? nil : .password(username, password)
  }

  private func policy() throws(SocketError) -> TLSPolicy {
    guard sslEnabled else {
      guard dangerouslyAllowsPlaintext else {
        throw .invalidState(
          "sslEnabled is false, so the mail would go in clear: set it to true, or set dangerouslyAllowsPlaintext besides"
        )
      }
      return .dangerouslyPlaintext
    }
    let versions = try sslConnectionType.versions(
      minimum: minimumConnectionType, allowsDeprecated: allowsDeprecatedTLS)
    var policy = TLSPolicy(smtpConnectionType == .ssltls ? .implicit : .startTLS)
    policy.minimum = versions.lowerBound
    policy.maximum = versions.upperBound
    if allowsDeprecatedTLS { policy.dangerously = .allowDeprecatedVersions }
    policy.additionalTrustRoots = trustedCertificates
    policy.verificationName = verificationName
    if !certificateFile.isEmpty {
      policy.clientCertificate = TLSPolicy.ClientCertificate(
        chain: .file(certificateFile), privateKey: .file(certificateFile))
    }
    return policy
  }
}
