import Logging
import MIME
import NIOCore
import NIOEmbedded
import SASL
import SMTPCore
import TLSWire

@testable import SMTPSending

/// A handler on a channel whose time the test turns.
struct EmbeddedDialogue {
  let channel = EmbeddedChannel()
  let handler: ClientHandler

  /// - Parameter lower: handlers between the wire and this one.
  init(
    _ timeOuts: TimeOuts, security: ClientSession.Security = .plaintext, mechanisms: [any SASLMechanism] = [],
    logger: Logger = TestLog().logger, protocolLog: (@Sendable (ProtocolLine) -> Void)? = nil,
    behind lower: (ClientHandler) throws -> [any ChannelHandler] = { _ in [] }
  ) throws {
    var policy = TLSPolicy(security == .implicitTLS ? .implicit : .startTLS)
    policy.trustRoots = .none
    handler = ClientHandler(
      host: "mail.example.com", port: 587, tls: security == .plaintext ? nil : try TLSContext(policy),
      session: ClientSession.Configuration(
        clientName: .loopbackLiteral, security: security,
        mechanisms: mechanisms),
      timeOuts: timeOuts, logger: logger,
      transcript: Transcript(logger: logger, log: protocolLog))
    try channel.pipeline.syncOperations.addHandlers(try lower(handler) + [handler])
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 587)).wait()
  }

  func hear(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

  func pass(_ duration: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: duration) }

  @discardableResult
  func begin(
    to recipients: [String] = ["bob@example.com"], body: SendRequest.Body = .pieces, inOneFlight: Bool = false
  ) throws -> SendRequest {
    var envelope = try Envelope(
      reversePath: .null, recipients: try recipients.map { try EnvelopeAddress(EmailAddress($0)) })
    var options = ClientSession.TransferOptions()
    if inOneFlight {
      options.allowsSingleFlight = true
      envelope.size = 100
    }
    let request = SendRequest(envelope: envelope, body: body, options: options, progress: nil)
    handler.carry(request)
    return request
  }

  /// Says what the server says until mail can be sent.
  func open(offering capability: String = "HELP") throws {
    try hear("220 mail.example.com\r\n")
    try hear("250-mail.example.com\r\n250 \(capability)\r\n")
  }

  /// The same with what a message in one flight takes.
  func openChunking() throws {
    try hear("220 mail.example.com\r\n")
    try hear("250-mail.example.com\r\n250-CHUNKING\r\n250 PIPELINING\r\n")
  }

  /// What the client has said since it was asked last.
  func said() throws -> String {
    var text = ""
    while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
    return text
  }

  /// Goes on from there until the body is awaited.
  @discardableResult
  func openBody() throws -> SendRequest {
    try open()
    let request = try begin()
    try hear("250 ok\r\n")
    try hear("250 ok\r\n")
    try hear("354 go\r\n")
    return request
  }

  func write(_ text: String = "", isLast: Bool = false, of request: SendRequest) {
    _ = handler.write(ByteBuffer(string: text), isLast: isLast, of: request, on: channel.eventLoop)
  }
}
