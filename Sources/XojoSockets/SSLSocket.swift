/// Where Xojo keeps the names of TLS versions, so that `SSLSocket.SSLConnectionTypes.tlsv12` means here what it meant there.
public enum SSLSocket {
  /// The TLS that a socket is set to speak, with Xojo's raw values.
  ///
  /// A version by its name is that version and no other: ``tlsv12`` is no minimum. Only ``sslv23`` leaves a choice.
  public enum SSLConnectionTypes: Int, Sendable, Hashable, CaseIterable {
    /// Always refused (RFC 6176).
    case sslv2 = 0
    /// The highest version that both sides have, from TLS 1.2 up. Neither SSL 2 nor SSL 3, whatever the name says: it is
    /// OpenSSL's old word for "let the two sides agree".
    case sslv23 = 1
    /// Always refused (RFC 7568).
    case sslv3 = 2
    /// TLS 1.0 and no other. Refused (RFC 8996), unless ``SMTPSecureSocket/allowsDeprecatedTLS`` is set.
    case tlsv1 = 3
    /// TLS 1.1 and no other. Refused (RFC 8996), unless ``SMTPSecureSocket/allowsDeprecatedTLS`` is set.
    case tlsv11 = 4
    /// TLS 1.2 and no other.
    case tlsv12 = 5
    /// TLS 1.3 and no other.
    case tlsv13 = 6
  }
}

public typealias SSLConnectionTypes = SSLSocket.SSLConnectionTypes
