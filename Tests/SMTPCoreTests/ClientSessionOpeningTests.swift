import NIOCore
import SASL
import SMTPCore
import Testing

/// Row "STARTTLS response injection" and row "STARTTLS stripping" of the security history, and everything else that can
/// happen before mail can be sent.
@Suite("A client session, from the greeting to readiness")
struct ClientSessionOpeningTests {
  @Test("STARTTLS, EHLO again, AUTH PLAIN: the whole way, cut at every byte")
  func wholeWay() throws {
    let steps: [(reply: String, expected: [ClientSession.Action])] = [
      ("220 mail.example.com ESMTP\r\n", [.send([.ehlo(.loopbackLiteral)])]),
      ("250-mail.example.com\r\n250-AUTH CRAM-MD5\r\n250 STARTTLS\r\n", [.send([.startTLS])]),
      ("220 2.0.0 Ready\r\n", [.startTLS]),
      (
        "250-mail.example.com\r\n250-PIPELINING\r\n250 AUTH LOGIN PLAIN\r\n",
        [.send([.auth(mechanism: "PLAIN", initialResponse: Secret(bytes: Array("\0ada\0secret".utf8)))])]
      ),
      ("235 2.7.0 Authentication successful\r\n", [.becomeReady]),
    ]
    for size in [1, 2, 3, 7, 1000] {
      var session = ClientSession.make(mechanisms: try ClientSession.password())
      session.connected()
      for step in steps {
        #expect(session.feed(step.reply, inPiecesOf: size) == step.expected)
        if step.expected == [.startTLS] {
          #expect(session.phase == .tls)
          session.tlsEstablished()
          #expect(session.allActions() == [.send([.ehlo(.loopbackLiteral)])])
          #expect(session.capabilities == .none, "nothing learnt before TLS is used after it")
        }
      }
      #expect(session.authenticatedBy == "PLAIN")
    }
  }

  @Test(
    "whatever comes in clear with the answer to STARTTLS ends the connection, each form by an error of its own",
    arguments: [
      ("220 Ready\r\n250 injected\r\n", SessionError.Kind.injectedReplyAfterSTARTTLS),
      ("220 Ready\r\n250-a\r\n250 AUTH PLAIN\r\n", .injectedReplyAfterSTARTTLS),
      ("220 Ready\r\n250-half a reply\r\n", .injectedReplyAfterSTARTTLS),
      ("220 Ready\r\n2", .injectedFragmentAfterSTARTTLS),
      ("220 Ready\r\n250 no end", .injectedFragmentAfterSTARTTLS),
      ("454 4.7.0 No\r\n250 injected\r\n", .injectionAfterSTARTTLSRefusal(Reply(454, "4.7.0", "No"))),
      ("454 4.7.0 No\r\nfrag", .injectionAfterSTARTTLSRefusal(Reply(454, "4.7.0", "No"))),
    ])
  func injection(bytes: String, kind: SessionError.Kind) throws {
    var session = try ClientSession.awaitingSTARTTLSReply()
    #expect(session.feed(bytes) == [.fail(SessionError(kind, in: .startTLS))])
    #expect(session.feed("250 more\r\n").isEmpty)
    session.tlsEstablished()
    #expect(session.allActions().isEmpty, "a session that failed says nothing more, credentials least of all")
  }

  @Test("STARTTLS refused, stripped or made unaskable: no fallback", arguments: [454, 500, 502, 501, 421])
  func refused(code: Int) throws {
    var session = try ClientSession.awaitingSTARTTLSReply()
    #expect(
      session.feed("\(code) no\r\n") == [.fail(SessionError(.startTLSRefused(Reply(code, "no")), in: .startTLS))])
  }

  @Test("an EHLO reply without STARTTLS, or with a middlebox's mask in its place, ends the connection")
  func stripped() throws {
    for line in ["250 PIPELINING", "250 XXXXXXXA", "250 AUTH PLAIN"] {
      var session = ClientSession.make(mechanisms: try ClientSession.password())
      session.connected()
      _ = session.feed("220 hi\r\n")
      #expect(session.feed("250-hi\r\n\(line)\r\n") == [.fail(SessionError(.startTLSNotOffered, in: .startTLS))])
    }
  }

  @Test("EHLO refused: HELO is tried where the policy is plaintext, and nowhere else", arguments: [500, 502, 504, 550])
  func heloFallback(code: Int) throws {
    var protected = ClientSession.make(mechanisms: try ClientSession.password())
    protected.connected()
    _ = protected.feed("220 hi\r\n")
    #expect(protected.feed("\(code) what?\r\n") == [.fail(SessionError(.refused(Reply(code, "what?")), in: .hello))])

    var plain = ClientSession.make(security: .plaintext)
    plain.connected()
    _ = plain.feed("220 hi\r\n")
    #expect(plain.feed("\(code) what?\r\n") == [.send([.helo(.loopbackLiteral)])])
    #expect(plain.feed("250 hello\r\n") == [.becomeReady])
  }

  @Test("with implicit TLS nothing is read before the handshake is complete")
  func implicitTLS() {
    var session = ClientSession.make(security: .implicitTLS)
    session.connected()
    #expect(session.phase == .tls)
    session.tlsEstablished()
    #expect(session.phase == .greeting)
    #expect(session.feed("220 hi\r\n") == [.send([.ehlo(.loopbackLiteral)])])
    #expect(session.feed("250 hi\r\n") == [.becomeReady], "STARTTLS is not asked for inside TLS")
  }

  @Test("a mechanism after a failed one is not tried")
  func noDowngrade() throws {
    var session = ClientSession.make(security: .implicitTLS, mechanisms: try ClientSession.password())
    session.open(offering: "AUTH PLAIN LOGIN")
    let actions = session.feed("535 5.7.8 no\r\n")
    let refusal = SessionError.Kind.authenticationRefused(
      Reply(535, "5.7.8", "no"), mechanism: "PLAIN", serverError: nil)
    #expect(actions == [.fail(SessionError(refusal, in: .authentication))])
  }

  @Test("LOGIN is used where the server has nothing better, prompts in whatever words")
  func login() throws {
    var session = ClientSession.make(security: .implicitTLS, mechanisms: try ClientSession.password())
    session.open(offering: "AUTH LOGIN")
    #expect(session.feed("334 VXNlcm5hbWU6\r\n") == [.sendAuthenticationResponse("ada")])
    #expect(session.feed("334 UGFzc3dvcmQ6\r\n") == [.sendAuthenticationResponse("secret")])
    #expect(session.feed("235 ok\r\n") == [.becomeReady])
  }

  @Test("credentials without an AUTH offer, or without a common mechanism, are an error")
  func nothingInCommon() throws {
    var silent = ClientSession.make(security: .implicitTLS, mechanisms: try ClientSession.password())
    #expect(
      silent.open(offering: "PIPELINING") == [.fail(SessionError(.authenticationNotOffered, in: .authentication))])
    var other = ClientSession.make(security: .implicitTLS, mechanisms: try ClientSession.password())
    let kind = SessionError.Kind.noCommonMechanism(wanted: ["PLAIN", "LOGIN"], offered: ["GSSAPI"])
    #expect(other.open(offering: "AUTH GSSAPI") == [.fail(SessionError(kind, in: .authentication))])
  }

  @Test("a long token goes in a second step, and a refusal's challenge is answered by an empty line")
  func longToken() throws {
    let token = Secret(String(repeating: "t", count: 2000))
    var session = ClientSession.make(
      security: .implicitTLS, mechanisms: [try XOAuth2Mechanism(username: "ada", token: token)])
    #expect(session.open(offering: "AUTH XOAUTH2") == [.send([.auth(mechanism: "XOAUTH2", initialResponse: nil)])])
    let message = token.withBytes { Array("user=ada\u{1}auth=Bearer ".utf8) + $0 + [1, 1] }
    #expect(session.feed("334 \r\n") == [.sendAuthenticationResponse(Secret(bytes: message))])
    let json = #"{"status":"401"}"#
    let challenge = String(decoding: Base64.encode(Array(json.utf8)), as: UTF8.self)
    #expect(session.feed("334 \(challenge)\r\n") == [.sendAuthenticationResponse(Secret(bytes: []))])
    let refusal = SessionError.Kind.authenticationRefused(
      Reply(535, "5.7.8", "no"), mechanism: "XOAUTH2", serverError: json)
    #expect(session.feed("535 5.7.8 no\r\n") == [.fail(SessionError(refusal, in: .authentication))])
  }

  @Test("a server that goes on with challenges is left")
  func endlessChallenges() throws {
    var session = ClientSession.make(security: .implicitTLS, mechanisms: [Echo()])
    session.open(offering: "AUTH ECHO")
    var actions: [ClientSession.Action] = []
    for _ in 0..<8 { actions = session.feed("334 eA==\r\n") }
    #expect(actions == [.sendAuthenticationResponse("x")])
    #expect(session.feed("334 eA==\r\n") == [.fail(SessionError(.tooManyChallenges, in: .authentication))])
  }

  @Test("a greeting that is no welcome", arguments: [421, 554, 450])
  func unfriendlyGreeting(code: Int) {
    var session = ClientSession.make()
    session.connected()
    #expect(session.feed("\(code) busy\r\n") == [.fail(SessionError(.refused(Reply(code, "busy")), in: .greeting))])
  }

  @Test("replies that nobody asked for end the session")
  func unsolicited() {
    var session = ClientSession.make(security: .plaintext)
    session.open(offering: "PIPELINING")
    #expect(
      session.feed("250 surprise\r\n") == [
        .fail(SessionError(.unsolicitedReply(Reply(250, "surprise")), in: .envelope))
      ])
  }

  @Test("a server that goes away is reported with the phase")
  func disconnected() {
    var session = ClientSession.make()
    session.connected()
    session.connectionClosed()
    #expect(session.allActions() == [.fail(SessionError(.connectionClosed, in: .greeting))])
  }

  private struct Echo: SASLMechanism {
    let name = "ECHO"
    mutating func initialResponse() -> [UInt8]? { nil }
    mutating func respond(to challenge: [UInt8]) -> [UInt8] { challenge }
  }
}
