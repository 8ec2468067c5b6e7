/// When TLS begins on a connection, with Xojo's raw values.
public enum SMTPConnectionTypes: Int, Sendable, Hashable, CaseIterable {
  /// In clear until STARTTLS, which the server must offer and accept (RFC 3207). Usual on port 587.
  case starttls = 0
  /// TLS from the first byte (RFC 8314 section 3.3). Usual on port 465.
  case ssltls = 1
}
