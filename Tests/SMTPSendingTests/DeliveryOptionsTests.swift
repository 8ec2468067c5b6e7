import Foundation
import MIME
import MailSandbox
import SMTPCore
import SMTPSending
import Testing

@Suite("What a message asks of the server", .timeLimit(.minutes(1)))
struct DeliveryOptionsTests {
  /// Offers everything, as no known server does.
  private static let generous = SandboxProfile.modern.with { profile in
    let more = [
      "BINARYMIME", "REQUIRETLS", "DELIVERBY 60", "FUTURERELEASE 86400 2099-01-01T00:00:00Z", "MT-PRIORITY MIXER",
      "LIMITS MAILMAX=100 RCPTMAX=3 RCPTDOMAINMAX=2",
    ]
    profile.name = "generous"
    profile.capabilitiesInClear += more
    profile.capabilitiesOverTLS += more
  }

  private func client(_ configuration: SMTPClient.Configuration) throws -> SMTPClient { try SMTPClient(configuration) }

  private func failure(
    _ configuration: SMTPClient.Configuration, _ message: some MessageContent, _ routing: SMTPClient.Routing
  ) async throws -> SMTPError {
    try await #require(throws: SMTPError.self) { try await client(configuration).send(message, routing: routing) }
  }

  @Test("everything reaches the server that offers it, by message and by recipient")
  func everything() async throws {
    try await withSandbox(Self.generous) { sandbox in
      var routing = SMTPClient.Routing()
      routing.options.dsn = DSNRequest(
        content: .headers, notification: [.success, .failure], envelopeID: try EnvelopeID("order 4711"))
      routing.options.requiresTLS = true
      routing.options.deliverBy = try DeliverBy(seconds: 600, overdue: .notified)
      routing.options.hold = .until(try UTCTime(Date(timeIntervalSince1970: 1_800_000_000.9)))
      routing.options.priority = try MessagePriority(3)
      routing.recipientOptions[try EmailAddress("carol@example.com")] = RecipientOptions(
        notification: .never, originalRecipient: try OriginalRecipient(EnvelopeAddress("old@example.com")))
      let receipt = try await client(sandbox.configuration).send(
        try Message.sample(to: "bob@example.com", "carol@example.com"), routing: routing)
      #expect(receipt.outcome == .accepted)
      let message = try await sandbox.nextMessage()
      #expect(message.parameters.first?.keyword == "SIZE")
      #expect(
        message.parameters.dropFirst().map(\.description) == [
          "REQUIRETLS", "RET=HDRS", "ENVID=order+204711", "BY=600;N", "HOLDUNTIL=2027-01-15T08:00:00Z", "MT-PRIORITY=3",
        ])
      #expect(
        message.recipientParameters.map { $0.map(\.description) } == [
          ["NOTIFY=SUCCESS,FAILURE"], ["NOTIFY=NEVER", "ORCPT=rfc822;old@example.com"],
        ])
    }
  }

  @Test("a server that lacks what is asked for gets no message, and the error names it")
  func missing() async throws {
    try await withSandbox { sandbox in
      var routing = SMTPClient.Routing()
      routing.options.priority = try MessagePriority(1)
      let error = try await failure(sandbox.configuration, try Message.sample(), routing)
      #expect(error.code == .extensionNotOffered && error.category == .message && !error.isTemporary)
      #expect(error.detail.contains("MT-PRIORITY"))
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("a server that offers too little of it gets no message, and the error tells how much there is")
  func tooMuch() async throws {
    try await withSandbox(Self.generous) { sandbox in
      var routing = SMTPClient.Routing()
      routing.options.hold = try .seconds(86_401)
      let error = try await failure(sandbox.configuration, try Message.sample(), routing)
      #expect(error.code == .extensionLimit && error.category == .message)
      #expect(error.detail.contains("86400 s"))
    }
  }

  @Test("what is asked for is asked for again at the next attempt, for those who are left")
  func retried() async throws {
    let script = """
      rcpt <carol@example.com>: 450 4.2.0 Later
      """
    try await withSandbox(Self.generous, script: script) { sandbox in
      var routing = SMTPClient.Routing(recipients: [try EmailAddress("carol@example.com")])
      routing.options.priority = try MessagePriority(2)
      routing.recipientOptions[try EmailAddress("carol@example.com")] = RecipientOptions(notification: .delay)
      let configuration = sandbox.configuration.with { $0.retryPolicy = .standard }
      let client = try SMTPClient(configuration, clock: JumpingClock())
      let receipt = try await client.send(try Message.sample(), routing: routing)
      #expect(receipt.attempts.count == 2)
      let message = try await sandbox.nextMessage()
      #expect(message.parameters.map(\.description).contains("MT-PRIORITY=2"))
      #expect(message.recipientParameters.map { $0.map(\.description) } == [["NOTIFY=DELAY"]])
    }
  }

  @Test("REQUIRETLS asks for a policy with TLS and a verified certificate, before there is a connection")
  func requireTLS() async throws {
    var routing = SMTPClient.Routing()
    routing.options.requiresTLS = true
    // Nobody listens there: the error comes first.
    for danger in [TLSPolicy.Dangers.ignoreServerName, .trustAnyIssuer, .ignoreValidityPeriod] {
      let configuration = SMTPClient.Configuration.loopback(port: 1).with { $0.tls.dangerously = danger }
      let error = try await failure(configuration, try Message.sample(), routing)
      #expect(error.code == .requireTLSUnprotected && error.category == .policy && !error.isTemporary)
    }
    let plain = SMTPClient.Configuration.loopback(port: 1, .dangerouslyPlaintext)
    #expect(try await failure(plain, try Message.sample(), routing).code == .requireTLSUnprotected)
    let deprecated = SMTPClient.Configuration.loopback(port: 1).with { $0.tls.dangerously = .allowDeprecatedVersions }
    #expect(try await failure(deprecated, try Message.sample(), routing).code == .connectFailed)
  }

  @Test("REQUIRETLS and a header that declines TLS contradict each other")
  func contradiction() async throws {
    var routing = SMTPClient.Routing()
    routing.options.requiresTLS = true
    var message = try Message.sample()
    message.declinesTLS = true
    let configuration = SMTPClient.Configuration.loopback(port: 1)
    #expect(try await failure(configuration, message, routing).code == .invalidEnvelope)
    let stored = try StoredMessage(bytes: Array("From: a@b.test\r\nTo: c@d.test\r\ntls-required: no\r\n\r\n".utf8))
    #expect(try await failure(configuration, stored, routing).code == .invalidEnvelope)
  }

  @Test("wishes for somebody who is no recipient are an error, not forgotten")
  func stranger() async throws {
    var routing = SMTPClient.Routing()
    routing.recipientOptions[try EmailAddress("carl@example.com")] = RecipientOptions(notification: .never)
    let error = try await failure(.loopback(port: 1), try Message.sample(), routing)
    #expect(error.code == .invalidEnvelope && error.detail.contains("carl@example.com"))
  }

  @Test("a domain beyond ASCII goes as A-labels where that is all it takes, and the receipt names what was given")
  func domains() async throws {
    let plain = SandboxProfile.modern.with { profile in
      profile.capabilitiesInClear.removeAll { $0 == "SMTPUTF8" }
      profile.capabilitiesOverTLS.removeAll { $0 == "SMTPUTF8" }
    }
    try await withSandbox(plain) { sandbox in
      let recipients = [
        ("bob@b\u{FC}cher.example", "xn--bcher-kva.example"), ("bob@stra\u{DF}e.example", "xn--strae-oqa.example"),
        ("bob@\u{65E5}\u{672C}\u{8A9E}.example", "xn--wgv71a119e.example"),
        ("bob@B\u{DC}CHER.Example", "xn--bcher-kva.example"),
        ("bob@bu\u{308}cher.example", "xn--bcher-kva.example"),
      ]
      let routing = SMTPClient.Routing(recipients: try recipients.map { try EmailAddress($0.0) })
      let receipt = try await client(sandbox.configuration).send(try Message.sample(), routing: routing)
      #expect(receipt.recipients.map(\.address) == recipients.map(\.0))
      let message = try await sandbox.nextMessage()
      #expect(message.recipients.map { $0.domain.lowercased() } == recipients.map(\.1))
      #expect(message.parameters.map(\.keyword) == ["SIZE"])

      let local = SMTPClient.Routing(recipients: [try EmailAddress("b\u{F6}b@example.com")])
      let error = try await failure(sandbox.configuration, try Message.sample(), local)
      #expect(error.code == .extensionNotOffered && error.detail.contains("SMTPUTF8"))

      try await sandbox.configuration.send(try Message.sample(to: "bob@b\u{FC}cher.example"))
      #expect(try await sandbox.nextMessage().text.contains("\r\nTo: bob@xn--bcher-kva.example\r\n"))
      let header = try await failure(
        sandbox.configuration, try Message.sample(to: "b\u{F6}b@b\u{FC}cher.example"), SMTPClient.Routing())
      #expect(header.code == .extensionNotOffered && header.detail.contains("SMTPUTF8"))
    }
    try await withSandbox { sandbox in
      try await sandbox.configuration.send(try Message.sample(to: "b\u{F6}b@b\u{FC}cher.example"))
      let message = try await sandbox.nextMessage()
      #expect(message.recipients.map(\.description) == ["b\u{F6}b@b\u{FC}cher.example"])
      #expect(message.parameters.map(\.keyword) == ["SIZE", "SMTPUTF8"])
    }
  }
}
