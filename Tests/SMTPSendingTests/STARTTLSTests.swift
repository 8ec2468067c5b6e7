import MailSandbox
import NIOCore
import SMTPCore
import SMTPSending
import TLSWire
import Testing

/// Rows "STARTTLS response injection" and "STARTTLS stripping" of the security history, against a server that misbehaves.
@Suite("STARTTLS: stripped, refused and tampered with", .timeLimit(.minutes(1)))
struct STARTTLSTests {
  private static let opening: [RawServer.Step] = [
    .send("220 mail.example.com ESMTP\r\n"), .expect("EHLO"),
    .send("250-mail.example.com\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"), .expect("STARTTLS"),
  ]

  /// Sends with a canary for a password, and sees that the server heard nothing of it.
  private func failure(with steps: [RawServer.Step]) async throws -> (SMTPError, RawServer.Conversation) {
    let server = try await RawServer.start(steps)
    let canary = Canary()
    let configuration = SMTPClient.Configuration.loopback(port: server.port).with {
      $0.credentials = .password(Canary.user, canary.secret)
      $0.retryPolicy = .standard
    }
    let clock = JumpingClock()
    let error = try await configuration.failure(clock: clock)
    var conversation = try await server.nextConversation()
    for _ in 1..<(error.receipt?.attempts.count ?? 1) { conversation = try await server.nextConversation() }
    for conversation in server.endedConversations {
      let heard = String(buffer: conversation.bytesInClear) + String(buffer: conversation.bytesOverTLS)
      #expect(!heard.uppercased().contains("AUTH"))
      #expect(!heard.uppercased().contains("MAIL FROM"))
      #expect(!heard.uppercased().split(separator: "\r\n").contains { $0.hasPrefix("HELO") })
      #expect(!canary.isIn(heard))
    }
    #expect(error.receipt?.attempts.count == (error.isTemporary ? 4 : 1))
    #expect(clock.pauses.count == (error.isTemporary ? 3 : 0))
    try await server.shutdown()
    return (error, conversation)
  }

  @Test(
    "an EHLO reply from which STARTTLS was taken, or in which it was masked, ends the connection",
    arguments: [
      "250-mail.example.com\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000\r\n",
      "250-mail.example.com\r\n250-XXXXXXXA\r\n250 AUTH PLAIN LOGIN\r\n",
      "250 mail.example.com\r\n", "250-mail.example.com STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n",
    ])
  func stripped(reply: String) async throws {
    let (error, conversation) = try await failure(with: [
      .send("220 mail.example.com ESMTP\r\n"), .expect("EHLO"), .send(reply), .waitForClose,
    ])
    #expect(error.code == .startTLSNotOffered)
    #expect(error.category == .policy)
    #expect(error.phase == .startTLS)
    #expect(!error.isTemporary)
    #expect(conversation.lines.count == 1)
  }

  /// Row "STARTTLS stripping": in most libraries the default goes on in clear.
  @Test("whoever says nothing about TLS gets TLS or nothing", arguments: [false, true])
  func byDefault(isWithEndpoint: Bool) async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com ESMTP\r\n"), .expect("EHLO"),
      .send("250-mail.example.com\r\n250 AUTH PLAIN LOGIN\r\n"), .waitForClose,
    ])
    let canary = Canary()
    let credentials = Credentials.password(Canary.user, canary.secret)
    var configuration = SMTPClient.Configuration(host: "127.0.0.1", port: server.port, credentials: credentials)
    if isWithEndpoint {
      configuration = SMTPClient.Configuration(
        endpoint: .init(host: "127.0.0.1", port: server.port), credentials: credentials)
    }
    configuration.retryPolicy = .never
    #expect(try await configuration.failure().code == .startTLSNotOffered)
    #expect(try await server.nextConversation().lines.count == 1)
    try await server.shutdown()
  }

  @Test(
    "a refusal of STARTTLS ends the attempt; only a temporary one is tried again",
    arguments: [
      "454 4.7.0 TLS not available due to a temporary reason", "500 Unrecognized command", "502 5.5.1 Not implemented",
    ])
  func refused(reply: String) async throws {
    let (error, conversation) = try await failure(with: Self.opening + [.send(reply + "\r\n"), .waitForClose])
    #expect(error.code == .startTLSRefused)
    #expect(error.phase == .startTLS)
    #expect(error.reply?.description == reply)
    #expect(error.isTemporary == reply.hasPrefix("4"))
    #expect(conversation.ending == .completed)
    #expect(conversation.lines.count == 2)
  }

  @Test("an EHLO that is refused is not followed by HELO where the policy asks for TLS", arguments: [500, 502, 550])
  func refusedEHLO(code: Int) async throws {
    let (error, conversation) = try await failure(with: [
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("\(code) Unrecognized command\r\n"), .waitForClose,
    ])
    #expect(error.code == .refused)
    #expect(error.phase == .hello)
    #expect(error.reply?.code == code)
    #expect(conversation.lines.count == 1)
  }

  @Test("a refused EHLO is followed by HELO where the policy allows plaintext")
  func helloFallback() async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("500 what\r\n"), .expect("HELO"),
      .send("250 mail.example.com\r\n"), .expect("MAIL"), .send("250 ok\r\n"), .expect("RCPT"), .send("250 ok\r\n"),
      .expect("DATA"), .send("550 no\r\n"), .expect("RSET"), .send("250 ok\r\n"), .expect("QUIT"),
      .send("221 bye\r\n"), .close,
    ])
    let error = try await SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext).failure()
    #expect(error.reply?.code == 550)
    #expect(try await server.nextConversation().lines.count == 7)
    try await server.shutdown()
  }

  @Test(
    "whole lines in one segment with the 220 are an injection",
    arguments: ["250 injected\r\n", "250-mail.example.com\r\n250 AUTH PLAIN\r\n", "\r\n", "250 injected\n"])
  func injectedLines(lines: String) async throws {
    let (error, conversation) = try await failure(
      with: Self.opening + [.send("220 Go ahead\r\n" + lines), .waitForClose])
    #expect(error.code == .injectedReplyAfterSTARTTLS)
    #expect(error.category == .policy)
    #expect(conversation.bytesInClear.readableBytesView.first { $0 >= 0x80 || $0 == 0x16 } == nil, "no hello was sent")
  }

  @Test("an unfinished line in one segment with the 220 is an injection", arguments: ["2", "250 inject", "\r"])
  func injectedFragment(fragment: String) async throws {
    let (error, conversation) = try await failure(
      with: Self.opening + [.send("220 Go ahead\r\n" + fragment), .waitForClose])
    #expect(error.code == .injectedFragmentAfterSTARTTLS)
    #expect(error.category == .policy)
    #expect(conversation.bytesInClear.readableBytesView.first { $0 >= 0x80 || $0 == 0x16 } == nil, "no hello was sent")
  }

  @Test(
    "bytes in clear between the client's hello and the server's are an injection",
    arguments: ["250-mail.example.com\r\n250 AUTH PLAIN\r\n", "2", "250 injected"])
  func bytesBeforeServerHello(text: String) async throws {
    let (error, conversation) = try await failure(
      with: Self.opening + [.send("220 Go ahead\r\n"), .awaitBytes, .send(text), .waitForClose])
    #expect(error.code == .plaintextBeforeServerHello)
    #expect(error.category == .policy)
    #expect(!error.isTemporary)
    #expect(error.phase == .tls)
    #expect(conversation.bytesInClear.readableBytesView.contains(0x16), "the hello had come")
  }

  @Test("lines in the segment after the 220, sent before the client's hello has come, are an injection")
  func bytesBeforeClientHello() async throws {
    let (error, _) = try await failure(
      with: Self.opening + [
        .send("220 Go ahead\r\n"), .send("250-mail.example.com\r\n250 AUTH PLAIN\r\n"), .waitForClose,
      ])
    // Which of the two depends on whether the network joined the segments.
    #expect([.plaintextBeforeServerHello, .injectedReplyAfterSTARTTLS].contains(error.code))
  }

  @Test("lines that come with a refusal of STARTTLS are an injection", arguments: ["454 4.7.0 later", "502 no"])
  func injectionAfterRefusal(refusal: String) async throws {
    let (error, _) = try await failure(
      with: Self.opening + [.send(refusal + "\r\n250 mail.example.com\r\n"), .waitForClose])
    #expect(error.code == .injectionAfterSTARTTLSRefusal)
    #expect(error.category == .policy)
    #expect(!error.isTemporary)
    #expect(error.reply?.description == refusal)
  }

  @Test("what was offered in clear is forgotten: AUTH that is not offered over TLS is not used")
  func forgetsCapabilities() async throws {
    let authority = try SandboxAuthority()
    let certificate = try authority.certificate(for: ["127.0.0.1"])
    let server = try await RawServer.start(
      Self.opening + [
        .send("220 Go ahead\r\n"), .startTLS(certificate, .tls12 ... .tls13), .expect("EHLO"),
        .send("250 mail.example.com\r\n"), .waitForClose,
      ])
    let canary = Canary()
    let error = try await SMTPClient.Configuration.loopback(port: server.port, trusting: authority)
      .with { $0.credentials = .password(Canary.user, canary.secret) }.failure()
    #expect(error.code == .authenticationNotOffered)
    let conversation = try await server.nextConversation()
    #expect(!String(buffer: conversation.bytesOverTLS).contains("AUTH"))
    try await server.shutdown()
  }
}
