import NIOCore
import SASL
import SMTPCore

extension ClientSession {
  static func make(
    security: Security = .startTLS, dialect: Dialect = .smtp, mechanisms: [any SASLMechanism] = []
  ) -> ClientSession {
    ClientSession(
      configuration: .init(clientName: .loopbackLiteral, security: security, dialect: dialect, mechanisms: mechanisms))
  }

  /// One that can send mail.
  static func ready(_ dialect: Dialect = .smtp, offering capabilities: [String]) -> ClientSession {
    var session = make(security: .implicitTLS, dialect: dialect)
    session.open(offering: capabilities)
    return session
  }

  static func password() throws -> [any SASLMechanism] {
    [
      try PlainMechanism(username: "ada", password: "secret"), try LoginMechanism(username: "ada", password: "secret"),
    ]
  }

  static func awaitingSTARTTLSReply() throws -> ClientSession {
    var session = make(mechanisms: try password())
    session.connected()
    _ = session.feed("220 hi\r\n")
    _ = session.feed("250-hi\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
    return session
  }

  /// Everything up to and including the reply to the EHLO that counts.
  @discardableResult
  mutating func open(offering capabilities: String...) -> [Action] { open(offering: capabilities) }

  @discardableResult
  mutating func open(offering capabilities: [String]) -> [Action] {
    connected()
    tlsEstablished()
    _ = feed("220 hi\r\n")
    let lines = ["hi"] + capabilities
    let reply = lines.enumerated().map { "250\($0.offset == lines.count - 1 ? " " : "-")\($0.element)\r\n" }.joined()
    return feed(reply)
  }

  mutating func allActions() -> [Action] {
    var actions: [Action] = []
    while let action = nextAction() { actions.append(action) }
    return actions
  }

  mutating func feed(_ text: String, inPiecesOf size: Int = .max) -> [Action] {
    var buffer = ByteBuffer(string: text)
    var actions: [Action] = []
    while let piece = buffer.readSlice(length: min(size, buffer.readableBytes)), piece.readableBytes > 0 {
      receive(piece)
      actions += allActions()
    }
    return actions
  }
}

extension ClientSession {
  /// Begins a message and gives the commands that go out.
  mutating func start(_ envelope: Envelope, singleFlight: Bool = false) throws -> [Action] {
    var options = TransferOptions()
    options.allowsSingleFlight = singleFlight
    try begin(envelope, options: options)
    return allActions()
  }

  /// Hands over the whole message that was begun last; gives what goes on the wire.
  @discardableResult
  mutating func sendWhole(_ text: String) -> String {
    let body = body(ByteBuffer(string: text), isLast: true)
    return String(buffer: body.prefix) + String(buffer: body.content) + String(buffer: body.suffix)
  }
}

extension [ClientSession.Action] {
  var reports: [TransactionReport] {
    compactMap { action in
      if case .finish(let report) = action { return report }
      return nil
    }
  }

  /// What is written, command by command.
  var lines: [String] {
    flatMap { action in
      if case .send(let commands) = action { return commands.map(\.description) }
      return []
    }
  }
}

extension TransactionReport {
  /// The code that decided about each recipient; 0 for none.
  var codes: [Int] { recipients.map { verdict(for: $0)?.code ?? 0 } }
}

extension Envelope {
  static func to(_ recipients: String..., size: Int? = nil, binary: Bool = false) throws -> Envelope {
    try Envelope(
      reversePath: .address(try EnvelopeAddress("ada@example.com")),
      recipients: try recipients.map { try EnvelopeAddress("\($0)@example.com") }, needsBinaryMIME: binary, size: size)
  }
}
