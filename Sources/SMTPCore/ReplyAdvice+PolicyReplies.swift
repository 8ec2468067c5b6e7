extension ReplyAdvice.KnownReply {
  static let policyReplies: [Self] = [
    Self(
      .status(.init(5, 7, 501...503)),
      title: "The sender is banned for spam or abuse",
      meaning: "Exchange Online has seen spam or other abuse from this sender and takes no more mail from it.",
      action: """
        Find out what was sent in this sender's name, and stop it. Then ask Microsoft's support to lift the ban, with \
        the whole text of the reply.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 511)),
      title: "The sender is banned",
      meaning: "The address that the mail comes from is on Microsoft's list of banned senders.",
      action: """
        Follow what the text names for being taken off the list: as a rule the whole reply is to be forwarded to the \
        address in it. Find the cause first.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 506)),
      title: "The name in EHLO or HELO is refused (Bad HELO)",
      meaning: """
        The client introduced itself with a name that the server does not believe, such as the server's own.
        """,
      action: "Set the client's EHLO name to the public host name of the machine that sends.",
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 509)),
      title: "The message failed the sender domain's DMARC policy",
      meaning: """
        The domain in the From field publishes a DMARC policy of reject, and neither SPF nor DKIM vouched for this \
        message in that domain's name.
        """,
      action: """
        1. Send through a server that the domain's SPF record names, with MAIL FROM in the same domain, or sign the \
        message with DKIM for that domain.
        2. Do not put somebody else's address into From: use Reply-To.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 512)),
      title: "The message has no proper From field",
      meaning: """
        The fields that say who a message is from are not as RFC 5322 section 3.6.2 asks: exactly one From field, \
        with a valid address, and a Sender field where From names several.
        """,
      action: """
        Look at the header that the program writes: no From field, two of them, or an address without a domain or with \
        broken quotes are the usual causes.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 606...649)),
      title: "The IP address is banned",
      meaning: """
        Exchange Online takes no mail from this IP address, because of what came from it before. The numbers 5.7.606 \
        to 5.7.649 all mean this.
        """,
      action: """
        1. Find out what else sends from the address, and stop spam at its source.
        2. Ask for the address to be taken off the list on https://sender.office.com.
        3. With a home or office connection: do not send directly; sign in on port 587 of the provider's server.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
  ]
}
