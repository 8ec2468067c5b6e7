import NIOCore
import SMTPCore
import Testing

@Suite("What an envelope says on the wire")
struct EnvelopeParameterTests {
  private static let everything = [
    "SIZE 1000", "8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME", "DSN", "REQUIRETLS", "DELIVERBY 60",
    "FUTURERELEASE 3600 2027-01-01T00:00:00Z", "MT-PRIORITY", "AUTH PLAIN",
  ]

  private func envelope(
    from sender: String = "a@b.test", to recipients: String..., needsEightBitMIME: Bool = false,
    needsBinaryMIME: Bool = false, needsSMTPUTF8: Bool = false, recipientOptions: [String: RecipientOptions] = [:],
    asciiDomains: [String: String] = [:], _ set: (inout DeliveryOptions) throws -> Void = { _ in }
  ) throws -> Envelope {
    var options = DeliveryOptions()
    try set(&options)
    var ownOptions: [EnvelopeAddress: RecipientOptions] = [:]
    for (address, own) in recipientOptions { ownOptions[try EnvelopeAddress(address)] = own }
    return try Envelope(
      reversePath: .address(try EnvelopeAddress(sender)),
      recipients: try (recipients.isEmpty ? ["c@d.test"] : recipients).map { try EnvelopeAddress($0) },
      needsEightBitMIME: needsEightBitMIME, needsBinaryMIME: needsBinaryMIME, needsSMTPUTF8: needsSMTPUTF8,
      options: options, recipientOptions: ownOptions, asciiDomains: asciiDomains)
  }

  private func session(
    _ offer: [String], _ security: ClientSession.Security = .implicitTLS
  ) -> ClientSession {
    var session = ClientSession.make(security: security)
    session.connected()
    session.tlsEstablished()
    _ = session.feed("220 hi\r\n")
    let lines = ["hi", "PIPELINING"] + offer
    _ = session.feed(lines.dropLast().map { "250-\($0)\r\n" }.joined() + "250 \(lines[lines.count - 1])\r\n")
    return session
  }

  /// The lines that a client sends for an envelope, without those of DATA.
  private func lines(
    _ envelope: Envelope, offering offer: [String] = everything, _ security: ClientSession.Security = .implicitTLS
  ) throws -> [String] {
    var session = session(offer, security)
    try session.begin(envelope)
    var bytes = ByteBuffer()
    for case .send(let commands) in session.allActions() { for command in commands { command.encode(into: &bytes) } }
    return String(buffer: bytes).split(separator: "\r\n").map(String.init).filter { $0 != "DATA" }
  }

  private func error(
    _ envelope: Envelope, offering offer: [String], _ security: ClientSession.Security = .implicitTLS
  ) throws -> SessionError.Kind {
    var session = session(offer, security)
    let error = try #require(throws: SessionError.self) { try session.begin(envelope) }
    #expect(session.allActions().isEmpty, "nothing is sent")
    #expect(error.phase == .envelope)
    return error.kind
  }

  @Test("a message that asks for nothing says nothing, whatever is offered")
  func nothing() throws {
    #expect(try lines(envelope()) == ["MAIL FROM:<a@b.test>", "RCPT TO:<c@d.test>"])
  }

  @Test("everything at once has its form on the wire, with and without PIPELINING")
  func everything() throws {
    let envelope = try envelope(needsEightBitMIME: true) { options in
      options.dsn = DSNRequest(
        content: .headers, notification: [.success, .delay], envelopeID: try EnvelopeID("order = 4711+"))
      options.requiresTLS = true
      options.deliverBy = try DeliverBy(seconds: 120, overdue: .notified, isTraced: true)
      options.hold = try .seconds(3600)
      options.priority = try MessagePriority(-3)
      options.submitter = try Submitter(EnvelopeAddress("e=mc2@b.test"))
    }
    let mail =
      "MAIL FROM:<a@b.test> BODY=8BITMIME REQUIRETLS RET=HDRS ENVID=order+20+3D+204711+2B BY=120;NT HOLDFOR=3600 "
      + "MT-PRIORITY=-3 AUTH=e+3Dmc2@b.test"
    #expect(try lines(envelope) == [mail, "RCPT TO:<c@d.test> NOTIFY=SUCCESS,DELAY"])
    var sequential = ClientSession.make(security: .implicitTLS)
    sequential.connected()
    sequential.tlsEstablished()
    _ = sequential.feed("220 hi\r\n")
    _ = sequential.feed("250-hi\r\n" + Self.everything.map { "250-\($0)\r\n" }.joined() + "250 HELP\r\n")
    try sequential.begin(envelope)
    _ = sequential.allActions()
    guard case .send(let commands) = try #require(sequential.feed("250 ok\r\n").first) else { return }
    #expect(commands.map(\.description) == ["RCPT TO:<c@d.test> NOTIFY=SUCCESS,DELAY"])
  }

  @Test("recipients have their own wishes, and those without have the message's")
  func recipients() throws {
    let own = RecipientOptions(
      notification: .never, originalRecipient: try OriginalRecipient(EnvelopeAddress("old+1@d.test")))
    let named = RecipientOptions(
      originalRecipient: try OriginalRecipient(EnvelopeAddress(localPart: "\u{E9}\\", domain: "\u{FC}.test")))
    let envelope = try envelope(
      to: "one@d.test", "two@d.test", "three@d.test", recipientOptions: ["two@d.test": own, "three@d.test": named]
    ) { $0.dsn = DSNRequest(notification: .failure) }
    #expect(
      try lines(envelope).dropFirst() == [
        "RCPT TO:<one@d.test> NOTIFY=FAILURE",
        "RCPT TO:<two@d.test> NOTIFY=NEVER ORCPT=rfc822;old+2B1@d.test",
        #"RCPT TO:<three@d.test> NOTIFY=FAILURE ORCPT=utf-8;"\x{E9}\x{5C}\x{5C}"@\x{FC}.test"#,
      ])
    let rest = try #require(envelope.keeping { $0.localPart != "one" })
    #expect(try lines(rest).dropFirst().first == "RCPT TO:<two@d.test> NOTIFY=NEVER ORCPT=rfc822;old+2B1@d.test")
    #expect(envelope.keeping { _ in false } == nil)
  }

  @Test("notifications that are not offered are an error, or left out where the message may go without")
  func missingDSN() throws {
    let without = Self.everything.filter { $0 != "DSN" }
    let required = try envelope { $0.dsn = DSNRequest(notification: .success) }
    #expect(try error(required, offering: without) == .extensionNotOffered("DSN"))
    let own = try envelope(recipientOptions: ["c@d.test": RecipientOptions(notification: .never)])
    #expect(try error(own, offering: without) == .extensionNotOffered("DSN"))
    let wished = try envelope(recipientOptions: ["c@d.test": RecipientOptions(notification: .never)]) {
      $0.dsn = DSNRequest(content: .full, envelopeID: try EnvelopeID("x"), isRequired: false)
    }
    #expect(try lines(wished, offering: without) == ["MAIL FROM:<a@b.test>", "RCPT TO:<c@d.test>"])
  }

  @Test("REQUIRETLS is said only over TLS, and only to a server that offers it there")
  func requireTLS() throws {
    let envelope = try envelope { $0.requiresTLS = true }
    #expect(try lines(envelope).first == "MAIL FROM:<a@b.test> REQUIRETLS")
    #expect(try error(envelope, offering: ["DSN"]) == .extensionNotOffered("REQUIRETLS"))
    #expect(try error(envelope, offering: ["REQUIRETLS"], .plaintext) == .requireTLSInClear)
  }

  @Test("what the server offers too little of is an error that tells how much there is")
  func limits() throws {
    let soon = try envelope { $0.deliverBy = try DeliverBy(seconds: 59) }
    guard case .extensionLimit(let text) = try error(soon, offering: Self.everything) else {
      Issue.record("no limit")
      return
    }
    #expect(text.contains("60 s") && text.contains("59 s"))
    #expect(try error(soon, offering: []) == .extensionNotOffered("DELIVERBY"))
    let told = try envelope { $0.deliverBy = try DeliverBy(seconds: 59, overdue: .notified) }
    #expect(try lines(told).first == "MAIL FROM:<a@b.test> BY=59;N", "the shortest time is for mode R alone")
    for hold in [try MessageHold.seconds(3601), .until(try #require(UTCTime("2027-01-01T00:00:01Z")))] {
      guard case .extensionLimit = try error(try envelope { $0.hold = hold }, offering: Self.everything) else {
        Issue.record("\(hold) is not refused")
        continue
      }
      #expect(try error(try envelope { $0.hold = hold }, offering: []) == .extensionNotOffered("FUTURERELEASE"))
    }
    let until = try envelope { $0.hold = .until(try #require(UTCTime("2027-01-01T01:00:00+01:00"))) }
    #expect(try lines(until).first == "MAIL FROM:<a@b.test> HOLDUNTIL=2027-01-01T00:00:00Z")
    let urgent = try envelope { $0.priority = try MessagePriority(9) }
    #expect(try error(urgent, offering: []) == .extensionNotOffered("MT-PRIORITY"))
  }

  @Test("who submitted the message is told where AUTH is offered, and is no reason to fail")
  func submitter() throws {
    let envelope = try envelope { $0.submitter = .unknown }
    #expect(try lines(envelope).first == "MAIL FROM:<a@b.test> AUTH=<>")
    #expect(try lines(envelope, offering: []).first == "MAIL FROM:<a@b.test>")
  }

  @Test("BINARYMIME goes with CHUNKING and in place of 8BITMIME")
  func binary() throws {
    let envelope = try envelope(needsEightBitMIME: true, needsBinaryMIME: true)
    #expect(try lines(envelope).first == "MAIL FROM:<a@b.test> BODY=BINARYMIME")
    #expect(try error(envelope, offering: ["8BITMIME", "BINARYMIME"]) == .extensionNotOffered("BINARYMIME"))
  }

  /// Row "address parser domain confusion" of the security history: a domain's two forms.
  @Test("a domain beyond ASCII goes as A-labels and needs no SMTPUTF8; nothing else does")
  func aLabels() throws {
    let domains = ["b\u{FC}cher.test": "xn--bcher-kva.test"]
    let domainOnly = try envelope(from: "a@b\u{FC}cher.test", to: "c@b\u{FC}cher.test", asciiDomains: domains)
    #expect(!domainOnly.needsSMTPUTF8)
    for offer in [[], ["SMTPUTF8"]] {
      #expect(
        try lines(domainOnly, offering: offer) == [
          "MAIL FROM:<a@xn--bcher-kva.test>", "RCPT TO:<c@xn--bcher-kva.test>",
        ])
    }
    #expect(domainOnly.recipients.map(\.description) == ["c@b\u{FC}cher.test"], "reports name what was given")
    let others = [
      try envelope(to: "c@b\u{FC}cher.test"), try envelope(to: "\u{E9}@b\u{FC}cher.test", asciiDomains: domains),
      try envelope(to: "c@b\u{FC}cher.test", needsSMTPUTF8: true, asciiDomains: domains),
      try envelope(from: "\u{E9}@b.test", to: "c@b\u{FC}cher.test", asciiDomains: domains),
      try envelope(to: "c@b\u{FC}cher.test", asciiDomains: ["b\u{FC}cher.test": "b\u{FC}cher.test"]),
      try envelope(to: "c@b\u{FC}cher.test", asciiDomains: ["b\u{FC}cher.test": "x> SIZE=1"]),
    ]
    for envelope in others {
      #expect(try error(envelope, offering: ["8BITMIME"]) == .extensionNotOffered("SMTPUTF8"))
      let sent = try lines(envelope, offering: ["SMTPUTF8"])
      #expect(sent.first?.hasSuffix(" SMTPUTF8") == true)
      #expect(sent.last?.hasSuffix("@b\u{FC}cher.test>") == true)
    }
  }
}
