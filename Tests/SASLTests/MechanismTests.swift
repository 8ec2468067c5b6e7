import SASL
import Testing

@Suite("Mechanisms, the client's side")
struct MechanismTests {
  @Test("PLAIN sends identity and password between NULs, at once or when asked")
  func plain() throws {
    var atOnce = try PlainMechanism(username: "ada", password: "p\u{E4}ss word")
    #expect(atOnce.name == "PLAIN")
    #expect(atOnce.initialResponse() == Array("\u{0}ada\u{0}p\u{E4}ss word".utf8))
    var whenAsked = try PlainMechanism(username: "ada", password: "pw", authorizationIdentity: "bob")
    #expect(try whenAsked.respond(to: []) == Array("bob\u{0}ada\u{0}pw".utf8))
  }

  @Test("PLAIN has one answer, whichever way it was given")
  func plainOnce() throws {
    var mechanism = try PlainMechanism(username: "ada", password: "pw")
    _ = mechanism.initialResponse()
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "PLAIN")) { try mechanism.respond(to: [1]) }
    var other = try PlainMechanism(username: "ada", password: "pw")
    _ = try other.respond(to: [])
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "PLAIN")) { try other.respond(to: []) }
  }

  @Test("PLAIN refuses a NUL, which would shift its parts")
  func plainSeparators() {
    #expect(throws: SASLError.forbiddenCharacter(in: "user name")) {
      try PlainMechanism(username: "ada\u{0}bob", password: "pw")
    }
    #expect(throws: SASLError.forbiddenCharacter(in: "password")) {
      try PlainMechanism(username: "ada", password: "p\u{0}w")
    }
    #expect(throws: SASLError.forbiddenCharacter(in: "authorization identity")) {
      try PlainMechanism(username: "ada", password: "pw", authorizationIdentity: "\u{0}")
    }
  }

  @Test("LOGIN answers name, then password, whatever the prompts say, and no third one")
  func login() throws {
    var mechanism = try LoginMechanism(username: "ada", password: "pw")
    #expect(mechanism.name == "LOGIN")
    #expect(mechanism.initialResponse() == nil)
    #expect(try mechanism.respond(to: Array("Benutzername".utf8)) == Array("ada".utf8))
    #expect(try mechanism.respond(to: []) == Array("pw".utf8))
    for _ in 0..<3 {
      #expect(throws: SASLError.unexpectedChallenge(mechanism: "LOGIN")) {
        try mechanism.respond(to: Array("Password:".utf8))
      }
    }
  }

  @Test("XOAUTH2 sends the user and the bearer token between 0x01, to the byte")
  func xoauth2() throws {
    let expected: [UInt8] =
      Array("user=".utf8) + Array("ada@example.org".utf8) + [1] + Array("auth=Bearer ".utf8)
      + Array("ya29.abc-_~+/=".utf8) + [1, 1]
    var atOnce = try XOAuth2Mechanism(username: "ada@example.org", token: "ya29.abc-_~+/=")
    #expect(atOnce.name == "XOAUTH2")
    #expect(atOnce.initialResponse() == expected)
    var whenAsked = try XOAuth2Mechanism(username: "ada@example.org", token: "ya29.abc-_~+/=")
    #expect(try whenAsked.respond(to: []) == expected)
    let vector = Base64.encode(expected)
    #expect(
      String(decoding: vector, as: UTF8.self)
        == "dXNlcj1hZGFAZXhhbXBsZS5vcmcBYXV0aD1CZWFyZXIgeWEyOS5hYmMtX34rLz0BAQ==")
  }

  @Test("XOAUTH2 answers the error challenge with nothing, keeps what it said, and refuses another")
  func xoauth2Error() throws {
    let error = #"{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}"#
    var mechanism = try XOAuth2Mechanism(username: "ada", token: "t")
    _ = mechanism.initialResponse()
    #expect(mechanism.serverError == nil)
    #expect(try mechanism.respond(to: Array(error.utf8)) == [])
    #expect(mechanism.serverError == error)
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "XOAUTH2")) { try mechanism.respond(to: []) }
  }

  @Test("XOAUTH2 in two steps still has its empty answer to an error")
  func xoauth2TwoSteps() throws {
    var mechanism = try XOAuth2Mechanism(username: "ada", token: "t")
    _ = try mechanism.respond(to: [])
    #expect(mechanism.serverError == nil)
    #expect(try mechanism.respond(to: [0xFF]) == [])
    #expect(mechanism.serverError == "\u{FFFD}")
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "XOAUTH2")) { try mechanism.respond(to: []) }
  }

  @Test(
    "XOAUTH2 refuses control characters, 0x01 above all",
    arguments: ["\u{1}", "\u{0}", "\r", "\n", "\u{1F}", "\u{7F}"])
  func xoauth2Separators(_ control: String) {
    #expect(throws: SASLError.forbiddenCharacter(in: "user name")) {
      try XOAuth2Mechanism(username: "ada\(control)auth=Bearer x", token: "t")
    }
    #expect(throws: SASLError.forbiddenCharacter(in: "token")) {
      try XOAuth2Mechanism(username: "ada", token: Secret("t\(control)"))
    }
  }

  @Test(
    "XOAUTH2 refuses a token with spaces or beyond ASCII, as a file with a second line would give",
    arguments: ["a b", " a", "\u{E9}"])
  func xoauth2Tokens(_ token: String) {
    #expect(throws: SASLError.forbiddenCharacter(in: "token")) {
      try XOAuth2Mechanism(username: "ada", token: Secret(token))
    }
  }

  @Test("errors say which mechanism or which field, and never the value")
  func errors() {
    #expect(SASLError.unexpectedChallenge(mechanism: "LOGIN").description.hasPrefix("LOGIN: "))
    let error = #expect(throws: SASLError.self) { try PlainMechanism(username: "ada", password: "canary\u{0}") }
    #expect(error?.description.contains("password") == true)
    #expect(error.map { "\($0)" }?.contains("canary") == false)
  }
}
