extension ReplyAdvice.KnownReply {
  private static let smtpAuthDisabled = "https://aka.ms/smtp_auth_disabled"

  static let authenticationReplies: [Self] = [
    Self(
      .status(.init(5, 7, 3), codes: [535], wording: .absentOrContaining(["authentication unsuccessful"])),
      title: "The server did not accept the credentials",
      meaning: """
        Exchange Online answers so to a wrong user name, password or token, and does not say which it was. With OAuth \
        2.0 it is also the answer where the token is for another scope or user, or has expired.
        """,
      action: """
        1. With a password: check it by signing in on the web with the same account.
        2. With OAuth 2.0: the user in the XOAUTH2 message must be the mailbox's address (for a shared mailbox, its \
        own). A person's token needs the scope https://outlook.office.com/SMTP.Send.
        3. An application's token needs the permission SMTP.SendAsApp with an administrator's consent, the scope \
        https://outlook.office365.com/.default, a service principal in Exchange made with the object ID of the \
        enterprise application (not of the app registration), and FullAccess to the mailbox.
        4. Do not try again in a loop: that can lock the account.
        """,
      retry: .afterChange),
    Self(
      .status(.init(5, 7, 139)),
      title: "Authentication is refused; the text after it says why",
      meaning: """
        Exchange Online has one number for several reasons: SMTP AUTH is switched off for the organisation or for the \
        mailbox, passwords are switched off, security defaults, a policy that the sign-in did not meet, or a \
        federation service that did not answer.
        """,
      action: """
        Read the text behind the number and look it up: each wording has its own remedy. Ask an administrator for the \
        entry in the sign-in log of Microsoft Entra, which names the policy.
        """,
      retry: .afterChange,
      link: smtpAuthDisabled),
    Self(
      .status(
        .init(5, 7, 139), wording: .containing(["smtpclientauthentication is disabled for the tenant"])),
      title: "SMTP AUTH is switched off for the whole organisation",
      meaning: """
        The organisation does not let programs sign in over SMTP, whatever the password or token. It is the default \
        in organisations made after January 2020.
        """,
      action: """
        An administrator can allow it for the one mailbox that sends, which is the smaller door: "Set-CASMailbox \
        -Identity ADDRESS -SmtpClientAuthenticationDisabled $false" (the mailbox's setting wins over the \
        organisation's). For everybody: "Set-TransportConfig -SmtpClientAuthenticationDisabled $false". Security \
        defaults switch it off too. The mailbox needs a licence.
        """,
      retry: .afterChange,
      link: smtpAuthDisabled),
    Self(
      .status(
        .init(5, 7, 139), wording: .containing(["smtpclientauthentication is disabled for the mailbox"])),
      title: "SMTP AUTH is switched off for this mailbox",
      meaning: "The mailbox's own setting forbids programs to sign in over SMTP, whatever the organisation's says.",
      action: """
        An administrator runs "Set-CASMailbox -Identity ADDRESS -SmtpClientAuthenticationDisabled $false", or sets it \
        to $null so that the organisation's setting counts. The mailbox needs a licence.
        """,
      retry: .afterChange,
      link: smtpAuthDisabled),
    Self(
      .status(.init(5, 7, 139), wording: .containing(["basic authentication is disabled"])),
      title: "Signing in with a password is switched off",
      meaning: """
        The organisation, or a policy for this user, takes no user name and password (basic authentication: PLAIN and \
        LOGIN) over SMTP.
        """,
      action: """
        Sign in with OAuth 2.0 (XOAUTH2). Otherwise an administrator must allow basic authentication for this user, \
        which Microsoft is retiring: by its plan of January 2026 it is off by default from the end of December 2026.
        """,
      retry: .afterChange),
    Self(
      .status(.init(5, 7, 139), wording: .containing(["security defaults policy"])),
      title: "The organisation's security defaults forbid this sign-in",
      meaning: """
        Security defaults are on in the organisation. They block SMTP AUTH. The text speaks of a locked user; the \
        password may well be right.
        """,
      action: """
        An administrator has to decide: replace security defaults by policies that allow this one account, or send \
        another way, such as through a connector for the organisation's own addresses.
        """,
      retry: .afterChange),
    Self(
      .status(
        .init(5, 7, 139), wording: .containing(["did not meet the criteria to be authenticated successfully"])),
      title: "The sign-in did not meet the organisation's conditions",
      meaning: """
        The credentials were looked at and something else stopped the sign-in: often a conditional access policy, \
        a second factor that a password cannot give, or the place or device that it came from.
        """,
      action: """
        1. An administrator looks the attempt up in the sign-in log of Microsoft Entra: it names the condition.
        2. Sign in with OAuth 2.0, or let the administrator make an exception for this account.
        """,
      retry: .afterChange),
    Self(
      .status(.init(5, 7, 139), wording: .containing(["sts service was unreachable", "sts service is unreachable"])),
      title: "The organisation's federation server did not answer",
      meaning: """
        The organisation checks passwords on its own federation service (STS, such as AD FS), and Exchange Online \
        could not reach it.
        """,
      action: """
        Try again later. Where it stays so, the people who run the federation server have to see that it can be \
        reached from the Internet. The program that sends is not at fault.
        """,
      retry: .canHelp),
    Self(
      .status(.init(5, 7, 139), wording: .containing(["sts url does not support https"])),
      title: "The organisation's federation address is not HTTPS",
      meaning: "The address of the organisation's federation service (STS) is not one that Exchange Online may use.",
      action: "The people who run the federation service have to give it an HTTPS address with a valid certificate.",
      retry: .afterChange),
    Self(
      .status(.init(5, 7, 57)),
      title: "The client has not signed in",
      meaning: """
        The client began to send mail without AUTH. Programs do so where no user name is set, where the server offers \
        no mechanism that they know, or where they give up on authentication silently.
        """,
      action: """
        1. Set user name and password (or a token), and make authentication a requirement in the program.
        2. Exchange Online offers AUTH only after STARTTLS, and wants a second EHLO after it: switch STARTTLS on.
        3. To send without signing in, a connector and the host TENANT.mail.protection.outlook.com on port 25 are \
        needed instead.
        """,
      retry: .afterChange),
    Self(
      .status(
        .init(5, 7, 30), wording: .absentOrContaining(["basic authentication is not supported"])),
      title: "Exchange Online no longer takes a password here",
      meaning: """
        Basic authentication (PLAIN and LOGIN with a password) is refused for client submission: this is the final \
        form of the refusal. By Microsoft's plan of January 2026 it is off by default from the end of December 2026, \
        with a final date to be told in the second half of 2027. (By RFC 8689 the same number means that a server \
        does not support REQUIRETLS; the text tells the two apart.)
        """,
      action: """
        Sign in with OAuth 2.0: AUTH XOAUTH2 with an access token, from a person's consent (scope \
        https://outlook.office.com/SMTP.Send) or for an application (permission SMTP.SendAsApp). A password that is \
        right does not help.
        """,
      retry: .afterChange),
  ]
}
