extension ReplyAdvice.KnownReply {
  static let senderReplies: [Self] = [
    Self(
      .status(.init(5, 7, 60)),
      title: "The account may not send as this address",
      meaning: """
        The account that signed in is not the owner of the address in MAIL FROM or in the From field, and has no \
        right to send as it.
        """,
      action: """
        1. Use the account's own address as sender, and put the other one into Reply-To.
        2. Or let an administrator give the right: "Add-RecipientPermission ADDRESS -AccessRights SendAs -Trustee \
        ACCOUNT". It can take a while until it counts.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 2, 0), codes: [554], wording: .containing(["sendasdenied"])),
      title: "The account may not send as this address",
      meaning: """
        The message was taken and then refused by the mailbox it was submitted from: the From field names an address \
        that the account has no right to send as.
        """,
      action: """
        1. Use the account's own address in the From field, and put the other one into Reply-To.
        2. Or let an administrator give the right: "Add-RecipientPermission ADDRESS -AccessRights SendAs -Trustee \
        ACCOUNT".
        """,
      retry: .afterChange),
    Self(
      .status(.init(5, 2, 0), codes: [554], wording: .absentOrContaining(["storedrv"])),
      title: "The mailbox store refused the message; the text says why",
      meaning: """
        Exchange's store driver turned the message away. The exception's name in the text is the reason: \
        SendAsDenied (the account may not use this sender) and SubmissionQuotaExceeded (too many recipients in a day) \
        are the common ones.
        """,
      action: "Look for the name that ends in Exception, and act on that.",
      retry: .afterChange),
    Self(
      .status(.init(5, 7, 12), wording: .absentOrContaining(["authenticat", "sender", ".rst."])),
      .status(.init(5, 7, 133...134), .init(5, 7, 136)),
      title: "The recipient takes mail only from senders who have signed in",
      meaning: """
        The mailbox, group or contact is set to refuse mail from outside its organisation: from anybody who has not \
        signed in there. (5.7.12 means something else by RFC 4954, that the account must first be changed over to a \
        new kind of password; the text tells the two apart.)
        """,
      action: """
        1. A sender of the same organisation: sign in with an account of it, so that the message is not anonymous.
        2. A sender from outside can do nothing: the recipient's administrator has to allow outside senders.
        """,
      retry: .cannotHelp,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 1, 8), codes: [550], wording: .absentOrContaining(["outbound", "access denied"])),
      title: "The account is barred from sending to the outside",
      meaning: """
        Exchange Online has put the account on its list of bad outbound senders, mostly because spam went out in its \
        name. That can mean that somebody else has its password.
        """,
      action: """
        1. Change the password, revoke the sessions, and look for forwarding rules that nobody made.
        2. Then an administrator releases the account on the page "Restricted entities" of the Defender portal.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 705)),
      title: "The organisation has sent too much and is blocked",
      meaning: """
        The whole organisation went over a threshold, mostly because much of its mail looks like spam. One account \
        that was broken into, or a connector open to others, is enough.
        """,
      action: """
        An administrator finds the source, closes it, and then asks Microsoft's support to lift the block.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 708)),
      title: "No mail is accepted from this IP address",
      meaning: """
        The address that the organisation's traffic comes from is not trusted. It is mostly seen with new and trial \
        organisations, which share addresses with many others.
        """,
      action: "An administrator asks Microsoft's support. Nothing in the program that sends can change it.",
      retry: .cannotHelp,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 750)),
      title: "The sender's domain is not registered with the organisation",
      meaning: """
        Much mail was sent from a domain that is not among the organisation's accepted domains, and the organisation \
        is blocked from doing so.
        """,
      action: """
        Send from an address of a domain that the organisation has registered, or let an administrator add and verify \
        the domain.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
    Self(
      .status(.init(5, 7, 64)),
      title: "The connection could not be attributed to an organisation (TenantAttribution)",
      meaning: """
        Mail came without sign-in, to be relayed, and no inbound connector matched: the certificate's name or the IP \
        address of the sender is not the one that a connector of the organisation names.
        """,
      action: """
        1. An administrator compares the inbound connector with what the sender really uses: the name in its client \
        certificate (which may have been renewed under another name) or its public IP address.
        2. A program that has an account should sign in on port 587 of smtp.office365.com instead.
        """,
      retry: .afterChange,
      link: exchangeErrorTable),
  ]
}
