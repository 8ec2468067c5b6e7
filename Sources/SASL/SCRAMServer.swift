import Crypto

/// The server's side of SCRAM (RFC 5802 section 3).
struct SCRAMServer: Sendable {
  /// What a client's first message comes to.
  private struct Exchange: Sendable {
    let username: String
    let header: [UInt8]
    let bindsChannel: Bool
    let keys: SCRAMKeys
    /// For a user who is not known the exchange goes on all the same, so that nobody learns who is.
    let isKnown: Bool
    let nonce: String
    /// The client's first message without its header, a comma, the server's first message, and another comma.
    let authMessage: [UInt8]
  }

  private enum State: Sendable {
    case awaitingFirst
    case awaitingFinal(Exchange)
    case awaitingAcknowledgement(username: String)
    case done
  }

  private let name: MechanismName
  private let hash: SCRAMHash
  private let accounts: ServerMechanism.Accounts
  private let binding: ChannelBinding?
  private let offersBinding: Bool
  private let nonce: String
  private var state = State.awaitingFirst

  /// What servers have by RFC 7677 section 4.
  static let iterations = 4096

  init(
    _ name: MechanismName, _ hash: SCRAMHash, accounts: ServerMechanism.Accounts, binding: ChannelBinding?,
    offersBinding: Bool, nonce: String
  ) {
    self.name = name
    self.hash = hash
    self.accounts = accounts
    self.binding = binding
    self.offersBinding = offersBinding
    self.nonce = nonce
  }

  mutating func receive(_ response: [UInt8]) throws(SASLError) -> ServerMechanism.Step {
    switch state {
    case .awaitingFirst: return try begin(response)
    case .awaitingFinal(let exchange): return try check(response, exchange)
    case .awaitingAcknowledgement(let username):
      state = .done
      guard response.isEmpty, let password = accounts.password(of: username) else { throw malformed }
      return .credentials(username: username, secret: password)
    case .done: throw malformed
    }
  }

  private var malformed: SASLError { .malformedResponse(mechanism: name.rawValue) }

  /// `gs2-cbind-flag "," [ authzid ] "," client-first-message-bare` (RFC 5802 section 7).
  private mutating func begin(_ response: [UInt8]) throws(SASLError) -> ServerMechanism.Step {
    let parts = response.split(separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let message = SCRAMMessage(Array(parts[2])), let values = message.values(of: "n", "r"),
      let username = UserName.unescaped(values[0]), !username.isEmpty, SCRAMMessage.isNonce(values[1])
    else { throw malformed }
    do {
      try UserName.check(username)
    } catch {
      throw malformed
    }
    let identity = Array("a=\(values[0])".utf8)
    guard parts[1].isEmpty || parts[1].elementsEqual(identity) else { throw malformed }
    switch String(decoding: parts[0], as: UTF8.self) {
    case "n" where !name.bindsChannel: break
    case "y" where !name.bindsChannel:
      // The client could bind, and did not see that this server can: somebody has changed the list on its way.
      guard !offersBinding else {
        state = .done
        return .unproven(username: username)
      }
    case "p=\(ChannelBinding.type)" where name.bindsChannel && binding != nil: break
    default: throw malformed
    }
    let parameters = SCRAMParameters(hash: hash, salt: Self.salt(for: username), iterations: Self.iterations)
    let password = accounts.password(of: username)
    let keys = try SCRAMKeys(
      password: try SASLprep.prepare(password ?? Secret(SCRAMMessage.base64(Self.saltKey))), parameters)
    let nonce = values[1] + self.nonce
    let reply = "r=\(nonce),s=\(SCRAMMessage.base64(parameters.salt)),i=\(parameters.iterations)"
    state = .awaitingFinal(
      Exchange(
        username: username, header: Array(parts[0]) + [0x2C] + Array(parts[1]) + [0x2C],
        bindsChannel: name.bindsChannel, keys: keys, isKnown: password != nil, nonce: String(nonce),
        authMessage: Array(parts[2]) + Array(",\(reply),".utf8)))
    return .challenge(Array(reply.utf8))
  }

  private mutating func check(
    _ response: [UInt8], _ exchange: Exchange
  ) throws(SASLError) -> ServerMechanism.Step {
    state = .done
    guard let message = SCRAMMessage(response), let values = message.values(of: "c", "r"),
      let proof = message.lastValue(of: "p").flatMap({ Base64.decode($0.utf8) }),
      let end = response.lastIndex(of: UInt8(ascii: ","))
    else { throw malformed }
    let bound = exchange.header + (exchange.bindsChannel ? binding?.data ?? [] : [])
    let authMessage = exchange.authMessage + response[..<end]
    guard Base64.decode(values[0].utf8) == bound, values[1] == exchange.nonce, exchange.isKnown,
      exchange.keys.accepts(clientProof: proof, authMessage)
    else { return .unproven(username: exchange.username) }
    state = .awaitingAcknowledgement(username: exchange.username)
    return .challenge(Array("v=\(SCRAMMessage.base64(exchange.keys.serverSignature(authMessage)))".utf8))
  }

  /// The same for a user each time, known or not, so that clients can keep their keys and nobody learns who is known.
  private static func salt(for username: String) -> [UInt8] {
    Array(SCRAMHash.sha256.hmac(Array(username.lowercased().utf8), key: saltKey).prefix(16))
  }

  private static let saltKey: [UInt8] = {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }()
}
