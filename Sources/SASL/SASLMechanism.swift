/// The client's side of one authentication exchange (RFC 4422): challenge in, response out.
///
/// A mechanism is used for one exchange. It knows nothing of SMTP: the session encodes its responses, decides whether the
/// initial response fits into the AUTH command, and reads the server's verdict.
public protocol SASLMechanism: Sendable {
  /// The registered name, such as `PLAIN`.
  var name: String { get }

  /// Whether the content of a challenge matters to the mechanism; true unless it says otherwise.
  var readsChallenges: Bool { get }

  /// What the client says first, or nil where the server speaks first.
  mutating func initialResponse() -> [UInt8]?

  /// Answers one challenge.
  /// - Throws: ``SASLError`` when the exchange cannot go on.
  mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8]
}

extension SASLMechanism {
  public var readsChallenges: Bool { true }
}

/// Why an exchange could not be carried on.
public struct SASLError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case unexpectedChallenge(mechanism: String)
    case forbiddenCharacter(field: String)
    case malformedResponse(mechanism: String)
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

  public var description: String {
    switch code {
    case .unexpectedChallenge(let mechanism):
      "\(mechanism): the server sent a challenge that the mechanism does not have"
    case .forbiddenCharacter(let field): "the \(field) holds a character that the mechanism cannot carry"
    case .malformedResponse(let mechanism): "\(mechanism): the response is not of the mechanism's form"
    }
  }
}
