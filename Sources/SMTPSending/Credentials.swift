public import SASL
import SMTPCore

/// Who the client says it is, and how it proves it.
public struct Credentials: Sendable {
  private enum Proof: Sendable {
    case password(Secret)
    case token(@Sendable () async throws -> Secret)
  }

  public let username: String
  private let proof: Proof

  /// A user name and a password, for PLAIN or LOGIN, whichever the server offers, in this order.
  public static func password(_ username: String, _ password: Secret) -> Credentials {
    Credentials(username: username, proof: .password(password))
  }

  /// A user name and an OAuth 2.0 access token, for XOAUTH2. The closure is asked before each connection, so that a token
  /// can be renewed when it expires.
  public static func oauth2(_ username: String, token: @escaping @Sendable () async throws -> Secret) -> Credentials {
    Credentials(username: username, proof: .token(token))
  }

  /// - Throws: ``SMTPError`` where the user name, password or token cannot be sent, or the token could not be had.
  func mechanisms() async throws(SMTPError) -> [any SASLMechanism] {
    switch proof {
    case .password(let password):
      return try unwrap { () throws(SASLError) in
        [
          try PlainMechanism(username: username, password: password),
          LoginMechanism(username: username, password: password),
        ]
      }
    case .token(let provider):
      let token: Secret
      do {
        token = try await provider()
      } catch {
        guard !(error is CancellationError) else { throw .cancelled(in: .authentication) }
        throw .tokenUnavailable("\(error)")
      }
      return try unwrap { () throws(SASLError) in [try XOAuth2Mechanism(username: username, token: token)] }
    }
  }

  private func unwrap(_ make: () throws(SASLError) -> [any SASLMechanism]) throws(SMTPError) -> [any SASLMechanism] {
    do throws(SASLError) {
      return try make()
    } catch {
      throw .invalidConfiguration("\(error)")
    }
  }
}

extension Credentials: CustomStringConvertible {
  public var description: String { "\(username) with \(isToken ? "a token" : "a password")" }

  private var isToken: Bool {
    if case .token = proof { return true }
    return false
  }
}
