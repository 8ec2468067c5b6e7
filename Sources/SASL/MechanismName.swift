/// The mechanisms that are known here, by the names under which they are registered and offered.
public enum MechanismName: String, Sendable, Hashable, CaseIterable {
  /// ``scramSHA256`` bound to the TLS connection.
  case scramSHA256Plus = "SCRAM-SHA-256-PLUS"
  /// RFC 7677: each side proves to the other that it knows the password, or what was derived from it.
  case scramSHA256 = "SCRAM-SHA-256"
  /// ``scramSHA1`` bound to the TLS connection.
  case scramSHA1Plus = "SCRAM-SHA-1-PLUS"
  /// RFC 5802.
  case scramSHA1 = "SCRAM-SHA-1"
  /// RFC 2195. Whoever sees the exchange can try passwords at leisure.
  case cramMD5 = "CRAM-MD5"
  /// RFC 4616.
  case plain = "PLAIN"
  /// draft-murchison-sasl-login; obsolete, and all that some programs speak.
  case login = "LOGIN"
  /// RFC 7628: OAuth 2.0 access tokens, the standard's form.
  case oauthBearer = "OAUTHBEARER"
  /// Google's and Microsoft's form for OAuth 2.0 access tokens.
  case xoauth2 = "XOAUTH2"
  /// RFC 4422 appendix A: who the client is was settled outside, by its certificate as a rule.
  case external = "EXTERNAL"

  /// The hash function of a SCRAM mechanism, nil for others.
  var scramHash: SCRAMHash? {
    switch self {
    case .scramSHA1, .scramSHA1Plus: .sha1
    case .scramSHA256, .scramSHA256Plus: .sha256
    default: nil
    }
  }

  /// Whether the mechanism binds itself to the TLS connection.
  public var bindsChannel: Bool { self == .scramSHA1Plus || self == .scramSHA256Plus }
}

extension MechanismName: CustomStringConvertible {
  public var description: String { rawValue }
}
