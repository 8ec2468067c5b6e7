import NIOCore
import SASL

extension ServerSession {
  /// What is offered now: nothing in the clear, unless the configuration says so.
  var offeredMechanisms: [MechanismName] {
    guard isSecure || !configuration.requiresTLSForAuthentication else { return [] }
    return configuration.authenticationMechanisms.filter { !$0.bindsChannel || channelBinding != nil }
  }

  /// Why AUTH may not stand here (RFC 4954 section 4), or nil where it may.
  func refusalOfAuthentication(_ mechanism: String) -> Reply? {
    let known = MechanismName(rawValue: mechanism)
    guard !configuration.authenticationMechanisms.isEmpty else {
      return Reply(502, "5.5.1", "AUTH is not provided")
    }
    guard clientGreeting == .ehlo else { return Reply(503, "5.5.1", "Send EHLO first") }
    guard authenticatedUser == nil else { return Reply(503, "5.5.1", "Authenticated already") }
    guard transaction == .none else { return Reply(503, "5.5.1", "Not within a message") }
    guard let known, configuration.authenticationMechanisms.contains(known) else {
      return Reply(504, "5.5.4", "Mechanism not provided")
    }
    // Without TLS there is nothing to bind to either.
    guard offeredMechanisms.contains(known) else {
      return isSecure ? Reply(504, "5.5.4", "Mechanism not provided") : configuration.encryptionRequiredReply
    }
    return nil
  }

  mutating func beginAuthentication(_ name: String, _ initialResponse: Secret?) {
    guard let known = MechanismName(rawValue: name) else { return }
    var mechanism = ServerMechanism(
      known, accounts: configuration.accounts, channelBinding: channelBinding,
      offersBinding: offeredMechanisms.contains { $0.rawValue == name + "-PLUS" })
    do throws(SASLError) {
      let step = try mechanism.start(initialResponse: initialResponse?.withBytes { $0 })
      follow(step, of: mechanism)
    } catch {
      reject(Reply(501, "5.5.2", "The response is not of the mechanism's form"))
    }
  }

  mutating func continueAuthentication(_ mechanism: ServerMechanism, with line: ByteBufferView) {
    perform(.received("[redacted]"))
    state = .commands
    if line.elementsEqual([UInt8(ascii: "*")]) {
      return reject(Reply(501, "5.7.0", "Authentication cancelled"))
    }
    guard let response = Base64.decode(line) else { return reject(Reply(501, "5.5.2", "Not base64")) }
    var mechanism = mechanism
    do throws(SASLError) {
      let step = try mechanism.receive(response)
      follow(step, of: mechanism)
    } catch {
      reject(Reply(501, "5.5.2", "The response is not of the mechanism's form"))
    }
  }

  private mutating func follow(_ step: ServerMechanism.Step, of mechanism: ServerMechanism) {
    switch step {
    case .challenge(let challenge):
      challengingMechanism = mechanism
      ask(
        .challenge(
          mechanism: mechanism.name.rawValue, String(decoding: Base64.encode(challenge), as: UTF8.self)))
    case .credentials(let username, let secret):
      ask(.credentials(mechanism: mechanism.name.rawValue, username: username, secret: secret))
    case .unproven(let username):
      isUnproven = true
      ask(.credentials(mechanism: mechanism.name.rawValue, username: username, secret: ""))
    }
  }

  mutating func sendChallenge(succeeds: Bool, reply: Reply) {
    if succeeds, let challengingMechanism { state = .authenticating(challengingMechanism) }
    challengingMechanism = nil
    send(reply)
  }

  mutating func endAuthentication(mechanism: String, username: String, succeeds: Bool, reply: Reply) {
    sawAuthentication = true
    if isUnproven {
      // No policy can make a wrong proof right.
      isUnproven = false
      return reject(reply.isPositive ? .credentialsRefused : reply)
    }
    if succeeds {
      authenticatedUser = username
      return send(reply)
    }
    // Both tell of a refused token in a challenge, which the client answers with next to nothing.
    let error: String
    switch MechanismName(rawValue: mechanism) {
    case .xoauth2 where reply.code == 535: error = #"{"status":"401","schemes":"bearer","scope":""}"#
    case .oauthBearer where reply.code == 535: error = #"{"status":"invalid_token","scope":""}"#
    default: return reject(reply)
    }
    state = .refusingToken(reply)
    send(Reply(334, String(decoding: Base64.encode(error.utf8), as: UTF8.self)))
  }
}

extension Reply {
  /// `535 5.7.8`: the answer to credentials that are not right (RFC 4954 section 6).
  public static let credentialsRefused = Reply(535, "5.7.8", "Authentication credentials invalid")
}
