/// The client's side of one authentication exchange (RFC 4422): challenge in, response out.
///
/// A mechanism is used for one exchange. It knows nothing of SMTP: the session encodes its responses, decides whether the
/// initial response fits into the AUTH command, and reads the server's verdict. Before it believes a good one it asks the
/// mechanism, by ``acceptSuccess()``.
public protocol SASLMechanism: Sendable {
  /// The registered name, such as `PLAIN`.
  var name: String { get }

  /// Whether the content of a challenge matters to the mechanism; true unless it says otherwise.
  var readsChallenges: Bool { get }

  /// What the server said of its refusal within the exchange, nil where it said nothing.
  var serverError: String? { get }

  /// The mechanism made ready for this server, or nil where it cannot be used: unless it says otherwise, where the server
  /// does not list its name.
  func prepared(for offer: SASLOffer) -> Self?

  /// What the client says first, or nil where the server speaks first.
  mutating func initialResponse() -> [UInt8]?

  /// Answers one challenge.
  /// - Throws: ``SASLError`` when the exchange cannot go on.
  mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8]

  /// The server calls the exchange a success. Whoever must know more before believing it throws.
  /// - Throws: ``SASLError``, and the connection must not be used.
  func acceptSuccess() throws(SASLError)
}

extension SASLMechanism {
  public var readsChallenges: Bool { true }
  public var serverError: String? { nil }

  public func prepared(for offer: SASLOffer) -> Self? {
    offer.mechanisms.contains(name) ? self : nil
  }

  public func acceptSuccess() throws(SASLError) {}
}
