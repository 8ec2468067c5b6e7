/// How an exchange with an access token goes, whatever its message looks like: the message, and where the server refuses the
/// token, its error and an acknowledgement, before it gives its final reply.
struct BearerExchange: Sendable {
  private enum State {
    case initial
    case awaitingVerdict
    case errorAcknowledged
  }

  private let mechanism: MechanismName
  private let acknowledgement: [UInt8]
  private var state = State.initial
  /// What the server said of a refused token, nil while it said nothing.
  private(set) var serverError: String?

  init(_ mechanism: MechanismName, acknowledgement: [UInt8]) {
    self.mechanism = mechanism
    self.acknowledgement = acknowledgement
  }

  mutating func begin() {
    state = .awaitingVerdict
  }

  /// Gives nil where the message itself is what is asked for.
  mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8]? {
    switch state {
    case .initial:
      state = .awaitingVerdict
      return nil
    case .awaitingVerdict:
      state = .errorAcknowledged
      serverError = String(decoding: challenge, as: UTF8.self)
      return acknowledgement
    case .errorAcknowledged:
      throw .unexpectedChallenge(mechanism: mechanism.rawValue)
    }
  }
}
