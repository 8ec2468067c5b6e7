public import NIOSSL
import SASL
public import TLSWire

/// A server's certificate and the TLS versions that it speaks.
public struct ServerTLS: Sendable {
  /// The server's certificate first, then those that lead to the root.
  public var certificateChain: [NIOSSLCertificateSource]
  public var privateKey: NIOSSLPrivateKeySource
  /// The lowest version that is spoken. Below TLS 1.2 only for tests: RFC 8996 forbids it.
  public var minimumVersion: TLSWire.TLSVersion = .tls12
  public var maximumVersion: TLSWire.TLSVersion = .tls13
  /// Asks for a client certificate and closes the handshake where none comes that leads to these roots.
  public var clientCertificateRoots: NIOSSLTrustRoots?
  /// The groups for the key exchange in order of preference; nil leaves it to the library. A client that sends a key
  /// share for none of them gets a HelloRetryRequest.
  public var curves: [NIOTLSCurve]?

  public init(certificateChain: [NIOSSLCertificateSource], privateKey: NIOSSLPrivateKeySource) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
  }

  /// The settings made ready for connections.
  struct Context: Sendable {
    let library: NIOSSLContext
    /// What an authentication can bind itself to.
    let channelBinding: ChannelBinding?
  }

  /// Builds what NIOSSL needs.
  /// - Throws: ``SMTPServerError/invalidVersionRange(minimum:maximum:)``, or NIOSSL's error for a certificate or key that
  ///   cannot be read or used.
  func makeContext() throws -> Context {
    guard minimumVersion <= maximumVersion, let minimum = Self.libraryVersion(minimumVersion),
      let maximum = Self.libraryVersion(maximumVersion)
    else { throw SMTPServerError.invalidVersionRange(minimum: minimumVersion, maximum: maximumVersion) }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificateChain, privateKey: privateKey)
    configuration.minimumTLSVersion = minimum
    configuration.maximumTLSVersion = maximum
    if minimumVersion < .tls12 {
      // The library's default suites are all of TLS 1.2 and later: with them nothing is left for the old versions.
      configuration.cipherSuites = "ALL"
    }
    configuration.curves = curves
    if let clientCertificateRoots {
      configuration.trustRoots = clientCertificateRoots
      configuration.certificateVerification = .noHostnameVerification
    }
    return Context(library: try NIOSSLContext(configuration: configuration), channelBinding: channelBinding)
  }

  private var channelBinding: ChannelBinding? {
    guard case .certificate(let certificate)? = certificateChain.first, let der = try? certificate.toDERBytes() else {
      return nil
    }
    return ChannelBinding(serverCertificate: der)
  }

  private static func libraryVersion(_ version: TLSWire.TLSVersion) -> NIOSSL.TLSVersion? {
    switch version {
    case .tls10: .tlsv1
    case .tls11: .tlsv11
    case .tls12: .tlsv12
    case .tls13: .tlsv13
    default: nil
    }
  }

  static func wireVersion(_ version: NIOSSL.TLSVersion) -> TLSWire.TLSVersion {
    switch version {
    case .tlsv1: .tls10
    case .tlsv11: .tls11
    case .tlsv12: .tls12
    case .tlsv13: .tls13
    }
  }
}
