import SASL
import SMTPCore
import Testing

@Suite("The server's AUTH")
struct ServerAuthenticationTests {
  /// `\0u\0p`
  static let plain = "AHUAcA=="

  private func dialogue(answer: ServerSession.Answer = .proceed) -> ServerDialogue {
    var dialogue = ServerDialogue(.authenticating, isSecure: true) { question in
      if case .credentials = question { return answer }
      return .proceed
    }
    dialogue.say("EHLO x.test\r\n")
    return dialogue
  }

  @Test(
    "each mechanism works with and without an initial response",
    arguments: [
      ("PLAIN", "AUTH PLAIN AHUAcA==\r\n", [235]),
      ("PLAIN", "AUTH plain\r\nAHUAcA==\r\n", [334, 235]),
      ("LOGIN", "AUTH LOGIN\r\ndQ==\r\ncA==\r\n", [334, 334, 235]),
      ("LOGIN", "AUTH LOGIN dQ==\r\ncA==\r\n", [334, 235]),
      ("XOAUTH2", "AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIHABAQ==\r\n", [235]),
      ("XOAUTH2", "AUTH XOAUTH2\r\ndXNlcj11AWF1dGg9QmVhcmVyIHABAQ==\r\n", [334, 235]),
    ])
  func mechanisms(mechanism: String, lines: String, codes: [Int]) {
    var dialogue = dialogue()
    dialogue.say(lines)
    #expect(Array(dialogue.codes.dropFirst()) == codes)
    #expect(dialogue.record.questions.last == .credentials(mechanism: mechanism, username: "u", secret: "p"))
    #expect(dialogue.session.authenticatedUser == "u")
    dialogue.say("AUTH PLAIN \(Self.plain)\r\n")
    #expect(dialogue.codes.last == 503)
  }

  @Test("LOGIN's prompts are those that clients know")
  func loginPrompts() {
    var dialogue = dialogue()
    dialogue.say("AUTH LOGIN\r\ndQ==\r\ncA==\r\n")
    #expect(dialogue.record.replies.dropFirst().prefix(2) == ["334 VXNlcm5hbWU6|", "334 UGFzc3dvcmQ6|"])
  }

  @Test(
    "what is not of the mechanism's form is refused without asking the policy",
    arguments: [
      ("AUTH PLAIN !!!\r\n", 501),
      ("AUTH PLAIN =\r\n", 501),
      ("AUTH PLAIN AHU=\r\n", 501),
      ("AUTH PLAIN eAB1AHA=\r\n", 501),
      ("AUTH PLAIN AHUA\r\n", 501),
      ("AUTH PLAIN\r\n*\r\n", 501),
      ("AUTH PLAIN\r\nno base64\r\n", 501),
      ("AUTH LOGIN\r\n*\r\n", 501),
      ("AUTH LOGIN\r\n\r\n", 501),
      ("AUTH XOAUTH2 dXNlcj11\r\n", 501),
      ("AUTH CRAM-MD5\r\n", 504),
      ("AUTH\r\n", 501),
      ("AUTH PLAIN a b\r\n", 501),
      ("AUTH PLA$N\r\n", 501),
    ])
  func malformed(lines: String, code: Int) {
    var dialogue = dialogue()
    dialogue.say(lines)
    #expect(dialogue.codes.last == code)
    dialogue.say("NOOP\r\n")
    #expect(dialogue.codes.last == 250)
    #expect(dialogue.session.authenticatedUser == nil)
    #expect(!dialogue.record.questions.contains { if case .credentials = $0 { true } else { false } })
  }

  @Test("a challenge that the policy refuses ends the exchange, and what follows it shows in no log")
  func refusedChallenge() {
    var dialogue = ServerDialogue(.authenticating, isSecure: true) { question in
      guard case .challenge(let mechanism, let text) = question else { return .proceed }
      return text == "UGFzc3dvcmQ6" ? .reply(Reply(454, "4.7.0", "\(mechanism) later")) : .proceed
    }
    dialogue.say("EHLO x.test\r\nAUTH LOGIN\r\ndQ==\r\n")
    #expect(dialogue.record.replies.dropFirst() == ["334 VXNlcm5hbWU6|", "454 4.7.0 LOGIN later|"])
    dialogue.say("Y2FuYXJ5\r\nNOOP\r\n")
    #expect(dialogue.codes.suffix(2) == [500, 250])
    #expect(!dialogue.record.log.joined().contains("Y2FuYXJ5"))
    #expect(dialogue.session.authenticatedUser == nil)
  }

  @Test("what AUTH gets in the clear can be chosen")
  func encryptionRequiredReply() {
    var configuration = ServerSession.Configuration.authenticating
    configuration.encryptionRequiredReply = Reply(451, "5.7.3", "Must issue a STARTTLS command first")
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\nAUTH PLAIN \(Self.plain)\r\n")
    #expect(dialogue.record.replies.last == "451 5.7.3 Must issue a STARTTLS command first|")
    #expect(dialogue.session.authenticatedUser == nil)
  }

  @Test("a lone = is an empty initial response")
  func emptyInitialResponse() {
    var dialogue = dialogue()
    dialogue.say("AUTH LOGIN =\r\n")
    #expect(dialogue.codes.last == 501)
  }

  @Test("wrong credentials are refused, and may be tried again until there were too many")
  func wrongCredentials() {
    var dialogue = dialogue(answer: .reply(.credentialsRefused))
    dialogue.say(String(repeating: "AUTH PLAIN \(Self.plain)\r\n", count: 30))
    #expect(dialogue.codes.filter { $0 == 535 }.count == 20)
    #expect(dialogue.codes.last == 421)
    #expect(dialogue.session.authenticatedUser == nil)
  }

  @Test("a refused token is told of in a challenge before the reply")
  func refusedToken() {
    var dialogue = dialogue(answer: .reply(.credentialsRefused))
    dialogue.say("AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIHABAQ==\r\n")
    #expect(dialogue.codes.last == 334)
    dialogue.say("\r\nNOOP\r\n")
    #expect(dialogue.codes.suffix(2) == [535, 250])
  }

  /// A client and a server that know each other's bytes only.
  private static func converse(
    _ client: any SASLMechanism, binding: ChannelBinding?, policy: ServerSession.Answer = .proceed
  ) throws -> (dialogue: ServerDialogue, client: any SASLMechanism) {
    var configuration = ServerSession.Configuration.authenticating
    configuration.authenticationMechanisms = MechanismName.allCases
    configuration.accounts = .init(["u": "p"])
    configuration.offersStartTLS = true
    var dialogue = ServerDialogue(configuration) { question in
      if case .credentials = question { policy } else { .proceed }
    }
    dialogue.say("EHLO x.test\r\nSTARTTLS\r\n")
    dialogue.session.tlsEstablished(channelBinding: binding)
    dialogue.say("EHLO x.test\r\n")
    let offered = dialogue.record.replies.last?.split(separator: "|").first { $0.contains("AUTH ") } ?? ""
    let mechanisms = offered.split(separator: "AUTH ").last?.split(separator: " ").map(String.init) ?? []
    var mechanism = try #require(client.prepared(for: SASLOffer(mechanisms: mechanisms, channelBinding: binding)))
    var line = "AUTH \(mechanism.name)"
    if let response = mechanism.initialResponse() {
      line += " \(String(decoding: Base64.encode(response), as: UTF8.self))"
    }
    for _ in 0..<6 {
      dialogue.say("\(line)\r\n")
      guard let reply = dialogue.record.replies.last, reply.hasPrefix("334 ") else { break }
      let challenge = try #require(Base64.decode(reply.dropFirst(4).dropLast().utf8))
      line = String(decoding: Base64.encode(try mechanism.respond(to: challenge)), as: UTF8.self)
    }
    return (dialogue, mechanism)
  }

  private static let binding = ChannelBinding(data: [1, 2, 3])

  @Test(
    "mechanisms that send no password: the session checks the proof and asks the policy",
    arguments: [MechanismName.cramMD5, .scramSHA1, .scramSHA256, .scramSHA1Plus, .scramSHA256Plus])
  func proofs(name: MechanismName) throws {
    for password: Secret in ["p", "wrong"] {
      let client: any SASLMechanism =
        name == .cramMD5
        ? try CramMD5Mechanism(username: "u", password: password)
        : try SCRAMMechanism(name, username: "u", password: password)
      let (dialogue, finished) = try Self.converse(client, binding: Self.binding)
      #expect(
        dialogue.record.questions.last
          == .credentials(mechanism: name.rawValue, username: "u", secret: password == "p" ? "p" : ""))
      #expect(dialogue.codes.last == (password == "p" ? 235 : 535))
      #expect(dialogue.session.authenticatedUser == (password == "p" ? "u" : nil))
      if password == "p" { try finished.acceptSuccess() }
      #expect(!dialogue.record.log.joined().contains("p="))
    }
  }

  @Test("no policy makes a wrong proof right, and one that is right can still be refused")
  func policy() throws {
    let wrong = try SCRAMMechanism(.scramSHA256, username: "u", password: "wrong")
    let (generous, _) = try Self.converse(wrong, binding: nil, policy: .reply(Reply(235, "2.7.0", "welcome")))
    #expect(generous.codes.last == 535)
    #expect(generous.session.authenticatedUser == nil)
    let right = try SCRAMMechanism(.scramSHA256, username: "u", password: "p")
    let (strict, _) = try Self.converse(right, binding: nil, policy: .reply(.credentialsRefused))
    #expect(strict.codes.last == 535)
    #expect(strict.session.authenticatedUser == nil)
    let (busy, _) = try Self.converse(wrong, binding: nil, policy: .reply(Reply(454, "4.7.0", "later")))
    #expect(busy.codes.last == 454)
  }

  @Test("-PLUS is offered only where there is something to bind to")
  func plusOffer() throws {
    let plain = try PlainMechanism(username: "u", password: "p")
    let (bound, _) = try Self.converse(plain, binding: Self.binding)
    #expect(bound.record.replies.joined().contains("SCRAM-SHA-256-PLUS"))
    var (unbound, _) = try Self.converse(plain, binding: nil)
    #expect(!unbound.record.replies.joined().contains("-PLUS"))
    unbound = try Self.converse(CramMD5Mechanism(username: "u", password: "wrong"), binding: nil).dialogue
    unbound.say("AUTH SCRAM-SHA-256-PLUS\r\n")
    #expect(unbound.codes.last == 504)
  }

  @Test("a token that OAUTHBEARER brings is told of in a challenge where it is refused")
  func refusedBearer() throws {
    let client = try OAuthBearerMechanism(username: "u", token: "t", host: "h", port: 25)
    let (dialogue, finished) = try Self.converse(client, binding: nil, policy: .reply(.credentialsRefused))
    #expect(dialogue.codes.suffix(2) == [334, 535])
    #expect(finished.serverError == #"{"status":"invalid_token","scope":""}"#)
  }

  @Test("AUTH in the clear, before EHLO and within a message is refused")
  func outOfPlace() {
    var clear = ServerDialogue(.authenticating)
    clear.say("AUTH PLAIN \(Self.plain)\r\nEHLO x.test\r\nAUTH PLAIN \(Self.plain)\r\nAUTH CRAM-MD5\r\n")
    #expect(clear.codes == [503, 250, 538, 504])
    var dialogue = dialogue()
    dialogue.say("MAIL FROM:<>\r\nAUTH PLAIN \(Self.plain)\r\n")
    #expect(dialogue.codes.last == 503)
  }

  @Test("a long line is read within an exchange, up to its limit", arguments: [12288, 12289])
  func lineLimit(length: Int) {
    let token = String(repeating: "A", count: (length - 15) / 4 * 4)
    let line = "AUTH XOAUTH2 " + token + String(repeating: " ", count: length - 15 - token.utf8.count) + "\r\n"
    #expect(line.utf8.count == length)
    var dialogue = dialogue()
    dialogue.say(line)
    #expect(dialogue.record.replies.last?.hasPrefix(length > 12288 ? "500" : "501 5.5.2") == true)
    dialogue.say("AUTH PLAIN\r\n" + String(repeating: "A", count: length - 2) + "\r\nNOOP\r\n")
    #expect(dialogue.codes.suffix(2) == [length > 12288 ? 500 : 501, 250])
  }

  @Test(
    "no credential is in the log, wherever the exchange broke",
    arguments: [
      "AUTH PLAIN canary==\r\n", "AUTH canary\r\n", "AUTH PLAIN\r\ncanary\r\n", "AUTH LOGIN\r\ndQ==\r\ncanary\r\n",
      "AUTH LOGIN\r\n!\r\ncanary\r\n", "AUTH CRAM-MD5\r\ncanary\r\n", "AUTH PLAIN x canary\r\n",
      "AUTH XOAUTH2\r\ncanary\rx\r\n", "AUTH canary canary\r\n", "auth PLAIN\u{E9} canary\r\n",
    ])
  func redaction(lines: String) {
    for isSecure in [true, false] {
      var dialogue = ServerDialogue(.authenticating, isSecure: isSecure)
      dialogue.say("EHLO x.test\r\n\(lines)")
      #expect(!dialogue.record.log.joined().lowercased().contains("canary"), "\(dialogue.record.log)")
      #expect(!dialogue.record.replies.joined().lowercased().contains("canary"))
    }
  }

  @Test("the exchange may be cut anywhere")
  func cutAnywhere() {
    let bytes = Array("EHLO x.test\r\nAUTH LOGIN\r\ndQ==\r\ncA==\r\nMAIL FROM:<>\r\n".utf8)
    for cut in 1..<bytes.count {
      var dialogue = ServerDialogue(.authenticating, isSecure: true)
      dialogue.say(bytes[..<cut])
      dialogue.say(bytes[cut...])
      #expect(dialogue.codes == [250, 334, 334, 235, 250], "cut at \(cut)")
    }
  }
}
