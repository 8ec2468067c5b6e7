@testable import SASL

/// Takes the input for lines of an authentication exchange, with a byte before them for the side and the mechanism: whatever
/// a client hears it must not believe a server that has proved nothing, and whatever a server hears it must let nobody in
/// by a mechanism that asks for proof.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = Array(UnsafeRawBufferPointer(start: data, count: size))
  guard let first = input.first else { return 0 }
  let names = MechanismName.allCases
  let name = names[Int(first & 0x7F) % names.count]
  let lines = input.dropFirst().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
  do throws(SASLError) {
    if first & 0x80 == 0 { try runClient(name, lines) } else { try runServer(name, lines) }
  } catch {
    precondition(!error.description.isEmpty)
  }
  if let text = Base64.decode(input) { precondition(Base64.decode(Base64.encode(text)) == text) }
  return 0
}

private let binding = ChannelBinding(data: Array(repeating: 7, count: 32))
private let password: Secret = "correct horse"

private func runClient(_ name: MechanismName, _ challenges: [[UInt8]]) throws(SASLError) {
  let offer = SASLOffer(mechanisms: [name.rawValue], channelBinding: binding)
  guard var mechanism = try client(name).prepared(for: offer) else { return }
  _ = mechanism.initialResponse()
  for challenge in challenges { _ = try mechanism.respond(to: challenge) }
  guard name.isSCRAM else { return }
  do {
    try mechanism.acceptSuccess()
  } catch {
    return
  }
  preconditionFailure("a server was believed that does not know the password")
}

private func client(_ name: MechanismName) throws(SASLError) -> any SASLMechanism {
  switch name {
  case .plain: try PlainMechanism(username: "bob", password: password)
  case .login: try LoginMechanism(username: "bob", password: password)
  case .cramMD5: try CramMD5Mechanism(username: "bob", password: password)
  case .xoauth2: try XOAuth2Mechanism(username: "bob", token: password)
  case .oauthBearer: try OAuthBearerMechanism(username: "bob", token: password, host: "mx", port: 587)
  case .external: try ExternalMechanism()
  case .scramSHA1, .scramSHA1Plus, .scramSHA256, .scramSHA256Plus:
    // The keys are not derived, which would take all of the time. Nobody can guess them.
    try SCRAMMechanism(name, username: "bob", password: password, nonce: "n0nce") { (parameters, _) throws(SASLError) in
      try SCRAMKeys(password: password, SCRAMParameters(hash: parameters.hash, salt: parameters.salt, iterations: 1))
    }
  }
}

private func runServer(_ name: MechanismName, _ responses: [[UInt8]]) throws(SASLError) {
  var server = ServerMechanism(
    name, accounts: ServerMechanism.Accounts(["bob": password]), channelBinding: binding, nonce: "n0nce")
  var step = try server.start(initialResponse: name == .cramMD5 ? nil : responses.first)
  for response in name == .cramMD5 ? responses[...] : responses.dropFirst() {
    guard case .challenge = step else { break }
    step = try server.receive(response)
  }
  guard name.isSCRAM || name == .cramMD5, case .credentials(let username, _) = step else { return }
  preconditionFailure("\(username) was let in without knowing the password")
}

extension MechanismName {
  fileprivate var isSCRAM: Bool { rawValue.hasPrefix("SCRAM") }
}
