/// Why a signature did not pass.
public struct DKIMProblem: Error, Sendable, Hashable {
  /// The kind of problem.
  public let code: Code

  /// What is wrong, without a line break. Text of the message is shortened and its controls are escaped.
  public let reason: String

  init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// What the problem makes of the signature.
  public var verdict: DKIMVerdict { code.verdict }
}

extension DKIMProblem: CustomStringConvertible {
  public var description: String { "\(code): \(reason)" }
}

extension DKIMProblem {
  /// The kinds of problems. More may be added, so compare with the static members.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: String {
      case malformedSignature = "malformed signature"
      case unsupportedSignature = "unsupported signature"
      case unsignedFrom = "From is not signed"
      case foreignIdentity = "identity outside the domain"
      case historicAlgorithm = "historic algorithm"
      case expired = "expired"
      case weakKey = "weak key"
      case keyUnavailable = "key unavailable"
      case noKey = "no key"
      case malformedKey = "malformed key"
      case revokedKey = "revoked key"
      case unsuitableKey = "unsuitable key"
      case bodyChanged = "body changed"
      case signatureMismatch = "signature mismatch"
      case addedFrom = "From added"
      case unsignedBody = "body is not signed to its end"
      case malformedHeader = "malformed header"
    }

    private let kind: Kind
    let verdict: DKIMVerdict

    public var description: String { kind.rawValue }

    /// The field breaks the grammar of RFC 6376 section 3.5, or lacks a tag it must have.
    public static let malformedSignature = Code(kind: .malformedSignature, verdict: .neutral)
    /// A version, an algorithm, a canonical form or a way to the key that is not known.
    public static let unsupportedSignature = Code(kind: .unsupportedSignature, verdict: .neutral)
    /// `h=` does not name From (RFC 6376, section 6.1.1).
    public static let unsignedFrom = Code(kind: .unsignedFrom, verdict: .permanentError)
    /// `i=` is in another domain than `d=` allows (RFC 6376, section 6.1.1), or the key allows with `t=s`.
    public static let foreignIdentity = Code(kind: .foreignIdentity, verdict: .permanentError)
    /// `rsa-sha1`, which nobody may accept any more (RFC 8301, section 3.1).
    public static let historicAlgorithm = Code(kind: .historicAlgorithm, verdict: .policy)
    /// It is later than `x=`.
    public static let expired = Code(kind: .expired, verdict: .policy)
    /// An RSA key of less than 1,024 bits (RFC 8301, section 3.2).
    public static let weakKey = Code(kind: .weakKey, verdict: .policy)
    /// Looking the key up failed for a reason that may pass.
    public static let keyUnavailable = Code(kind: .keyUnavailable, verdict: .temporaryError)
    /// The domain has no such key.
    public static let noKey = Code(kind: .noKey, verdict: .permanentError)
    /// The record of the key breaks the grammar of RFC 6376 section 3.6.1, or holds no key.
    public static let malformedKey = Code(kind: .malformedKey, verdict: .permanentError)
    /// The domain has withdrawn the key: its `p=` is empty.
    public static let revokedKey = Code(kind: .revokedKey, verdict: .permanentError)
    /// The key is for another algorithm, another hash or another service than mail.
    public static let unsuitableKey = Code(kind: .unsuitableKey, verdict: .permanentError)
    /// The body is not the one that was signed.
    public static let bodyChanged = Code(kind: .bodyChanged, verdict: .fail)
    /// A signed field is not what was signed, or was added, or the signature was made with another key.
    public static let signatureMismatch = Code(kind: .signatureMismatch, verdict: .fail)
    /// The signature is right, but the message has another From beside the signed one, which a reader may be shown (RFC
    /// 6376, section 8.15).
    public static let addedFrom = Code(kind: .addedFrom, verdict: .policy)
    /// The signature is right, but `l=` leaves out the end of the body, to which anybody may have added what a reader is shown (RFC
    /// 6376, section 8.2). ``DKIMVerifier/acceptsUnsignedBody`` lets it pass.
    public static let unsignedBody = Code(kind: .unsignedBody, verdict: .policy)
    /// The signature is right, but the header has a line that is no field. Readers take the body to begin there, so that the signed
    /// fields below it are not those that they show (RFC 6376, section 3.8).
    public static let malformedHeader = Code(kind: .malformedHeader, verdict: .policy)
  }
}
