import SASL
import Testing

@Suite("Mechanisms, the server's side")
struct ServerMechanismTests {
  private func message(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("what the client's side sends, the server's side reads", arguments: ["PLAIN", "LOGIN", "XOAUTH2"])
  func bothSides(_ name: String) throws {
    var client: any SASLMechanism =
      switch name {
      case "PLAIN": try PlainMechanism(username: "ada", password: "pw")
      case "LOGIN": LoginMechanism(username: "ada", password: "pw")
      default: try XOAuth2Mechanism(username: "ada", token: "pw")
      }
    var server = ServerMechanism(try #require(MechanismName(rawValue: name)))
    var step = try server.start(initialResponse: client.initialResponse())
    while case .challenge(let challenge) = step {
      step = try server.receive(try client.respond(to: challenge))
    }
    #expect(step == .credentials(username: "ada", secret: "pw"))
    #expect(throws: SASLError.malformedResponse(mechanism: name)) { try server.receive([]) }
  }

  @Test("without an initial response the server asks")
  func challenges() throws {
    var plain = ServerMechanism(.plain)
    #expect(try plain.start(initialResponse: nil) == .challenge([]))
    #expect(try plain.receive(message("\u{0}ada\u{0}pw")) == .credentials(username: "ada", secret: "pw"))
    var login = ServerMechanism(.login)
    #expect(try login.start(initialResponse: nil) == .challenge(message("Username:")))
    #expect(try login.receive(message("ada")) == .challenge(message("Password:")))
    #expect(try login.receive(message("pw")) == .credentials(username: "ada", secret: "pw"))
    var short = ServerMechanism(.login)
    #expect(try short.start(initialResponse: message("ada")) == .challenge(message("Password:")))
  }

  @Test(
    "a malformed PLAIN message is refused",
    arguments: [
      "", "ada", "\u{0}", "\u{0}\u{0}", "\u{0}ada\u{0}", "\u{0}\u{0}pw", "ada\u{0}pw", "\u{0}ada\u{0}pw\u{0}",
      "bob\u{0}ada\u{0}pw", "\u{0}a\r\nb\u{0}pw", "\u{0}a\u{7F}\u{0}pw",
    ])
  func malformedPlain(_ text: String) {
    var server = ServerMechanism(.plain)
    #expect(throws: SASLError.malformedResponse(mechanism: "PLAIN")) {
      try server.start(initialResponse: message(text))
    }
  }

  @Test(
    "a malformed XOAUTH2 message is refused",
    arguments: [
      "", "user=ada", "user=ada\u{1}auth=Bearer t", "user=ada\u{1}auth=Bearer t\u{1}",
      "user=\u{1}auth=Bearer t\u{1}\u{1}",
      "user=ada\u{1}auth=Bearer \u{1}\u{1}", "user=ada\u{1}auth=Basic t\u{1}\u{1}",
      "auth=Bearer t\u{1}user=ada\u{1}\u{1}",
      "user=ada\u{1}auth=Bearer t\u{1}\u{1}x", "user=ada\u{1}auth=Bearer t\u{1}x\u{1}",
      "user=ada\u{1}\u{1}auth=Bearer t\u{1}\u{1}",
    ])
  func malformedXOAuth2(_ text: String) {
    var server = ServerMechanism(.xoauth2)
    #expect(throws: SASLError.malformedResponse(mechanism: "XOAUTH2")) {
      try server.start(initialResponse: message(text))
    }
  }

  @Test("the bearer scheme is known in any case, and a name that is no UTF-8 is refused")
  func details() throws {
    var xoauth2 = ServerMechanism(.xoauth2)
    let step = try xoauth2.start(initialResponse: message("user=ada\u{1}auth=bEARER t\u{1}\u{1}"))
    #expect(step == .credentials(username: "ada", secret: "t"))
    var plain = ServerMechanism(.plain)
    #expect(throws: SASLError.malformedResponse(mechanism: "PLAIN")) {
      try plain.start(initialResponse: [0, 0xFF, 0, 0x61])
    }
    var login = ServerMechanism(.login)
    #expect(throws: SASLError.malformedResponse(mechanism: "LOGIN")) { try login.start(initialResponse: []) }
  }

  @Test("no step comes before the first or after the last")
  func order() throws {
    var early = ServerMechanism(.plain)
    #expect(throws: SASLError.self) { try early.receive(message("\u{0}ada\u{0}pw")) }
    var twice = ServerMechanism(.login)
    _ = try twice.start(initialResponse: nil)
    #expect(throws: SASLError.self) { try twice.start(initialResponse: nil) }
  }

  @Test("a step with credentials does not show the secret")
  func redaction() {
    #expect(!"\(ServerMechanism.Step.credentials(username: "ada", secret: "canary"))".contains("canary"))
  }
}
