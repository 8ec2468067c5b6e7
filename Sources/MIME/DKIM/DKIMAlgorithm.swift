/// How a DKIM signature is computed (RFC 6376, section 3.3; RFC 8463). The historic `rsa-sha1` is neither written nor
/// accepted (RFC 8301, section 3.1).
public enum DKIMAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// RSA with PKCS#1 v1.5 padding: what every verifier knows.
  case rsaSHA256 = "rsa-sha256"
  /// Ed25519: short keys and signatures, which older verifiers do not know. Add it beside an RSA signature.
  case ed25519SHA256 = "ed25519-sha256"

  /// The `k=` of a key record.
  var keyType: String {
    switch self {
    case .rsaSHA256: "rsa"
    case .ed25519SHA256: "ed25519"
    }
  }
}
