import MIME
import SASL
import SMTPSending
import TLSWire

/// How a test reaches a private Postfix with Sealpost's own client.
struct PostfixDelivery {
  var mode: TLSPolicy.Mode = .startTLS
  var minimum = TLSWire.TLSVersion.tls12
  var maximum = TLSWire.TLSVersion.tls13
  var dangerously: TLSPolicy.Dangers = []
  var password: Secret? = "correct horse"
  /// In place of `alice` and the password.
  var credentials: Credentials?

  func client(for server: PostfixServer) throws -> SMTPClient {
    var configuration = server.configuration(mode, credentials ?? password.map { .password("alice", $0) })
    configuration.tls.minimum = minimum
    configuration.tls.maximum = maximum
    configuration.tls.dangerously = dangerously
    // Postfix's log has a session when it is over.
    configuration.pool = .newConnectionForEachMessage
    return try SMTPClient(configuration)
  }

  /// A delivery held to exactly one version.
  static func exactly(_ version: TLSWire.TLSVersion, _ mode: TLSPolicy.Mode = .startTLS) -> PostfixDelivery {
    PostfixDelivery(
      mode: mode, minimum: version, maximum: version, dangerously: version < .tls12 ? [.allowDeprecatedVersions] : [])
  }
}
