public import SMTPCore

extension SMTPError {
  /// What the server's reply means and what to do, where it is known or the standards say so.
  public var replyAdvice: ReplyAdvice? {
    reply.flatMap { ReplyAdvice.advice(for: $0) }
  }

  /// What the person who meets this error can do about it, in a sentence or a few steps. Nil where ``detail`` says it all.
  public var advice: String? {
    replyAdvice?.action ?? standing
  }

  private var standing: String? {
    switch code {
    case .unknownHost: "Check the spelling of the host, and that this machine can look names up."
    case .lookUpFailed: "Check that this machine has a network and a name server; then try again."
    case .connectFailed, .connectionLost, .timedOut:
      "Check host and port, and that no firewall stands between; then try again."
    case .proxyFailed: "Check that the proxy can reach the server's host and port; then try again."
    case .proxyRefused: "Have the proxy's rules allow this host and port, or go another way."
    case .proxyAuthenticationRefused: "Check the user name and password for the proxy, which are not the server's."
    case .proxyNotUnderstood: "Check the proxy's host and port, and whether it is one of SOCKS 5 or of HTTP."
    case .smtpWhereTLSExpected: "Set the policy's mode to STARTTLS for this port."
    case .tlsWhereSMTPExpected: "Set the policy's mode to implicit TLS for this port."
    case .startTLSNotOffered, .startTLSRefused:
      "Try implicit TLS on port 465, or ask whoever runs the server. If it used to work, somebody on the way may be removing STARTTLS."
    case .injectionAfterSTARTTLSRefusal, .injectedReplyAfterSTARTTLS, .injectedFragmentAfterSTARTTLS,
      .plaintextBeforeServerHello:
      "Do not send over this network until it is explained: this is what an attack looks like. A faulty proxy can do it too."
    case .versionBelowPolicy: "Have the server updated to TLS 1.2 or later, or send through another."
    case .versionAbovePolicy: "Raise the policy's maximum version."
    case .noSharedCipher: "Have the server updated: it knows no cipher suite that is safe today."
    case .evidenceMismatch:
      "Do not trust this connection. Capture it, and report the capture: this should never be seen."
    case .certificateExpired, .certificateNotYetValid:
      "Have the server's certificate renewed, and check the clock of this machine."
    case .certificateNameMismatch:
      "Connect by the name that the certificate is for, or set the policy's verification name."
    case .certificateUntrusted: "Add the server's certificate authority to the policy's trust roots, if you trust it."
    case .certificateNotForServers: "Have the server's certificate replaced by one that is issued for TLS servers."
    case .certificatePinMismatch: "If the server's key was changed on purpose, pin the new one. If not, do not send."
    case .clientCertificateRefused: "Set the client certificate that the server expects."
    case .authenticationNotOffered: "Use a port for submission, 587 or 465, or no credentials."
    case .noCommonMechanism:
      "Use a token where the server has OAUTHBEARER or XOAUTH2 only, and a password where it has SCRAM, PLAIN or LOGIN. After a failure no weaker mechanism is used than the one that failed, unless it is pinned."
    case .authenticationRefused, .authenticationFailed: "Check the user name and the password or token."
    case .serverUnproven:
      "Do not use this server until it is explained: it does not know your password, or somebody stands in between."
    case .extensionNotOffered, .extensionLimit:
      "Ask for less, or use another server. ASCII addresses and 7-bit text need no extension."
    case .requireTLSUnprotected: "Use a policy with TLS that verifies the certificate, or do not ask for REQUIRETLS."
    case .messageTooLarge: "Send less, or a link to it."
    default: nil
    }
  }
}
