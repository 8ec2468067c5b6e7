import NIOCore
import SASL
import SMTPCore
import Testing

@Suite("A client session's AUTH")
struct ClientAuthenticationTests {
  private static let binding = ChannelBinding(data: Array(repeating: 9, count: 32))
  /// The exchange of RFC 7677 section 3.
  private static let nonce = "rOprNGfwEbeRWgbNEkqO"
  private static let serverFirst =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
  private static let clientFinal =
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
  private static let serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

  private static func scram(_ name: MechanismName) throws -> any SASLMechanism {
    try SCRAMMechanism(name, username: "user", password: "pencil", nonce: nonce)
  }

  private static func passwordMechanisms() throws -> [any SASLMechanism] {
    [
      try scram(.scramSHA256Plus), try scram(.scramSHA256), try scram(.scramSHA1Plus), try scram(.scramSHA1),
      try PlainMechanism(username: "user", password: "pencil"),
      try LoginMechanism(username: "user", password: "pencil"),
      try CramMD5Mechanism(username: "user", password: "pencil"),
    ]
  }

  private func challenge(_ text: String) -> String {
    "334 \(String(decoding: Base64.encode(text.utf8), as: UTF8.self))\r\n"
  }

  /// A session inside TLS to which the server listed `offer`, and what it did upon that.
  private func session(
    _ mechanisms: [any SASLMechanism], offering offer: String, binding: ChannelBinding? = nil
  ) -> (ClientSession, [ClientSession.Action]) {
    var session = ClientSession.make(security: .implicitTLS, mechanisms: mechanisms)
    session.connected()
    session.tlsEstablished(channelBinding: binding)
    _ = session.feed("220 hi\r\n")
    let actions = session.feed("250-hi\r\n250 AUTH \(offer)\r\n")
    return (session, actions)
  }

  /// One that awaits the server's proof.
  private func awaitingProof() throws -> ClientSession {
    var (session, _) = session([try Self.scram(.scramSHA256)], offering: "SCRAM-SHA-256")
    let actions = session.feed(challenge(Self.serverFirst))
    #expect(actions == [.sendAuthenticationResponse(Secret(Self.clientFinal))])
    return session
  }

  private func unproven(_ actions: [ClientSession.Action]) -> Bool {
    guard case .fail(let error)? = actions.first, actions.count == 1, case .serverUnproven = error.kind else {
      return false
    }
    return error.phase == .authentication
  }

  @Test("SCRAM's four lines, the server's proof as a challenge that is answered by an empty line")
  func scram() throws {
    for size in [1, 7, 1000] {
      var (session, actions) = session([try Self.scram(.scramSHA256)], offering: "PLAIN SCRAM-SHA-256")
      #expect(
        actions == [
          .send([.auth(mechanism: "SCRAM-SHA-256", initialResponse: Secret("n,,n=user,r=\(Self.nonce)"))])
        ])
      #expect(
        session.feed(challenge(Self.serverFirst), inPiecesOf: size) == [
          .sendAuthenticationResponse(Secret(Self.clientFinal))
        ])
      #expect(session.feed(challenge(Self.serverFinal), inPiecesOf: size) == [.sendAuthenticationResponse("")])
      #expect(session.feed("235 2.7.0 ok\r\n", inPiecesOf: size) == [.becomeReady])
      #expect(session.authenticatedBy == "SCRAM-SHA-256")
    }
  }

  @Test("a 235 in place of the server's proof, or before anything was asked, is no success")
  func earlySuccess() throws {
    var session = try awaitingProof()
    #expect(unproven(session.feed("235 2.7.0 ok\r\n")))
    #expect(session.authenticatedBy == nil)
    for name in [MechanismName.scramSHA256, .scramSHA1] {
      var (session, _) = self.session([try Self.scram(name)], offering: "\(name)")
      #expect(unproven(session.feed("235 2.7.0 ok\r\n")))
    }
    var (cram, _) = self.session([try CramMD5Mechanism(username: "u", password: "p")], offering: "CRAM-MD5")
    #expect(unproven(cram.feed("235 2.7.0 ok\r\n")))
  }

  @Test("the proof in the text of the 235 is none: RFC 4954 has it come as a challenge")
  func proofInText() throws {
    var session = try awaitingProof()
    let proof = String(decoding: Base64.encode(Self.serverFinal.utf8), as: UTF8.self)
    #expect(unproven(session.feed("235 \(proof)\r\n")))
  }

  @Test("a wrong proof ends the session at once")
  func wrongProof() throws {
    var session = try awaitingProof()
    #expect(unproven(session.feed(challenge("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8="))))
    #expect(session.feed("235 2.7.0 ok\r\n").isEmpty)
  }

  @Test("an error in place of the proof is told with the refusal, and is no success either")
  func serverError() throws {
    var session = try awaitingProof()
    #expect(session.feed(challenge("e=invalid-proof")) == [.sendAuthenticationResponse("")])
    let refusal = SessionError.Kind.authenticationRefused(
      Reply(535, "5.7.8", "no"), mechanism: "SCRAM-SHA-256", serverError: "invalid-proof")
    #expect(session.feed("535 5.7.8 no\r\n") == [.fail(SessionError(refusal, in: .authentication))])
    var other = try awaitingProof()
    _ = other.feed(challenge("e=other-error"))
    #expect(unproven(other.feed("235 ok\r\n")))
  }

  @Test(
    "the best that the server lists is used, bound to TLS where both can",
    arguments: [
      (
        "LOGIN CRAM-MD5 PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS", true, "SCRAM-SHA-256-PLUS"
      ),
      ("LOGIN CRAM-MD5 PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS", false, "SCRAM-SHA-256"),
      ("scram-sha-1-plus scram-sha-1 plain", true, "SCRAM-SHA-1-PLUS"),
      ("SCRAM-SHA-1-PLUS SCRAM-SHA-1 PLAIN", false, "SCRAM-SHA-1"), ("LOGIN PLAIN", true, "PLAIN"),
      ("CRAM-MD5", true, "CRAM-MD5"),
    ])
  func choice(offer: String, canBind: Bool, chosen: String) throws {
    let (session, actions) = session(
      try Self.passwordMechanisms(), offering: offer, binding: canBind ? Self.binding : nil)
    guard case .send(let commands)? = actions.first, case .auth(let mechanism, _)? = commands.first else {
      Issue.record("\(actions)")
      return
    }
    #expect(mechanism == chosen)
    #expect(session.attemptedMechanism == chosen)
  }

  @Test(
    "the first message says whether the binding was used, could have been, or could not",
    arguments: [
      ("SCRAM-SHA-256", true, "y,,"), ("SCRAM-SHA-256", false, "n,,"),
      ("SCRAM-SHA-256-PLUS", true, "p=tls-server-end-point,,"),
      ("SCRAM-SHA-256 SCRAM-SHA-256-PLUS", true, "p=tls-server-end-point,,"),
      ("SCRAM-SHA-256 SCRAM-SHA-256-PLUS", false, "n,,"),
    ])
  func header(offer: String, canBind: Bool, header: String) throws {
    let (_, actions) = session(try Self.passwordMechanisms(), offering: offer, binding: canBind ? Self.binding : nil)
    guard case .send(let commands)? = actions.first, case .auth(_, let response?)? = commands.first else {
      Issue.record("\(actions)")
      return
    }
    #expect(response.withBytes { String(decoding: $0, as: UTF8.self) } == "\(header)n=user,r=\(Self.nonce)")
  }

  @Test("only -PLUS where nothing can be bound is nothing in common")
  func plusOnly() throws {
    let (_, actions) = session([try Self.scram(.scramSHA256Plus)], offering: "SCRAM-SHA-256-PLUS")
    let kind = SessionError.Kind.noCommonMechanism(wanted: ["SCRAM-SHA-256-PLUS"], offered: ["SCRAM-SHA-256-PLUS"])
    #expect(actions == [.fail(SessionError(kind, in: .authentication))])
  }

  /// Row "STARTTLS response injection" of the security history, MailKit's CVE-2026-41319: what is listed before TLS must not
  /// take SCRAM's place by PLAIN after it.
  @Test("what was listed in clear counts for nothing after TLS, whichever is the stronger")
  func listedInClear() throws {
    for (before, after, chosen) in [
      ("PLAIN LOGIN", "SCRAM-SHA-256 PLAIN", "SCRAM-SHA-256"), ("SCRAM-SHA-256-PLUS", "PLAIN", "PLAIN"),
    ] {
      var session = ClientSession.make(mechanisms: try Self.passwordMechanisms())
      session.connected()
      _ = session.feed("220 hi\r\n")
      #expect(session.feed("250-hi\r\n250-AUTH \(before)\r\n250 STARTTLS\r\n") == [.send([.startTLS])])
      #expect(session.feed("220 go\r\n") == [.startTLS])
      session.tlsEstablished(channelBinding: Self.binding)
      _ = session.allActions()
      _ = session.feed("250-hi\r\n250 AUTH \(after)\r\n")
      #expect(session.attemptedMechanism == chosen)
    }
  }

  @Test(
    "nothing weaker follows a mechanism that failed, whatever the reply", arguments: [454, 500, 504, 534, 535, 538])
  func noFallback(code: Int) throws {
    var (session, _) = session(try Self.passwordMechanisms(), offering: "SCRAM-SHA-256 PLAIN LOGIN CRAM-MD5")
    let actions = session.feed("\(code) no\r\n250-hi\r\n250 AUTH PLAIN\r\n")
    let kind = SessionError.Kind.authenticationRefused(
      Reply(code, "no"), mechanism: "SCRAM-SHA-256", serverError: nil)
    #expect(actions == [.fail(SessionError(kind, in: .authentication))])
  }

  /// Row "endless server reply" of the security history: endless 334 challenges.
  @Test("no mechanism answers challenges for ever", arguments: MechanismName.allCases, ["", "cj14", "e30="])
  func endlessChallenges(name: MechanismName, text: String) throws {
    let mechanism: any SASLMechanism =
      switch name {
      case .plain: try PlainMechanism(username: "u", password: "p")
      case .login: try LoginMechanism(username: "u", password: "p")
      case .cramMD5: try CramMD5Mechanism(username: "u", password: "p")
      case .xoauth2: try XOAuth2Mechanism(username: "u", token: "t")
      case .oauthBearer: try OAuthBearerMechanism(username: "u", token: "t", host: "h", port: 25)
      case .external: try ExternalMechanism()
      default: try Self.scram(name)
      }
    var (session, actions) = session([mechanism], offering: "\(name)", binding: Self.binding)
    var rounds = 0
    while !actions.isEmpty, rounds < 20 {
      rounds += 1
      if case .fail? = actions.first { break }
      actions = session.feed("334 \(text)\r\n")
    }
    guard case .fail? = actions.first else {
      Issue.record("still answering after \(rounds) challenges")
      return
    }
    #expect(rounds <= 4)
  }

  @Test("EXTERNAL for nobody sends a lone equals sign, OAUTHBEARER's error is answered by 0x01")
  func others() throws {
    let (_, external) = session([try ExternalMechanism()], offering: "EXTERNAL")
    guard case .send(let commands)? = external.first, let command = commands.first else {
      Issue.record("\(external)")
      return
    }
    var line = ByteBuffer()
    command.encode(into: &line)
    #expect(String(buffer: line) == "AUTH EXTERNAL =\r\n")
    var (bearer, _) = session(
      [try OAuthBearerMechanism(username: "u", token: "t", host: "h", port: 25)], offering: "OAUTHBEARER")
    #expect(bearer.feed(challenge(#"{"status":"invalid_token"}"#)) == [.sendAuthenticationResponse("\u{1}")])
    let refusal = SessionError.Kind.authenticationRefused(
      Reply(535, "no"), mechanism: "OAUTHBEARER", serverError: #"{"status":"invalid_token"}"#)
    #expect(bearer.feed("535 no\r\n") == [.fail(SessionError(refusal, in: .authentication))])
  }

  @Test(
    "SCRAM and CRAM-MD5 read their challenges, so one in plain words is an error",
    arguments: ["SCRAM-SHA-1", "CRAM-MD5"])
  func plainWords(name: String) throws {
    var (session, _) = session(try Self.passwordMechanisms(), offering: name)
    #expect(session.feed("334 go ahead!\r\n") == [.fail(SessionError(.malformedChallenge, in: .authentication))])
  }
}
