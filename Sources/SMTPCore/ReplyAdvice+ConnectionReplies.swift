extension ReplyAdvice.KnownReply {
  static let connectionReplies: [Self] = [
    Self(
      .status(
        .init(4, 3, 2), codes: [432],
        wording: .containing([
          "concurrent connections limit exceeded", "storedrv.clientsubmit", "sender thread limit exceeded",
        ])),
      title: "Too many connections at once for this mailbox",
      meaning: """
        Exchange Online lets one mailbox submit over three connections at a time, and this was one too many. Nothing \
        is wrong with the message. Older servers call it STOREDRV.ClientSubmit; sender thread limit exceeded.
        """,
      action: """
        1. Try again after a pause.
        2. Send over three connections at most, better one, and reuse it for many messages. Count every program and \
        machine that uses the same account.
        3. 30 messages a minute is the limit beside it: more are delayed.
        """,
      retry: .canHelp,
      link: "https://aka.ms/concurrent_sending"),
    Self(
      .status(
        .init(4, 3, 2), codes: [432],
        wording: .containing(["storedrv.deliver", "recipient thread limit exceeded"])),
      title: "The recipient's mailbox gets too much at once",
      meaning: """
        Too many messages arrive for one recipient at the same moment, and Exchange Online slows them down. It is \
        about the recipient, not about the sender's limits.
        """,
      action: """
        Try again after a pause. A program that sends many reports or alarms to one mailbox should send fewer, or \
        gather them into one message.
        """,
      retry: .canHelp,
      link: exchangeErrorTable),
    Self(
      .status(.init(4, 3, 2), codes: [432]),
      title: "Too much at once, for the sender or for the recipient",
      meaning: """
        Exchange Online throttles with this number. Its text says which side is meant: "Concurrent connections limit \
        exceeded" is the sending mailbox, "recipient thread limit exceeded" is the mailbox that the mail is for.
        """,
      action: """
        Try again after a pause, and send over no more than three connections at once from one account.
        """,
      retry: .canHelp,
      link: "https://aka.ms/concurrent_sending"),
    Self(
      .status(.init(4, 3, 2), codes: [421], wording: .containing(["concurrent connections"])),
      title: "Too many connections to the receiving server at once",
      meaning: """
        The server that takes mail for the recipient's domain has as many connections as it allows, all together or \
        from this sender, and closes this one.
        """,
      action: "Try again after a pause, over fewer connections, and send several messages over each.",
      retry: .canHelp),
    Self(
      .status(.init(4, 4, 2), codes: [421], wording: .containing(["message submission rate", "submission rate for"])),
      title: "Messages come faster than the server allows",
      meaning: """
        The rate at which this client submits is above what the server's receive connector is set to. (Exchange Online \
        itself delays what is above 30 messages a minute for a mailbox.)
        """,
      action: """
        Wait a minute and go on more slowly. On an Exchange server of one's own, the limit is MessageRateLimit on the \
        receive connector.
        """,
      retry: .canHelp),
    Self(
      .status(.init(4, 7, 500)),
      title: "The server is busy, or holds this IP address back",
      meaning: """
        Exchange Online asks this IP address to come back later. It is mostly about how much arrives from it of late, \
        and what that is like; a new address has to earn trust.
        """,
      action: """
        Try again with growing pauses, and send less at once. Where it stays so for days, look at what else sends from \
        the same address.
        """,
      retry: .canHelp,
      link: exchangeErrorTable),
    Self(
      .status(.init(4, 7, 500...699), .init(4, 7, 850...899)),
      title: "Access denied for now",
      meaning: """
        Exchange Online suspects the traffic that comes from this IP address and refuses it for a while. The numbers \
        4.7.500 to 699 and 4.7.850 to 899 all mean this.
        """,
      action: """
        Try again with growing pauses. Where it stays so, an administrator looks at what the address sends: spam from \
        a machine that was broken into is a common cause.
        """,
      retry: .canHelp,
      link: exchangeErrorTable),
    Self(
      .status(
        .init(4, 7, 0), codes: [451],
        wording: .containing(["temporary server error. please try again later. prx", "temporary server error"])),
      title: "A temporary error inside Exchange Online",
      meaning: """
        The server in front could not hand the connection on to one behind it (PRX stands in its text). The message is \
        not the cause.
        """,
      action: """
        Try again. Where it lasts, look at the service's health page. On an Exchange server of one's own it is often \
        name resolution on the server itself.
        """,
      retry: .canHelp),
  ]
}
