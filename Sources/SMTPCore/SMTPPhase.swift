/// Where in its life a connection is. Time-outs, timings and errors are told by phase.
public enum SMTPPhase: String, Sendable, Hashable, Codable, CaseIterable {
  /// The name is looked up and the TCP connection made.
  case connect
  /// The server's 220 is awaited.
  case greeting
  /// EHLO or HELO.
  case hello
  /// STARTTLS was sent.
  case startTLS
  /// The TLS handshake, the check of the certificate and of the evidence.
  case tls
  case authentication
  /// MAIL and RCPT.
  case envelope
  /// DATA was sent and its 354 is awaited.
  case data
  /// The message is being sent.
  case transfer
  /// The whole message has been sent and the server's verdict is awaited. What is lost here may have been delivered.
  case acceptance
  /// QUIT, or RSET between messages.
  case quit
}

extension SMTPPhase: CustomStringConvertible {
  public var description: String {
    switch self {
    case .connect: "connecting"
    case .greeting: "awaiting the greeting"
    case .hello: "saying EHLO"
    case .startTLS: "asking for STARTTLS"
    case .tls: "negotiating TLS"
    case .authentication: "authenticating"
    case .envelope: "giving sender and recipients"
    case .data: "asking to send the message"
    case .transfer: "sending the message"
    case .acceptance: "awaiting acceptance of the message"
    case .quit: "taking leave"
    }
  }
}
