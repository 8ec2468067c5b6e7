import SASL
import Testing

@Suite("Mechanisms, the server's side")
struct ServerMechanismTests {
  private func message(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let binding = ChannelBinding(data: Array(repeating: 9, count: 32))
  private static let offer = SASLOffer(mechanisms: MechanismName.allCases.map(\.rawValue), channelBinding: binding)

  private func client(
    _ name: MechanismName, username: String = "ada", password: Secret = "pw", offer: SASLOffer = offer
  ) throws -> any SASLMechanism {
    let mechanism: any SASLMechanism =
      switch name {
      case .plain: try PlainMechanism(username: username, password: password)
      case .login: try LoginMechanism(username: username, password: password)
      case .cramMD5: try CramMD5Mechanism(username: username, password: password)
      case .xoauth2: try XOAuth2Mechanism(username: username, token: password)
      case .oauthBearer: try OAuthBearerMechanism(username: username, token: password, host: "h", port: 25)
      case .external: try ExternalMechanism(authorizationIdentity: username)
      default: try SCRAMMechanism(name, username: username, password: password)
      }
    return try #require(mechanism.prepared(for: offer))
  }

  private func server(
    _ name: MechanismName, binding: ChannelBinding? = binding, offersBinding: Bool = true
  ) -> ServerMechanism {
    ServerMechanism(
      name, accounts: .init(["ada": "pw", "Bob,=b": "pw", "nobody": ""]), channelBinding: binding,
      offersBinding: offersBinding)
  }

  /// Lets both talk until the server has what it wants.
  private func converse(
    _ client: inout any SASLMechanism, _ server: inout ServerMechanism
  ) throws -> ServerMechanism.Step {
    var step = try server.start(initialResponse: client.initialResponse())
    while case .challenge(let challenge) = step {
      step = try server.receive(try client.respond(to: challenge))
    }
    return step
  }

  @Test("what the client's side sends, the server's side reads", arguments: MechanismName.allCases)
  func bothSides(_ name: MechanismName) throws {
    for username in ["ada", "bob,=B"] {
      var client = try client(name, username: username)
      var server = server(name)
      let step = try converse(&client, &server)
      #expect(step == .credentials(username: username, secret: name == .external ? "" : "pw"))
      try client.acceptSuccess()
      #expect(throws: SASLError.malformedResponse(mechanism: name.rawValue)) { try server.receive([]) }
    }
  }

  @Test(
    "a wrong password, an unknown user and one without a password prove nothing, and look alike until the end",
    arguments: [MechanismName.cramMD5, .scramSHA1, .scramSHA1Plus, .scramSHA256, .scramSHA256Plus],
    ["ada", "eve", "nobody"])
  func unproven(_ name: MechanismName, _ username: String) throws {
    var client = try client(name, username: username, password: username == "nobody" ? "" : "wrong")
    var server = server(name)
    #expect(try converse(&client, &server) == .unproven(username: username))
    #expect(throws: SASLError.self) { try server.receive([]) }
  }

  @Test("a salt stays the same for a user and differs between users, known or not")
  func salts() throws {
    func salt(_ username: String) throws -> Substring {
      var server = server(.scramSHA256)
      let step = try server.start(initialResponse: message("n,,n=\(username),r=x"))
      guard case .challenge(let first) = step else { return "" }
      return String(decoding: first, as: UTF8.self).split(separator: ",")[1]
    }
    #expect(try salt("ada") == salt("ada"))
    #expect(try salt("eve") == salt("eve"))
    #expect(try salt("ada") != salt("eve"))
  }

  @Test("a client that could bind and did not see that the server can is refused: the list was changed on its way")
  func removedBinding() throws {
    let stripped = SASLOffer(mechanisms: ["SCRAM-SHA-256"], channelBinding: Self.binding)
    var client = try client(.scramSHA256, offer: stripped)
    var server = server(.scramSHA256)
    #expect(try converse(&client, &server) == .unproven(username: "ada"))
    client = try self.client(.scramSHA256, offer: stripped)
    server = self.server(.scramSHA256, offersBinding: false)
    #expect(try converse(&client, &server) == .credentials(username: "ada", secret: "pw"))
  }

  @Test("a client that is bound to another certificate is refused")
  func otherBinding() throws {
    var client = try client(.scramSHA256Plus)
    var server = server(.scramSHA256Plus, binding: ChannelBinding(data: [1]))
    #expect(try converse(&client, &server) == .unproven(username: "ada"))
  }

  @Test(
    "a malformed first message of SCRAM is refused",
    arguments: [
      "", "n", "n,,", "n,,n=ada", "n,,r=x,n=ada", "n,,n=,r=x", "n,,n=a=b,r=x", "n,,n=ada,r=", "x,,n=ada,r=x",
      "n,a=eve,n=ada,r=x", "p=tls-unique,,n=ada,r=x", "p=tls-server-end-point,,n=ada,r=x", "n,,m=x,n=ada,r=x",
      "n,,n=a\u{7}a,r=x", "n,,n=ada,r=\u{E9}",
    ])
  func malformedSCRAM(_ text: String) {
    var server = server(.scramSHA256)
    #expect(throws: SASLError.malformedResponse(mechanism: "SCRAM-SHA-256")) {
      try server.start(initialResponse: message(text))
    }
  }

  @Test("a -PLUS form does without no binding", arguments: ["n,,n=ada,r=x", "y,,n=ada,r=x"])
  func plusWithoutBinding(_ text: String) {
    var server = server(.scramSHA256Plus)
    #expect(throws: SASLError.self) { try server.start(initialResponse: message(text)) }
    var unable = self.server(.scramSHA256Plus, binding: nil)
    #expect(throws: SASLError.self) {
      try unable.start(initialResponse: message("p=tls-server-end-point,,n=ada,r=x"))
    }
  }

  @Test(
    "a malformed or foreign final message of SCRAM is refused",
    arguments: ["", "p=QQ==", "c=biws,p=QQ==", "c=biws,r=xN", "c=biws,r=xN,p=!", "c=biws,r=xN,p=QQ==,x=y"])
  func malformedFinal(_ text: String) throws {
    var server = ServerMechanism(.scramSHA256, accounts: .init(["ada": "pw"]), nonce: "N")
    _ = try server.start(initialResponse: message("n,,n=ada,r=x"))
    #expect(throws: SASLError.self) { try server.receive(message(text)) }
  }

  @Test("after SCRAM's own proof nothing but an empty response is taken")
  func acknowledgement() throws {
    var client = try client(.scramSHA256)
    var server = server(.scramSHA256)
    var step = try server.start(initialResponse: client.initialResponse())
    for _ in 0..<1 {
      guard case .challenge(let challenge) = step else { break }
      step = try server.receive(try client.respond(to: challenge))
    }
    #expect(throws: SASLError.self) { try server.receive([1]) }
  }

  @Test(
    "a malformed message of OAUTHBEARER is refused",
    arguments: [
      "", "n,a=ada,", "n,a=ada,\u{1}auth=Bearer t", "n,a=ada,\u{1}auth=Bearer t\u{1}",
      "n,,\u{1}auth=Bearer t\u{1}\u{1}",
      "n,a=,\u{1}auth=Bearer t\u{1}\u{1}", "n,a=ada\u{1}auth=Bearer t\u{1}\u{1}", "n,a=ada,\u{1}auth=Basic t\u{1}\u{1}",
      "n,a=ada,\u{1}auth=Bearer \u{1}\u{1}", "n,a=ada,\u{1}host=h\u{1}\u{1}", "p=x,a=ada,\u{1}auth=Bearer t\u{1}\u{1}",
      "n,a=a=b,\u{1}auth=Bearer t\u{1}\u{1}",
    ])
  func malformedOAuthBearer(_ text: String) {
    var server = server(.oauthBearer)
    #expect(throws: SASLError.malformedResponse(mechanism: "OAUTHBEARER")) {
      try server.start(initialResponse: message(text))
    }
  }

  @Test("CRAM-MD5 takes no initial response and no digest without a name", arguments: ["", "digest", " digest"])
  func malformedDigest(_ text: String) throws {
    var early = server(.cramMD5)
    #expect(throws: SASLError.self) { try early.start(initialResponse: message("ada x")) }
    var server = server(.cramMD5)
    _ = try server.start(initialResponse: nil)
    #expect(throws: SASLError.malformedResponse(mechanism: "CRAM-MD5")) { try server.receive(message(text)) }
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
