extension ReplyAdvice.KnownReply {
  /// Microsoft's table of error codes of Exchange Online.
  static let exchangeErrorTable =
    "https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online"

  static let tlsReplies: [Self] = [
    Self(
      .status(.init(4, 7, 66)),
      .status(.init(4, 7, 66), wording: .containing(["tls 1.0 and 1.1 are not supported"])),
      title: "This connection used TLS 1.0 or 1.1, and the server turned it away",
      meaning: """
        By Microsoft's account of it, the reply comes over TLS: the session had been set up, and the server saw a \
        version below 1.2 on this very connection. It is not about the certificate, the password or the message. \
        Since September 2021 Exchange Online has rejected a share of such connections, at first a small one that was \
        to grow (no figures are known), and in February 2022 it began to switch the old versions off on this endpoint. \
        So it looks random: each connection is judged by itself, the next one of the same program may pass, and a \
        message that was accepted says nothing about the version that carried it. The cause is the program that sends \
        or the TLS library under it: on this connection it did not bring TLS 1.2 about, whatever its settings claim.
        """,
      action: """
        1. Trying again can get this message through, less often as the share grows, and where the old versions are \
        switched off not at all. Treat that as time to find the cause.
        2. Look at what the program really offers. That is in its ClientHello, the first message of the handshake, \
        which on port 587 follows STARTTLS: the versions in the extension supported_versions, or, where that is \
        missing, the hello's own version field (0x0303 is TLS 1.2). The ServerHello says what was chosen. A property \
        or a debugger shows only what was configured, or a default. Wireshark's ssl.record.version shows the record's \
        field, which the first record of a modern client may leave at 0x0301, and which stays 0x0303 in TLS 1.3. \
        "sealpost sandbox --profile office365" is a server to point the program at: it shows what each connection \
        offered.
        3. Set the program's minimum to TLS 1.2, and leave the maximum at 1.3. Check the TLS library that it is linked \
        with, and the library's and the system's own settings: a setting that names one version may be ignored, \
        applied too late, or replaced by the library's default. Update what does not know TLS 1.2.
        4. "sealpost send" with the same server shows whether the machine and the network can do better: its receipt \
        names the version read from the wire.
        5. Where the program cannot be changed, the host smtp-legacy.office365.com takes TLS 1.0 and 1.1, as far \
        as is known, but only for an organisation whose administrator has run "Set-TransportConfig \
        -AllowLegacyTLSClients $true", and not in GCC, GCC High and DoD. Take it as a stopgap: the old versions are \
        not safe.
        """,
      retry: .canHelp,
      link: "https://aka.ms/smtp_auth_tls"),
    Self(
      .status(
        .init(5, 7, 67),
        wording: .absentOrContaining(["not supported by your organization", "tls 1.0 and 1.1"])),
      source: .thirdParty,
      title: "This connection used TLS 1.0 or 1.1, which the organisation does not allow",
      meaning: """
        Others report this reply, from an organisation that has not opted in to old TLS versions \
        (AllowLegacyTLSClients is False). No page of Microsoft's with this wording is known to Sealpost. If it means \
        what it says, the cause is that of 421 4.7.66: what the program offered did not reach TLS 1.2.
        """,
      action: """
        1. Make the program offer TLS 1.2 or later: set its minimum to 1.2, update its TLS library, and use \
        smtp.office365.com.
        2. Only where that cannot be done: the administrator can allow the old versions with "Set-TransportConfig \
        -AllowLegacyTLSClients $true".
        """,
      retry: .afterChange),
    Self(
      .status(.init(4, 4, 2), codes: [421], wording: .containing(["socketerror", "connection dropped due to"])),
      title: "The connection broke off",
      meaning: """
        The server's side of the connection failed on the network. It has been seen beside the rejection of TLS \
        1.0 and 1.1, but does not prove it.
        """,
      action: """
        1. Try again. The connection is gone, so a new one is needed.
        2. Where it happens again and again, look at firewalls, proxies and virus scanners in between, and at the \
        versions that the program offers in its ClientHello: they must reach TLS 1.2.
        """,
      retry: .canHelp),
    Self(
      .status(
        .init(5, 7, 3), codes: [451], wording: .absentOrContaining(["starttls"])),
      title: "STARTTLS must come first",
      meaning: """
        The server takes mail or credentials over TLS only, and this connection was still in clear. (The status says \
        permanent and the code temporary: Exchange does send it so.)
        """,
      action: """
        Switch STARTTLS on in the program, and make it a requirement, so that nothing is sent in clear. On port 587 \
        of smtp.office365.com there is no implicit TLS: the connection begins in clear and is upgraded.
        """,
      retry: .afterChange),
  ]
}
