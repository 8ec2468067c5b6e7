extension ReplyAdvice {
  /// A subject of RFC 3463 section 3 with the details that IANA's registry of SMTP enhanced status codes lists for it.
  struct StandardSubject: Sendable {
    struct Detail: Sendable {
      let name: String
      let document: String
      /// Nil where the subject's action will do.
      let action: String?

      init(_ name: String, _ document: String = "RFC 3463", action: String? = nil) {
        self.name = name
        self.document = document
        self.action = action
      }
    }

    let name: String
    let action: String
    let details: [Int: Detail]

    static let all: [Int: StandardSubject] = [
      0: StandardSubject(
        name: "something that the server does not name", action: "Read the text: it is the server's own reason.",
        details: [0: Detail("other undefined status: only its class says something")]),
      1: addressing, 2: mailbox, 3: mailSystem, 4: network, 5: mailProtocol, 6: content, 7: security,
    ]
  }
}

extension ReplyAdvice.StandardSubject {
  private static let addressing = Self(
    name: "the address",
    action: "Check the spelling of the addresses, sender and recipient, and that the mailbox and its domain exist.",
    details: [
      0: Detail("other address status"),
      1: Detail("bad destination mailbox address: the domain exists, the mailbox does not"),
      2: Detail("bad destination system address: the recipient's domain does not exist or takes no mail"),
      3: Detail("bad destination mailbox address syntax"),
      4: Detail("destination mailbox address ambiguous"),
      5: Detail("destination address valid"),
      6: Detail("destination mailbox has moved, no forwarding address"),
      7: Detail("bad sender's mailbox address syntax", action: "Check the sender's address, as MAIL FROM has it."),
      8: Detail(
        "bad sender's system address: the sender's domain does not exist or cannot take bounces",
        action: "Check the domain of the sender's address, as MAIL FROM has it."),
      9: Detail("message relayed to a mailer that does not send delivery reports", "RFC 3886"),
      10: Detail("recipient address has null MX: its domain says that it takes no mail", "RFC 7505"),
    ])

  private static let mailbox = Self(
    name: "the recipient's mailbox", action: "Only the mailbox's owner or its administrator can change it.",
    details: [
      0: Detail("other or undefined mailbox status"),
      1: Detail("mailbox disabled, not accepting messages"),
      2: Detail("mailbox full"),
      3: Detail("message length exceeds administrative limit", action: "Make the message smaller."),
      4: Detail("mailing list expansion problem"),
    ])

  private static let mailSystem = Self(
    name: "the receiving mail system", action: "The receiving system's administrator has to look at it.",
    details: [
      0: Detail("other or undefined mail system status"),
      1: Detail("mail system full"),
      2: Detail("system not accepting network messages"),
      3: Detail("system not capable of selected features"),
      4: Detail("message too big for system", action: "Make the message smaller."),
      5: Detail("system incorrectly configured"),
      6: Detail("requested priority was changed", "RFC 6710"),
    ])

  private static let network = Self(
    name: "the network or the routing", action: "Look at name resolution, the network and the next server's state.",
    details: [
      0: Detail("other or undefined network or routing status"),
      1: Detail("no answer from host"),
      2: Detail("bad connection"),
      3: Detail("directory server failure, mostly name resolution"),
      4: Detail("unable to route"),
      5: Detail("mail system congestion"),
      6: Detail("routing loop detected"),
      7: Detail("delivery time expired"),
    ])

  private static let mailProtocol = Self(
    name: "the mail protocol",
    action: "Client and server do not agree on SMTP: the dialogue just before the reply shows where.",
    details: [
      0: Detail("other or undefined protocol status"),
      1: Detail("invalid command, or one that is not allowed here"),
      2: Detail("syntax error"),
      3: Detail("too many recipients", action: "Send to the other recipients in further transactions."),
      4: Detail("invalid command arguments"),
      5: Detail("wrong protocol version"),
      6: Detail("authentication exchange line is too long", "RFC 4954"),
    ])

  private static let content = Self(
    name: "the message's content or format", action: "Look at the form of the message: encoding, types, addresses.",
    details: [
      0: Detail("other or undefined media error"),
      1: Detail("media not supported"),
      2: Detail("conversion required and prohibited"),
      3: Detail("conversion required but not supported"),
      4: Detail("conversion with loss performed"),
      5: Detail("conversion failed"),
      6: Detail("message content not available", "RFC 4468"),
      7: Detail("non-ASCII addresses not permitted for that sender or recipient", "RFC 6531"),
      8: Detail("UTF-8 string reply is required, but not permitted by the SMTP client", "RFC 6531"),
      9: Detail("UTF-8 header message cannot be transferred to one or more recipients", "RFC 6531"),
    ])

  private static let credentials = "Check user name, password or token, and which mechanisms the server offers."
  private static let reputation = "The sending domain's administrator checks its SPF, DKIM, DMARC and DNS records."

  private static let security = Self(
    name: "security or policy",
    action: "The server refuses by a rule of its own: its text or its administrator can say which.",
    details: [
      0: Detail("other or undefined security status"),
      1: Detail("delivery not authorized, message refused"),
      2: Detail("mailing list expansion prohibited"),
      3: Detail("security conversion required but not possible"),
      4: Detail("security features not supported"),
      5: Detail("cryptographic failure"),
      6: Detail("cryptographic algorithm not supported"),
      7: Detail("message integrity failure"),
      8: Detail("authentication credentials invalid", "RFC 4954", action: credentials),
      9: Detail("authentication mechanism is too weak", "RFC 4954", action: credentials),
      10: Detail("encryption needed", "RFC 5248", action: "Use STARTTLS or implicit TLS."),
      11: Detail(
        "encryption required for requested authentication mechanism", "RFC 4954",
        action: "Use STARTTLS or implicit TLS before signing in."),
      12: Detail(
        "a password transition is needed", "RFC 4954",
        action: "Sign in once with PLAIN inside TLS, or change the password, so that the server can store it anew."),
      13: Detail("user account disabled", "RFC 5248", action: "The account's administrator has to enable it."),
      14: Detail("trust relationship required", "RFC 5248"),
      15: Detail("priority level is too low", "RFC 6710"),
      16: Detail("message is too big for the specified priority", "RFC 6710", action: "Make the message smaller."),
      17: Detail("mailbox owner has changed", "RFC 7293"),
      18: Detail("domain owner has changed", "RFC 7293"),
      19: Detail("the test for the mailbox's owner cannot be completed", "RFC 7293"),
      20: Detail("no passing DKIM signature found", "RFC 7372", action: reputation),
      21: Detail("no acceptable DKIM signature found", "RFC 7372", action: reputation),
      22: Detail("no valid author-matched DKIM signature found", "RFC 7372", action: reputation),
      23: Detail("SPF validation failed", "RFC 7372", action: reputation),
      24: Detail("SPF validation error", "RFC 7372", action: reputation),
      25: Detail("reverse DNS validation failed", "RFC 7372", action: reputation),
      26: Detail("multiple authentication checks failed", "RFC 7372", action: reputation),
      27: Detail("sender address has null MX: its domain says that it takes no mail", "RFC 7505"),
      28: Detail("mail flood detected", "the IANA registry", action: "Send less at once."),
      29: Detail("ARC validation failure", "RFC 8617"),
      30: Detail("REQUIRETLS support required", "RFC 8689"),
    ])
}
