import SASL
import Testing

@Suite("OAUTHBEARER and EXTERNAL")
struct TokenMechanismTests {
  private func mechanism(_ username: String = "user@example.com", token: Secret? = nil) throws -> OAuthBearerMechanism {
    try OAuthBearerMechanism(
      username: username, token: token ?? "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", host: "server.example.com",
      port: 143)
  }

  @Test("the message of RFC 7628 section 4.1, at once or when asked")
  func example() throws {
    var atOnce = try mechanism()
    #expect(atOnce.name == "OAUTHBEARER")
    let expected = Array(
      "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=143\u{1}auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u{1}\u{1}"
        .utf8)
    #expect(atOnce.initialResponse() == expected)
    #expect(
      String(decoding: Base64.encode(expected), as: UTF8.self)
        == "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
    )
    var whenAsked = try mechanism()
    #expect(try whenAsked.respond(to: []) == expected)
  }

  @Test("the error challenge is answered by 0x01, what it said is kept, and another is refused")
  func error() throws {
    let error = #"{"status":"invalid_token","scope":"example_scope"}"#
    var mechanism = try mechanism()
    _ = mechanism.initialResponse()
    #expect(mechanism.serverError == nil)
    #expect(try mechanism.respond(to: Array(error.utf8)) == [1])
    #expect(mechanism.serverError == error)
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "OAUTHBEARER")) { try mechanism.respond(to: []) }
  }

  @Test("a name's commas and equals signs are escaped, so that it cannot end the header")
  func names() throws {
    var mechanism = try mechanism("a,b=c")
    let response = mechanism.initialResponse()
    let message = String(decoding: try #require(response), as: UTF8.self)
    #expect(message.hasPrefix("n,a=a=2Cb=3Dc,\u{1}host="))
  }

  @Test("a token with a space, a control or beyond ASCII is refused", arguments: ["a b", "a\u{1}", "a\r\n", "\u{E9}"])
  func tokens(_ token: String) {
    #expect(throws: SASLError.forbiddenCharacter(in: "token")) { try mechanism(token: Secret(token)) }
  }

  @Test("EXTERNAL says whom it acts for, or nobody, and once")
  func external() throws {
    var named = try ExternalMechanism(authorizationIdentity: "ada")
    #expect(named.name == "EXTERNAL")
    #expect(named.initialResponse() == Array("ada".utf8))
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "EXTERNAL")) { try named.respond(to: []) }
    var asked = try ExternalMechanism()
    #expect(try asked.respond(to: []) == [])
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "EXTERNAL")) { try asked.respond(to: []) }
  }
}

/// Row "via other options" of the security history: SASL user names.
@Suite("User names, whatever the mechanism")
struct UserNameTests {
  @Test(
    "a control is refused",
    arguments: ["\u{0}", "\u{1}", "\r", "\n", "\r\n", "\u{1F}", "\u{7F}", "\u{85}", "\u{9B}"])
  func controls(_ control: String) {
    let name = "ada\(control)bob"
    let makers: [@Sendable () throws -> any SASLMechanism] = [
      { try PlainMechanism(username: name, password: "pw") },
      { try PlainMechanism(username: "ada", password: "pw", authorizationIdentity: name) },
      { try LoginMechanism(username: name, password: "pw") },
      { try CramMD5Mechanism(username: name, password: "pw") },
      { try SCRAMMechanism(.scramSHA1, username: name, password: "pw") },
      { try SCRAMMechanism(.scramSHA256Plus, username: name, password: "pw") },
      { try XOAuth2Mechanism(username: name, token: "t") },
      { try OAuthBearerMechanism(username: name, token: "t", host: "h", port: 1) },
      { try OAuthBearerMechanism(username: "ada", token: "t", host: name, port: 1) },
      { try ExternalMechanism(authorizationIdentity: name) },
    ]
    for make in makers { #expect(throws: SASLError.self) { _ = try make() } }
  }

  @Test("characters whose low byte is CR or LF stay what they are", arguments: ["\u{10D}", "\u{760A}", "\u{FF0A}"])
  func lowBytes(_ character: String) throws {
    var mechanism = try PlainMechanism(username: character, password: "pw")
    let response = mechanism.initialResponse()
    let message = try #require(response)
    #expect(!message.contains(13) && !message.contains(10))
  }
}
