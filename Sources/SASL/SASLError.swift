/// Why an exchange could not be carried on.
public struct SASLError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case unexpectedChallenge(mechanism: String)
    case forbiddenCharacter(field: String)
    case malformedResponse(mechanism: String)
    case malformedChallenge(mechanism: String, what: String)
    case unsupportedExtension(mechanism: String)
    case iterationCount(Int, allowed: ClosedRange<Int>)
    case serverUnproven(mechanism: String, what: String)
  }

  private let code: Code

  /// The server sent one more challenge than the mechanism has answers.
  public static func unexpectedChallenge(mechanism: String) -> Self {
    Self(code: .unexpectedChallenge(mechanism: mechanism))
  }

  /// A user name, password or token holds a character that the mechanism uses as its separator, or that its form forbids.
  public static func forbiddenCharacter(in field: String) -> Self { Self(code: .forbiddenCharacter(field: field)) }

  /// What a client sent is not of the mechanism's form.
  public static func malformedResponse(mechanism: String) -> Self {
    Self(code: .malformedResponse(mechanism: mechanism))
  }

  /// What a server sent is not of the mechanism's form; `what` says which part.
  public static func malformedChallenge(mechanism: String, _ what: String) -> Self {
    Self(code: .malformedChallenge(mechanism: mechanism, what: what))
  }

  /// The server demands an extension that is not known here (RFC 5802 section 5.1, attribute `m`).
  public static func unsupportedExtension(mechanism: String) -> Self {
    Self(code: .unsupportedExtension(mechanism: mechanism))
  }

  /// The server demands so many iterations. Too few would let whoever has seen the exchange try passwords quickly, and
  /// too many would keep this side busy.
  public static func iterationCount(_ count: Int, allowed: ClosedRange<Int>) -> Self {
    Self(code: .iterationCount(count, allowed: allowed))
  }

  /// The server did not prove that it knows the password, or what was derived from it: it is another server, or somebody
  /// stands in between. `what` says how it failed.
  public static func serverUnproven(mechanism: String, _ what: String) -> Self {
    Self(code: .serverUnproven(mechanism: mechanism, what: what))
  }

  /// Whether it was the server that failed to prove itself.
  public var isServerUnproven: Bool {
    if case .serverUnproven = code { true } else { false }
  }

  public var description: String {
    switch code {
    case .unexpectedChallenge(let mechanism):
      "\(mechanism): the server sent a challenge that the mechanism does not have"
    case .forbiddenCharacter(let field): "the \(field) holds a character that the mechanism cannot carry"
    case .malformedResponse(let mechanism): "\(mechanism): the response is not of the mechanism's form"
    case .malformedChallenge(let mechanism, let what):
      "\(mechanism): the server's challenge is not of the mechanism's form: \(what)"
    case .unsupportedExtension(let mechanism): "\(mechanism): the server demands an extension that is unknown here"
    case .iterationCount(let count, let allowed):
      "the server demands \(count) iterations to derive a key from the password, and "
        + "\(allowed.lowerBound) to \(allowed.upperBound) are carried out"
    case .serverUnproven(let mechanism, let what):
      "\(mechanism): the server did not prove that it knows the password: \(what)"
    }
  }
}
