import SMTPSending

extension SMTPError {
  /// What a person at a command line can do: the option that helps, where one does, else the library's advice.
  var remedy: String? {
    switch code {
    case .proxyAuthenticationRefused: "Check the user in --proxy, and --proxy-password-file. They are not the server's."
    case .proxyNotUnderstood: "Check --proxy: socks5:// or http://, and host and port."
    case .smtpWhereTLSExpected: "Use --security starttls for this port."
    case .tlsWhereSMTPExpected: "Use --security implicit for this port."
    case .versionBelowPolicy:
      "Have the server updated. --min-tls with --dangerously-allow-deprecated-tls would accept less."
    case .versionAbovePolicy: "Raise --max-tls."
    case .certificateNameMismatch:
      "Give the name that the certificate is for in --server, or in --verify-name where the connection goes to an address."
    case .certificateUntrusted: "Give the server's certificate authority with --ca FILE, if you trust it."
    case .certificatePinMismatch:
      "If the server's key was changed on purpose, give the new one with --pin. If not, do not send."
    case .clientCertificateRefused: "Give the certificate that the server expects with --client-cert and --client-key."
    case .noCommonMechanism:
      "Use --token-command where the server has OAUTHBEARER or XOAUTH2 only, and a password where it has SCRAM, PLAIN or LOGIN. --auth-mechanism chooses by name."
    case .authenticationNotOffered: "Leave --user out, or use a port for submission, 587 or 465."
    case .requireTLSUnprotected: "Leave --require-tls out, or the --dangerously options that accept any certificate."
    case .tokenUnavailable: "Run the command of --token-command by hand and see what it says."
    default: advice
    }
  }
}
