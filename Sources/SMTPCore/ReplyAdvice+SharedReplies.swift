extension ReplyAdvice.KnownReply {
  private static let gmailErrors = "https://support.google.com/a/answer/3726730"
  private static let gmailAndOthers = [gmail, "other servers"]

  /// Replies that Gmail documents by their numbers alone, which the standards give to every server. Without a text nobody
  /// can tell whose reason it is.
  static let sharedReplies: [Self] = [
    Self(
      .status(.init(4, 7, 0), codes: [421], wording: .absentOrContaining([])),
      from: gmailAndOthers,
      title: "The connection was turned away for now, for a reason of the server's own",
      meaning: """
        The numbers say no more than that a rule of the server's stood against it (RFC 3463), and that it closes the \
        connection. Gmail uses them for much unsolicited mail from one IP address, too many attempts, or TLS that was \
        missing; other servers for reasons of theirs, such as too many errors. The text behind the numbers says which.
        """,
      action: """
        1. Find the reply's text, in the program's log or with "sealpost send", and act on it.
        2. Otherwise try again with growing pauses, over fewer connections.
        """,
      retry: .canHelp,
      link: gmailErrors),
    Self(
      .status(.init(4, 7, 0), codes: [454], wording: .absentOrContaining([])),
      from: gmailAndOthers,
      title: "The server cannot authenticate, or begin TLS, just now",
      meaning: """
        After AUTH it is a temporary authentication failure (RFC 4954), which with Gmail can also mean too many \
        sign-ins in a short time; the credentials have not been judged wrong. After STARTTLS it means that TLS is not \
        available for the moment (RFC 3207).
        """,
      action: """
        Try again after some minutes, with growing pauses. Reuse one connection for many messages, so that fewer \
        sign-ins are needed. Do not go on without TLS.
        """,
      retry: .canHelp,
      link: gmailErrors),
    Self(
      .status(.init(5, 7, 0), codes: [530], wording: .absentOrContaining([])),
      from: gmailAndOthers,
      title: "STARTTLS or a sign-in must come first",
      meaning: """
        The numbers have two meanings, which only the text tells apart: the connection is still in clear and must be \
        encrypted first (RFC 3207), or the client has to authenticate first (RFC 4954).
        """,
      action: """
        1. Switch STARTTLS on in the program, and make it a requirement, so that nothing is sent in clear.
        2. Where TLS is on already: set user name and password (or a token), and make authentication a requirement.
        """,
      retry: .afterChange,
      link: gmailErrors),
    Self(
      .status(
        .init(5, 7, 0), codes: [530],
        wording: .containing(["authentication required", "authentication needed", "authenticate first"])),
      from: gmailAndOthers,
      title: "The client has to sign in first",
      meaning: """
        The client began to send mail without AUTH, and the server takes none without it (RFC 4954). Programs do so \
        where no user name is set, or where the server offers no mechanism that they know.
        """,
      action: """
        Set user name and password (or a token), and make authentication a requirement in the program. Many servers \
        offer AUTH only after STARTTLS: switch that on too.
        """,
      retry: .afterChange,
      link: gmailErrors),
    Self(
      .status(.init(5, 7, 8), codes: [535], wording: .absentOrContaining([])),
      from: gmailAndOthers,
      title: "The server did not accept the credentials",
      meaning: """
        RFC 4954 gives these numbers to every server for a user name, password or token that it does not accept. With \
        Gmail it is also the answer to an account's own password where only an app password counts, and to an OAuth \
        2.0 token that has expired or is for another scope or user.
        """,
      action: """
        1. Check the user name, which is often the whole address, and the password, by signing in on the web.
        2. Where two-step verification is on, most providers want an app password or OAuth 2.0 from programs.
        3. Do not try again in a loop: that can lock the account.
        """,
      retry: .afterChange,
      link: gmailErrors),
  ]
}
