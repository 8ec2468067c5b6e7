extension ReplyAdvice.KnownReply {
  static let quotaReplies: [Self] =
    [
      Self(
        .status(
          .init(5, 2, 0), .init(5, 2, 2), codes: [554, 550],
          wording: .containing([
            "submissionquotaexceededexception", "submissionquotaexceeded", "submission quota exceeded",
          ])),
        title: "The mailbox has sent to as many recipients as a day allows",
        meaning: """
          A mailbox of Exchange Online may send to 10,000 recipients in any 24 hours. The day rolls: it is counted \
          back from now, not from midnight.
          """,
        action: """
          Wait, and go on as the oldest of what was sent falls out of the 24 hours. For more, spread the mail over \
          several days or mailboxes, or use a service that is made for bulk mail.
          """,
        retry: .canHelp),
      Self(
        .status(
          .init(5, 2, 2), codes: [554, 550, 552],
          wording: .containing(["mapiexceptionshutoffquotaexceeded", "mapiexceptionquotaexceeded", "mailbox full"])),
        title: "The mailbox is full",
        meaning: """
          The mailbox has reached its size. With a submitted message it may be the sender's own: Exchange Online keeps \
          a copy of what is sent in Sent Items.
          """,
        action: """
          The mailbox's owner deletes or archives mail, or gets more room from an administrator. Where the sender is a \
          program, empty its Sent Items and Deleted Items.
          """,
        retry: .afterChange,
        link: exchangeErrorTable),
      Self(
        .status(.init(4, 5, 3)),
        from: [exchangeOnline, "other servers"],
        title: "Too many recipients for one message",
        meaning: """
          The server takes no more recipients in this transaction; those it has accepted so far stand. Exchange \
          Online's default is 500 for a message, and an administrator can set 1 to 1000. RFC 3463 gives the number the \
          same meaning everywhere.
          """,
        action: "Send the message again, in further transactions, to the recipients that were not accepted.",
        retry: .canHelp),
      Self(
        .status(.init(5, 7, 232...233)),
        title: "The organisation has sent to as many outside recipients as a day allows",
        meaning: """
          Exchange Online limits how many recipients outside itself an organisation may write to in a day; a trial \
          organisation may reach 5,000.
          """,
        action: "Wait until the day is over, or send less. Bulk mail belongs with a service made for it.",
        retry: .canHelp,
        link: exchangeErrorTable),
    ] + throttledForErrors

  /// 5.2.251 to 5.2.255: the sender is held back because its mail keeps failing in the same way.
  private static let throttledForErrors: [Self] = [
    throttled(
      251, title: "keeps writing to full mailboxes",
      action: "Find the recipients whose mailbox is full, and take them off the list until it is emptied."),
    throttled(
      252, title: "keeps sending as an address that it may not use",
      action: "Use the account's own address in the From field, or get the right to send as the other one."),
    throttled(
      253, title: "has no valid licence",
      action: "An administrator gives the mailbox a licence that includes Exchange Online."),
    throttled(
      254, title: "keeps sending to too many recipients",
      action: "Split the recipients: Exchange Online's default is 500 for a message."),
    throttled(
      255, title: "keeps writing to recipients that do not exist",
      action: "Take the addresses that bounced off the list before sending again."),
  ]

  private static func throttled(_ detail: Int, title: String, action: String) -> Self {
    Self(
      .status(.init(5, 2, detail)),
      title: "Held back: the sender \(title)",
      meaning: """
        The same error came up again and again for this sender, so Exchange Online refuses its mail for a while. The \
        error itself is the thing to mend.
        """,
      action: "\(action) Then wait before sending again.",
      retry: .afterChange)
  }
}
