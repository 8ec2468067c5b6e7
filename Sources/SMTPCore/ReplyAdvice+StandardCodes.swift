extension ReplyAdvice {
  /// A reply code of RFC 5321 section 4.2.3 or of an extension.
  struct StandardCode: Sendable {
    let name: String
    let document: String
    /// Nil where the text and the class must do.
    let action: String?

    init(_ name: String, _ document: String = "RFC 5321", action: String? = nil) {
      self.name = name
      self.document = document
      self.action = action
    }

    /// By the first digit (RFC 5321 section 4.2.1).
    static let severities: [Int: String] = [
      2: "a success", 3: "a request to go on", 4: "a temporary failure", 5: "a permanent failure",
    ]

    /// By the second digit (RFC 5321 section 4.2.1).
    static let categories: [Int: String] = [
      0: "the syntax of a command", 1: "information that was asked for", 2: "the connection", 5: "the mail system",
    ]

    private static let dialogue = "The dialogue just before the reply shows what the client sent."
    private static let credentials = "Check user name, password or token, and which mechanisms the server offers."

    static let all: [Int: StandardCode] = [
      211: StandardCode("system status, or system help reply"),
      214: StandardCode("help message"),
      220: StandardCode("service ready"),
      221: StandardCode("the server closes the connection"),
      235: StandardCode("authentication succeeded", "RFC 4954"),
      250: StandardCode("requested action okay, completed"),
      251: StandardCode("user not local; the server will forward the message"),
      252: StandardCode("the server cannot verify the user, but will take the message and try to deliver it"),
      334: StandardCode("the server's challenge within an authentication", "RFC 4954"),
      354: StandardCode("start mail input"),
      421: StandardCode("service not available; the server closes the connection"),
      432: StandardCode(
        "a password transition is needed", "RFC 4954",
        action: "Sign in once with PLAIN inside TLS, or change the password, so that the server can store it anew."),
      450: StandardCode("mailbox unavailable for now: busy, or blocked by policy"),
      451: StandardCode("local error in processing"),
      452: StandardCode("insufficient system storage, or too many recipients"),
      454: StandardCode("temporary authentication failure, or TLS not available for now", "RFC 4954"),
      455: StandardCode("the server is unable to accommodate the parameters for now"),
      500: StandardCode("syntax error, command unrecognized, or command line too long", action: dialogue),
      501: StandardCode("syntax error in parameters or arguments", action: dialogue),
      502: StandardCode("command not implemented", action: dialogue),
      503: StandardCode("bad sequence of commands", action: dialogue),
      504: StandardCode("command parameter not implemented", action: dialogue),
      521: StandardCode("the host does not accept mail", "RFC 7504", action: "Check the server's name."),
      530: StandardCode(
        "authentication required", "RFC 4954", action: "Sign in; where the text asks for STARTTLS, use that first."),
      534: StandardCode("authentication mechanism is too weak", "RFC 4954", action: credentials),
      535: StandardCode("authentication credentials invalid", "RFC 4954", action: credentials),
      538: StandardCode(
        "encryption required for requested authentication mechanism", "RFC 2554",
        action: "Use STARTTLS or implicit TLS before signing in."),
      550: StandardCode(
        "mailbox unavailable: not found, no access, or rejected by policy",
        action: "Check the recipient's address, and read the text for a policy."),
      551: StandardCode("user not local", action: "The text may name the address to use instead."),
      552: StandardCode("exceeded storage allocation", action: "Make the message smaller, or wait for room."),
      553: StandardCode("mailbox name not allowed", action: "Check the form of the address."),
      554: StandardCode("transaction failed, or no SMTP service here"),
      555: StandardCode("parameters of MAIL or RCPT not recognized or not implemented", action: dialogue),
      556: StandardCode("the recipient's domain does not accept mail", "RFC 7504", action: "Check the domain."),
    ]
  }
}
