/// What the peer's certificate says, and whether it was verified.
public struct CertificateEvidence: Sendable, Hashable, Codable {
  /// The subject's distinguished name.
  public var subject: String
  /// The issuer's distinguished name.
  public var issuer: String
  /// The first instant of validity, in ISO 8601, UTC, such as `2026-01-31T00:00:00Z`.
  public var notBefore: String
  /// The last instant of validity, in the same form.
  public var notAfter: String
  /// SHA-256 of the certificate's DER form, in lower-case hexadecimal.
  public var sha256: String
  /// The DNS names and IP addresses of the subject alternative name.
  public var names: [String]
  /// Whether the chain and the name were verified.
  public var verified: Bool

  public init(
    subject: String, issuer: String, notBefore: String, notAfter: String, sha256: String, names: [String],
    verified: Bool
  ) {
    self.subject = subject
    self.issuer = issuer
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.sha256 = sha256
    self.names = names
    self.verified = verified
  }
}
