public import Logging
import NIOConcurrencyHelpers
public import SASL
public import SMTPSending

/// What a socket is told. It may be set at any time and in any order; it holds from the next connection on. Nothing but its
/// owner changes it: whatever happens, it reads as it was set.
extension SMTPSecureSocket {
  /// The server's host name or IP address.
  public var address: String {
    get { self[\.address] }
    set { self[\.address] = newValue }
  }

  /// 587 for ``SMTPConnectionTypes/starttls``, 465 for ``SMTPConnectionTypes/ssltls``. 0 until set, and refused then.
  public var port: Int {
    get { self[\.port] }
    set { self[\.port] = newValue }
  }

  /// True unless set. False is refused, unless ``dangerouslyAllowsPlaintext`` is set too.
  public var sslEnabled: Bool {
    get { self[\.sslEnabled] }
    set { self[\.sslEnabled] = newValue }
  }

  /// ``SSLSocket/SSLConnectionTypes/sslv23`` unless set: the highest version that both sides have, from TLS 1.2 up. (Xojo's
  /// own default is TLS 1.0.) What came of it is ``negotiatedConnectionType``, a property of its own.
  public var sslConnectionType: SSLConnectionTypes {
    get { self[\.sslConnectionType] }
    set { self[\.sslConnectionType] = newValue }
  }

  /// STARTTLS unless set.
  public var smtpConnectionType: SMTPConnectionTypes {
    get { self[\.smtpConnectionType] }
    set { self[\.smtpConnectionType] = newValue }
  }

  /// Empty for a server that wants no login.
  public var username: String {
    get { self[\.username] }
    set { self[\.username] = newValue }
  }

  public var password: String {
    get { self[\.password].withBytes { String(decoding: $0, as: UTF8.self) } }
    set { self[\.password] = Secret(newValue) }
  }

  /// The path of a PEM file with the certificate, and its private key, that this side shows a server that asks for one.
  /// Empty for none.
  public var certificateFile: String {
    get { self[\.certificateFile] }
    set { self[\.certificateFile] = newValue }
  }

  // Not Xojo's

  /// Raises the lowest version of ``SSLSocket/SSLConnectionTypes/sslv23``; a fixed version below it is refused. Nil leaves it
  /// to ``sslConnectionType``.
  public var minimumConnectionType: SSLConnectionTypes? {
    get { self[\.minimumConnectionType] }
    set { self[\.minimumConnectionType] = newValue }
  }

  /// Lets TLS 1.0 and 1.1 be set, which RFC 8996 forbids. It does not lower what ``SSLSocket/SSLConnectionTypes/sslv23``
  /// offers; ``minimumConnectionType`` does.
  public var allowsDeprecatedTLS: Bool {
    get { self[\.allowsDeprecatedTLS] }
    set { self[\.allowsDeprecatedTLS] = newValue }
  }

  /// Lets ``sslEnabled`` be false: anyone on the way reads the mail. Credentials are not sent so even then.
  public var dangerouslyAllowsPlaintext: Bool {
    get { self[\.dangerouslyAllowsPlaintext] }
    set { self[\.dangerouslyAllowsPlaintext] = newValue }
  }

  /// Authorities that are trusted besides those of the system.
  public var trustedCertificates: [TLSPolicy.CertificateSource] {
    get { self[\.trustedCertificates] }
    set { self[\.trustedCertificates] = newValue }
  }

  /// The name that the server's certificate must be for, where it is not ``address``.
  public var verificationName: String? {
    get { self[\.verificationName] }
    set { self[\.verificationName] = newValue }
  }

  /// Gives an OAuth 2.0 access token for ``username``, in place of ``password``. It is asked before each connection.
  public var tokenProvider: (@Sendable () async throws -> Secret)? {
    get { state.withLockedValue { $0.settings.tokenProvider } }
    set {
      state.withLockedValue { state in
        state.settings.tokenProvider = newValue
        state.revision += 1
      }
    }
  }

  /// Four attempts within two minutes unless set.
  public var retryPolicy: RetryPolicy {
    get { self[\.retryPolicy] }
    set { self[\.retryPolicy] = newValue }
  }

  public var timeOuts: TimeOuts {
    get { self[\.timeOuts] }
    set { self[\.timeOuts] = newValue }
  }

  /// Gets the dialogue at level trace, secrets redacted.
  public var logger: Logger {
    get { self[\.logger] }
    set { self[\.logger] = newValue }
  }

  private subscript<Value>(_ setting: WritableKeyPath<SocketSettings, Value>) -> Value {
    get { state.withLockedValue { $0.settings[keyPath: setting] } }
    set {
      state.withLockedValue { state in
        state.settings[keyPath: setting] = newValue
        state.revision += 1
      }
    }
  }
}
