import TLSWire

extension TLSWireError {
  private static let quotedCommands: Set<String> = [
    "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "HELP", "VRFY", "EXPN",
    "GET", "POST", "CONNECT",
  ]

  /// The error without what the client sent: a program that takes the port for one without TLS may begin with its
  /// password, on a line of AUTH or on a line of its own.
  var logDescription: String {
    guard code == .notTLS else { return description }
    let word = String(decoding: firstBytes.prefix { (0x41...0x5A).contains($0 & 0xDF) }, as: UTF8.self).uppercased()
    let what = Self.quotedCommands.contains(word) ? "the command \(word)" : "something that is no command either"
    return "the client does not speak TLS here: it began with \(what)"
  }
}
