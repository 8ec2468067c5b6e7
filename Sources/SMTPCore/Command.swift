public import NIOCore
public import SASL

/// An SMTP command, built from parsed parts only.
public enum Command: Sendable, Hashable {
  case ehlo(ClientName)
  case helo(ClientName)
  /// EHLO of LMTP (RFC 2033 section 4.1).
  case lhlo(ClientName)
  case startTLS
  /// `initialResponse` is what goes on the line in base64, nil for none (RFC 4954 section 4).
  case auth(mechanism: String, initialResponse: Secret?)
  case mail(ReversePath, [ESMTPParameter])
  case rcpt(EnvelopeAddress, [ESMTPParameter])
  case data
  case bdat(size: Int, isLast: Bool)
  case rset
  case noop
  case quit
  case help
  case vrfy(String)
  case expn(String)

  /// The command's word on the wire.
  public var verb: String {
    switch self {
    case .ehlo: "EHLO"
    case .helo: "HELO"
    case .lhlo: "LHLO"
    case .startTLS: "STARTTLS"
    case .auth: "AUTH"
    case .mail: "MAIL"
    case .rcpt: "RCPT"
    case .data: "DATA"
    case .bdat: "BDAT"
    case .rset: "RSET"
    case .noop: "NOOP"
    case .quit: "QUIT"
    case .help: "HELP"
    case .vrfy: "VRFY"
    case .expn: "EXPN"
    }
  }

  /// Whether the command must be the last of a pipelined group (RFC 2920 section 3.1, RFC 3207 section 4).
  public var endsPipelinedGroup: Bool {
    switch self {
    case .ehlo, .helo, .lhlo, .startTLS, .auth, .data, .noop, .quit, .help, .vrfy, .expn: true
    case .mail, .rcpt, .rset, .bdat: false
    }
  }

  /// Writes the command as it goes on the wire, CRLF included.
  public func encode(into buffer: inout ByteBuffer) {
    switch self {
    case .auth(let mechanism, let response?):
      buffer.writeString("AUTH \(Reply.printable(mechanism)) ")
      // RFC 4954 section 4: an empty initial response is a single "=".
      response.withBytes { _ = buffer.writeBytes($0.isEmpty ? [UInt8(ascii: "=")] : Base64.encode($0)) }
    case .mail(let path, let parameters):
      buffer.writeStaticString("MAIL FROM:<")
      if case .address(let address) = path { buffer.writeString(address.description) }
      buffer.writeStaticString(">")
      Self.encode(parameters, into: &buffer)
    case .rcpt(let address, let parameters):
      buffer.writeStaticString("RCPT TO:<")
      buffer.writeString(address.description)
      buffer.writeStaticString(">")
      Self.encode(parameters, into: &buffer)
    default:
      buffer.writeString(description)
    }
    buffer.writeStaticString("\r\n")
  }

  private static func encode(_ parameters: [ESMTPParameter], into buffer: inout ByteBuffer) {
    for parameter in parameters {
      buffer.writeStaticString(" ")
      buffer.writeString(parameter.keyword)
      if let value = parameter.value {
        buffer.writeStaticString("=")
        buffer.writeString(value)
      }
    }
  }
}

extension Command: CustomStringConvertible {
  /// The command without its CRLF, an initial response redacted: fit for a log.
  public var description: String {
    switch self {
    case .ehlo(let name), .helo(let name), .lhlo(let name): "\(verb) \(name)"
    case .auth(let mechanism, let response): "AUTH \(Reply.printable(mechanism))\(response.map { " \($0)" } ?? "")"
    case .mail(let path, let parameters): "MAIL FROM:\(path)\(Self.suffix(parameters))"
    case .rcpt(let address, let parameters): "RCPT TO:<\(address)>\(Self.suffix(parameters))"
    case .bdat(let size, let isLast): "BDAT \(size)\(isLast ? " LAST" : "")"
    case .vrfy(let text), .expn(let text): "\(verb) \(Reply.printable(text))"
    case .startTLS, .data, .rset, .noop, .quit, .help: verb
    }
  }

  private static func suffix(_ parameters: [ESMTPParameter]) -> String {
    parameters.map { " \($0)" }.joined()
  }
}
