extension ReplyAdvice.KnownReply {
  private static let gmailErrors = "https://support.google.com/a/answer/3726730"
  /// Gmail puts these words at the end of its error replies.
  private static let gmailMarks = ["gsmtp", "gcdp", "google.com"]

  static let gmailReplies: [Self] = [
    Self(
      .status(
        .init(4, 7, 0), codes: [421],
        wording: .containing(
          gmailMarks + [
            "try again later, closing connection", "unusual rate of unsolicited mail",
            "not in whitelist for rcpt domain", "tls required for rcpt domain",
          ])),
      from: [gmail],
      title: "Gmail turned the connection away for now",
      meaning: """
        Gmail has several reasons under this number, and its text says which: much unsolicited mail from this IP \
        address, too many attempts, an address that the recipient's domain does not allow, TLS that the recipient's \
        domain demands and the connection did not have, or trouble of Gmail's own.
        """,
      action: """
        1. Read the text: where it asks for TLS, switch STARTTLS on.
        2. Otherwise try again with growing pauses, over fewer connections. Where it stays so, look at what else sends \
        from the same IP address.
        """,
      retry: .canHelp,
      link: gmailErrors),
    Self(
      .status(.init(4, 5, 0), codes: [454], wording: .absentOrContaining(gmailMarks + ["starttls", "rfc 3207"])),
      from: [gmail],
      title: "The client sent something between STARTTLS and the TLS handshake",
      meaning: """
        After STARTTLS a client must wait for the reply and then begin TLS (RFC 3207). Here a command followed at \
        once: either the program pipelines where it may not, or something on the way slipped it in.
        """,
      action: """
        Update the program or switch its pipelining off. Look at proxies and virus scanners that meddle with SMTP. \
        Nothing sent on this connection can be trusted.
        """,
      retry: .afterChange,
      link: gmailErrors),
    Self(
      .status(
        .init(4, 7, 0), codes: [454],
        wording: .containing(gmailMarks + ["cannot authenticate due to temporary", "too many login attempts"])),
      from: [gmail],
      title: "Gmail cannot authenticate just now",
      meaning: """
        Either Gmail's side has trouble, or this account or address has tried to sign in too often in a short time; \
        the text says which. The credentials have not been judged wrong.
        """,
      action: """
        Try again after some minutes, with growing pauses. Reuse one connection for many messages, so that fewer \
        sign-ins are needed.
        """,
      retry: .canHelp,
      link: gmailErrors),
    Self(
      .status(
        .init(5, 7, 0), codes: [530],
        wording: .containing(["must issue a starttls command first", "starttls"])),
      from: [gmail, "other servers"],
      title: "STARTTLS must come first",
      meaning: """
        The server takes mail and credentials over TLS only, and this connection was still in clear. RFC 3207 gives \
        the reply to every server.
        """,
      action: """
        Switch STARTTLS on in the program, and make it a requirement, so that nothing is sent in clear. On port 465 \
        use implicit TLS instead.
        """,
      retry: .afterChange,
      link: gmailErrors),
    Self(
      .status(
        .init(5, 7, 9), codes: [534],
        wording: .absentOrContaining(
          gmailMarks + [
            "application-specific password", "app-specific password", "app password", "web browser", "web login",
          ])),
      from: [gmail],
      title: "Gmail wants an app password or a sign-in on the web",
      meaning: """
        The account's own password is not enough for a program: with 2-step verification it takes an app password \
        ("application-specific password required"), or Gmail wants to see the account's owner in a browser first \
        ("web login required").
        """,
      action: """
        1. Make an app password in the Google account (2-step verification must be on) and use it in place of the \
        password, or sign in with OAuth 2.0 (scope https://mail.google.com/).
        2. For "web login required": sign in with a browser, on the same network, and confirm that it was you.
        """,
      retry: .afterChange,
      link: gmailErrors),
    Self(
      .status(
        .init(5, 7, 8), codes: [535],
        wording: .containing(gmailMarks + ["username and password not accepted", "badcredentials"])),
      from: [gmail],
      title: "Gmail did not accept the user name and password",
      meaning: """
        The credentials are wrong, or they are an account password where only an app password counts. With OAuth 2.0 \
        the token has expired or is for another scope or user. RFC 4954 gives the number to every server for \
        credentials that it does not accept.
        """,
      action: """
        1. Use the whole address as user name, and an app password (2-step verification must be on), not the \
        account's password.
        2. With OAuth 2.0: a fresh token with the scope https://mail.google.com/.
        3. Do not try again in a loop: that can lock the account.
        """,
      retry: .afterChange,
      link: gmailErrors),
    Self(
      .status(
        .init(5, 4, 5), wording: .absentOrContaining(gmailMarks + ["daily", "sending limit", "sending quota"])),
      from: [gmail],
      title: "The daily sending limit is reached",
      meaning: """
        The account has sent as much as Gmail allows in a day: 500 messages with a free account, 2,000 with Google \
        Workspace. smtp-relay.gmail.com counts 10,000 recipients a day.
        """,
      action: "Wait up to 24 hours, then go on. Bulk mail belongs with a service made for it.",
      retry: .canHelp,
      link: gmailErrors),
  ]
}
