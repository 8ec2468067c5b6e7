import SMTPCore
public import TLSWire

/// What a connection's TLS must be like. Whatever falls short of it ends the connection before any credential or mail is sent.
///
/// The default asks for STARTTLS, TLS 1.2 or 1.3, and a certificate that the system trusts for the server's name.
///
///     var policy = TLSPolicy.startTLS
///     policy.minimum = .tls13
///     policy.pins = [try PublicKeyPin("sha256/…")]
public struct TLSPolicy: Sendable {
  /// When TLS begins.
  public enum Mode: Sendable, Hashable {
    /// In clear until STARTTLS, which the server must offer and accept (RFC 3207). Usual on port 587.
    case startTLS
    /// TLS from the first byte (RFC 8314 section 3.3). Usual on port 465.
    case implicit
    /// No TLS at all: anyone on the way reads the mail. For tests and for hosts that talk to themselves.
    case dangerouslyPlaintext
  }

  /// Where trust in a certificate comes from.
  public enum TrustRoots: Sendable, Hashable {
    /// The certificate authorities that the operating system trusts.
    case system
    /// Only those of ``TLSPolicy/additionalTrustRoots``.
    case none
  }

  /// Certificates, or a private key, in PEM form. Its description does not show what a text holds.
  public enum CertificateSource: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
  {
    case file(String)
    case pem(String)

    public var description: String {
      switch self {
      case .file(let path): path
      case .pem: "[PEM]"
      }
    }

    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
  }

  /// What a client shows a server that asks for a certificate.
  public struct ClientCertificate: Sendable, Hashable {
    /// The client's certificate first, then any intermediates.
    public var chain: CertificateSource
    /// The private key, in PEM form.
    public var privateKey: CertificateSource

    public init(chain: CertificateSource, privateKey: CertificateSource) {
      self.chain = chain
      self.privateKey = privateKey
    }
  }

  /// Protections given up, each by a name that says so. Each changes only what it names.
  public struct Dangers: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) {
      self.rawValue = rawValue
    }

    /// ``TLSPolicy/minimum`` may be TLS 1.0 or 1.1, which RFC 8996 forbids.
    public static let allowDeprecatedVersions = Dangers(rawValue: 1 << 0)
    /// The certificate may be for another name.
    public static let ignoreServerName = Dangers(rawValue: 1 << 1)
    /// The certificate may be issued by anybody.
    public static let trustAnyIssuer = Dangers(rawValue: 1 << 2)
    /// The certificate may be expired or not yet valid.
    public static let ignoreValidityPeriod = Dangers(rawValue: 1 << 3)
    /// Credentials may be sent where ``TLSPolicy/mode-swift.property`` is ``Mode/dangerouslyPlaintext``.
    public static let authenticateInClear = Dangers(rawValue: 1 << 4)
    /// The keys of every connection are written to ``TLSPolicy/keyLogFile``: with them, whoever has recorded the packets
    /// reads the password and the mail.
    public static let logKeys = Dangers(rawValue: 1 << 5)
  }

  public var mode: Mode
  /// TLS 1.2 unless set.
  public var minimum = TLSVersion.tls12
  /// TLS 1.3 unless set.
  public var maximum = TLSVersion.tls13
  public var trustRoots = TrustRoots.system
  /// Trusted besides ``trustRoots-swift.property``.
  public var additionalTrustRoots: [CertificateSource] = []
  /// The name or IP address that the certificate must be for, and that is asked for in the handshake, where it is not the
  /// host that is connected to.
  public var verificationName: String?
  public var clientCertificate: ClientCertificate?
  /// Where not empty, the verified chain must hold one of these keys. With ``Dangers/trustAnyIssuer`` nothing but the
  /// server's own certificate is known to be the server's, so the key must be its own.
  public var pins: Set<PublicKeyPin> = []
  /// With ``Dangers/logKeys``, the file that gets the keys of every connection, one a line, in the form that Wireshark reads
  /// (NSS key log). It is made if need be, for its owner alone; one that others can read is not used. Each connection
  /// warns of it in the client's log. The environment variable SSLKEYLOGFILE has no effect by itself.
  public var keyLogFile: String?
  public var dangerously: Dangers = []

  public init(_ mode: Mode) {
    self.mode = mode
  }

  public static var startTLS: TLSPolicy { TLSPolicy(.startTLS) }
  public static var implicitTLS: TLSPolicy { TLSPolicy(.implicit) }
  public static var dangerouslyPlaintext: TLSPolicy { TLSPolicy(.dangerouslyPlaintext) }

  /// REQUIRETLS is a promise that the certificate of every server on the way is verified (RFC 8689 section 4.2.1).
  /// - Throws: ``SMTPError`` with ``SMTPError/Code/requireTLSUnprotected`` for a policy that does not verify it.
  func checkRequireTLS() throws(SMTPError) {
    if mode == .dangerouslyPlaintext {
      throw SMTPError(
        .requireTLSUnprotected, in: .connect, "the message may go over TLS only (REQUIRETLS), and the policy has none")
    }
    guard dangerously.isDisjoint(with: [.ignoreServerName, .trustAnyIssuer, .ignoreValidityPeriod]) else {
      throw SMTPError(
        .requireTLSUnprotected, in: .connect,
        "the message may go over TLS with a verified certificate only (REQUIRETLS), and the policy accepts others")
    }
  }

  /// - Throws: ``SMTPError`` with ``SMTPError/Code/invalidConfiguration`` for a range that is empty, or reaches below TLS
  ///   1.2 without ``Dangers/allowDeprecatedVersions``, and for half of what logging keys takes.
  func validate() throws(SMTPError) {
    let known: [TLSVersion] = [.tls10, .tls11, .tls12, .tls13]
    for version in [minimum, maximum] where !known.contains(version) {
      throw .invalidConfiguration("\(version) cannot be set: the policy ranges from TLSv1.0 to TLSv1.3")
    }
    guard minimum <= maximum else {
      throw .invalidConfiguration("the minimum TLS version, \(minimum), is above the maximum, \(maximum)")
    }
    guard minimum >= .tls12 || dangerously.contains(.allowDeprecatedVersions) else {
      throw .invalidConfiguration(
        "\(minimum) is deprecated (RFC 8996): set the minimum to TLSv1.2, or allow deprecated versions by their dangerous switch"
      )
    }
    guard (keyLogFile != nil) == dangerously.contains(.logKeys) else {
      throw .invalidConfiguration(
        "a file for the keys of TLS and the dangerous switch to log them go together: one is set without the other")
    }
  }

  /// The versions that the policy accepts, the highest first, as text for people.
  var versionRange: String {
    minimum == maximum ? "\(minimum)" : "\(maximum) to \(minimum)"
  }
}
