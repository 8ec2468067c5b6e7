/// SCRAM-SHA-1 (RFC 5802), SCRAM-SHA-256 (RFC 7677) and their -PLUS forms: client and server prove to each other that they know
/// the password, or what was derived from it, without sending it.
///
/// The server's proof may not be left out: ``acceptSuccess()`` throws until it has come and is right, also where the server
/// says that all is well. SMTP has it come as one more challenge, to which the response is empty (RFC 4954 section 4).
public struct SCRAMMechanism: SASLMechanism {
  /// How a server's parameters and a password, prepared, become keys. Whoever connects often keeps them.
  public typealias KeyDerivation =
    @Sendable (
      _ parameters: SCRAMParameters, _ derive: () throws(SASLError) -> SCRAMKeys
    ) throws(SASLError) -> SCRAMKeys

  private enum State {
    case initial
    case awaitingServerFirst
    case awaitingServerFinal(signature: [UInt8])
    case serverProven
    /// The server said why it does not go on.
    case refused
  }

  /// How many iterations a server may demand, unless told otherwise: 4,096 to 1,000,000.
  ///
  /// RFC 7677 section 4 has 4,096 as the least that a server should have; with fewer, whoever got at the exchange by posing as
  /// the server could try passwords faster. A million take up to a second, during which an event loop does nothing else;
  /// the most that is in use is 600,000.
  public static let allowedIterations = 4096...1_000_000

  public let name: String
  public private(set) var serverError: String?
  private let mechanism: MechanismName
  private let hash: SCRAMHash
  private let username: String
  private let password: Secret
  private let iterations: ClosedRange<Int>
  private let nonce: String
  private let deriveKeys: KeyDerivation
  private var binding: ChannelBinding?
  private var header = "n,,"
  private var state = State.initial

  /// - Parameters:
  ///   - name: one of the SCRAM mechanisms.
  ///   - allowedIterations: what a server may demand.
  ///   - deriveKeys: where keys that were derived before are kept, if anywhere.
  /// - Throws: ``SASLError/forbiddenCharacter(in:)`` for what SASLprep (RFC 4013) does not let through.
  public init(
    _ name: MechanismName, username: String, password: Secret,
    allowedIterations: ClosedRange<Int> = Self.allowedIterations,
    deriveKeys: @escaping KeyDerivation = { (_, derive) throws(SASLError) in try derive() }
  ) throws(SASLError) {
    try self.init(
      name, username: username, password: password, allowedIterations: allowedIterations,
      nonce: SCRAMMessage.makeNonce(), deriveKeys: deriveKeys)
  }

  /// With a nonce that is known, as the examples of the RFCs have it.
  package init(
    _ name: MechanismName, username: String, password: Secret,
    allowedIterations: ClosedRange<Int> = Self.allowedIterations, nonce: String,
    deriveKeys: @escaping KeyDerivation = { (_, derive) throws(SASLError) in try derive() }
  ) throws(SASLError) {
    guard let hash = name.scramHash else { throw .malformedResponse(mechanism: name.rawValue) }
    try UserName.check(username)
    mechanism = name
    self.name = name.rawValue
    self.hash = hash
    self.username = try SASLprep.prepare(username, "user name")
    self.password = try SASLprep.prepare(password)
    iterations = allowedIterations
    self.nonce = nonce
    self.deriveKeys = deriveKeys
  }

  /// Settles the channel binding (RFC 5802 section 6). A -PLUS form needs it. The plain form says `y` where this side could
  /// have bound and the server does not list the -PLUS form: a server that does have it then knows that somebody has removed
  /// it from the list. It says `n` where the server lists it and the caller chose the plain form.
  public func prepared(for offer: SASLOffer) -> SCRAMMechanism? {
    guard offer.mechanisms.contains(name) else { return nil }
    var prepared = self
    if mechanism.bindsChannel {
      guard let binding = offer.channelBinding else { return nil }
      prepared.binding = binding
      prepared.header = "p=\(ChannelBinding.type),,"
    } else {
      let couldBind = offer.channelBinding != nil && !offer.mechanisms.contains(name + "-PLUS")
      prepared.header = couldBind ? "y,," : "n,,"
    }
    return prepared
  }

  public mutating func initialResponse() -> [UInt8]? {
    state = .awaitingServerFirst
    return Array((header + clientFirstBare).utf8)
  }

  public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
    switch state {
    case .initial:
      state = .awaitingServerFirst
      return Array((header + clientFirstBare).utf8)
    case .awaitingServerFirst:
      return try answer(serverFirst: challenge)
    case .awaitingServerFinal(let signature):
      return try check(serverFinal: challenge, signature)
    case .serverProven, .refused:
      throw .unexpectedChallenge(mechanism: name)
    }
  }

  public func acceptSuccess() throws(SASLError) {
    guard case .serverProven = state else {
      throw .serverUnproven(mechanism: name, "it called the exchange a success before its own proof was there")
    }
  }

  private var clientFirstBare: String { "n=\(UserName.escaped(username)),r=\(nonce)" }

  private mutating func answer(serverFirst: [UInt8]) throws(SASLError) -> [UInt8] {
    guard let message = SCRAMMessage(serverFirst) else { throw malformed("the first message has no attributes") }
    if message.firstLetter == "m" { throw .unsupportedExtension(mechanism: name) }
    if let error = message.values(of: "e")?.first { return note(error) }
    guard let values = message.values(of: "r", "s", "i") else {
      throw malformed("the first message lacks nonce, salt or iteration count")
    }
    guard values[0].hasPrefix(nonce), values[0].utf8.count > nonce.utf8.count, SCRAMMessage.isNonce(values[0]) else {
      throw malformed("its nonce does not continue the client's")
    }
    guard let salt = Base64.decode(values[1].utf8), !salt.isEmpty else { throw malformed("the salt is not base64") }
    let parameters = SCRAMParameters(hash: hash, salt: salt, iterations: try iterationCount(values[2]))
    let keys = try deriveKeys(parameters) { [password] () throws(SASLError) in
      try SCRAMKeys(password: password, parameters)
    }
    let bound = SCRAMMessage.base64(Array(header.utf8) + (binding?.data ?? []))
    let withoutProof = "c=\(bound),r=\(values[0])"
    let authMessage = Array("\(clientFirstBare),".utf8) + serverFirst + Array(",\(withoutProof)".utf8)
    state = .awaitingServerFinal(signature: keys.serverSignature(authMessage))
    return Array("\(withoutProof),p=\(SCRAMMessage.base64(keys.clientProof(authMessage)))".utf8)
  }

  private func iterationCount(_ text: Substring) throws(SASLError) -> Int {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.first != "0", !text.isEmpty else {
      throw malformed("the iteration count is no number")
    }
    // A number too long to be read is too high, too.
    let count = Int(text) ?? .max
    guard iterations.contains(count) else { throw .iterationCount(count, allowed: iterations) }
    return count
  }

  private mutating func check(serverFinal: [UInt8], _ signature: [UInt8]) throws(SASLError) -> [UInt8] {
    guard let message = SCRAMMessage(serverFinal) else { throw malformed("the final message has no attributes") }
    if let error = message.values(of: "e")?.first { return note(error) }
    guard let value = message.values(of: "v")?.first, let verifier = Base64.decode(value.utf8) else {
      throw malformed("the final message has no signature")
    }
    guard Secret(bytes: verifier).matches(Secret(bytes: signature)) else {
      throw .serverUnproven(mechanism: name, "its signature is wrong")
    }
    state = .serverProven
    return []
  }

  /// The server's error, such as `invalid-proof`, comes as a challenge too; its reply follows the empty response.
  private mutating func note(_ error: Substring) -> [UInt8] {
    serverError = String(error)
    state = .refused
    return []
  }

  private func malformed(_ what: String) -> SASLError { .malformedChallenge(mechanism: name, what) }
}
