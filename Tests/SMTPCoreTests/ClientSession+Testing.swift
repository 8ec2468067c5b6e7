import NIOCore
import SASL
import SMTPCore

extension ClientSession {
  static func make(security: Security = .startTLS, mechanisms: [any SASLMechanism] = []) -> ClientSession {
    ClientSession(configuration: .init(clientName: .loopbackLiteral, security: security, mechanisms: mechanisms))
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
  mutating func open(offering capabilities: String...) -> [Action] {
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
