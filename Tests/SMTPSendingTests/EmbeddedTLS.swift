import MailSandbox
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import TLSWire

@testable import SMTPSending

/// The handlers of both sides for TLS on channels of which the test carries the bytes.
///
/// The certificate is judged beforehand, which takes a while and a thread of its own.
struct EmbeddedTLS: Sendable {
  static let host = "mail.example.com"

  let version: TLSWire.TLSVersion
  private let client: NIOSSLContext
  private let server: NIOSSLContext
  private let verdict: CertificateVerdict

  init(_ version: TLSWire.TLSVersion) async throws {
    self.version = version
    let authority = try SandboxAuthority()
    let certificate = try authority.certificate(for: [Self.host])
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try certificate.certificateSources(), privateKey: try certificate.privateKeySource())
    configuration.minimumTLSVersion = version.library
    configuration.maximumTLSVersion = version.library
    server = try NIOSSLContext(configuration: configuration)
    configuration = .makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = .noHostnameVerification
    client = try NIOSSLContext(configuration: configuration)
    var policy = TLSPolicy(.implicit)
    policy.trustRoots = .none
    verdict = await CertificateVerifier(
      policy: policy, additionalRoots: [authority.certificate], name: ServerName(Self.host)
    ).verify(try certificate.chain.map { try $0.encoded() })
  }

  func clientHandlers(for handler: ClientHandler) throws -> [any ChannelHandler] {
    let observer = WireObserver(role: .client)
    let box = NIOLockedValueBox<CertificateVerdict?>(nil)
    handler.adopt(observer, box)
    let tls = try NIOSSLClientHandler(context: client, serverHostname: Self.host) { [verdict] _, promise in
      box.withLockedValue { $0 = verdict }
      promise.succeed(verdict.rejection == nil ? .certificateVerified : .failed)
    }
    return [observer, tls]
  }

  func serverHandler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: server) }
}
