#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What was found about one DKIM-Signature field.
///
/// The texts in it were checked: none has a control or a line break.
public struct DKIMResult: Sendable, Hashable {
  /// Why it did not pass; nil if it passed.
  public internal(set) var problem: DKIMProblem?

  /// Who signed (`d=`), in lower case and with A-labels; nil if that could not be read.
  public internal(set) var domain: String?

  /// Which key of the domain (`s=`), in lower case and with A-labels; nil if that could not be read.
  public internal(set) var selector: String?

  /// For whom the domain signed (`i=`): an address, or `@` and a domain. It is the signer's statement, not an address
  /// that was checked.
  public internal(set) var identity: String?

  /// Nil if that could not be read.
  public internal(set) var algorithm: DKIMAlgorithm?

  /// The names in `h=`, in lower case, in its order. One that stands there more often than in the message forbids others.
  public internal(set) var signedFields: [String] = []

  /// When it was signed (`t=`), by the signer's clock.
  public internal(set) var timestamp: Date?

  /// Until when it holds (`x=`).
  public internal(set) var expiration: Date?

  /// How many bytes of the body, in its canonical form, lie beyond what `l=` signed: anybody may have added them. See
  /// ``DKIMVerifier/acceptsUnsignedBody``.
  public internal(set) var unsignedBodyBytes = 0

  /// The length of the key in bits: 256 for Ed25519.
  public internal(set) var keyBitCount: Int?

  /// Whether the domain is only trying DKIM out (`t=y` of its key): a failure then says nothing.
  public internal(set) var isTesting = false

  init(problem: DKIMProblem) {
    self.problem = problem
  }

  mutating func note(_ times: DKIMSignature.Times) {
    timestamp = times.timestamp.map { Date(timeIntervalSince1970: Double($0)) }
    expiration = times.expiration.map { Date(timeIntervalSince1970: Double($0)) }
  }

  /// Whether it passed, or what its ``problem`` makes of it.
  public var verdict: DKIMVerdict { problem?.verdict ?? .pass }
}

extension DKIMResult: CustomStringConvertible {
  /// In one line, as in `pass (example.com, mail2026)`.
  public var description: String {
    let signer = [domain, selector].compactMap { $0 }.joined(separator: ", ")
    return verdict.rawValue + (signer.isEmpty ? "" : " (\(signer))") + (problem.map { ": \($0)" } ?? "")
  }
}
