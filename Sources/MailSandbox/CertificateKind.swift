/// What a test certificate is like: sound, or with exactly one fault.
///
/// The raw value is the word that a script uses, as in `TLS: certificate expired`.
public enum CertificateKind: String, Sendable, Hashable, CaseIterable {
  /// Names, dates, use and issuer are right.
  case valid
  /// The first domain name with its first label replaced by `*` (RFC 6125 section 6.4.3); otherwise sound.
  case wildcard
  /// Issued through an intermediate authority, which is sent along; sound.
  case intermediate
  /// As ``intermediate``, but the intermediate authority is not sent.
  case missingIntermediate = "missing-intermediate"
  /// For `wrong.sandbox.invalid` instead of the names asked for.
  case wrongName = "wrong-name"
  /// Ended an hour ago.
  case expired
  /// Begins in a day.
  case notYetValid = "not-yet-valid"
  /// Signed with its own key.
  case selfSigned = "self-signed"
  /// Issued by another authority of the same name, which nobody trusts.
  case unknownAuthority = "unknown-authority"
  /// For TLS clients only (extended key usage `clientAuth`, RFC 5280 section 4.2.1.12).
  case wrongUsage = "wrong-usage"
}
