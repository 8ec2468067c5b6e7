public import SMTPCore
public import TLSWire

/// Why a message was not sent: in which phase, what the server said, whether trying again can help, and what to do.
///
///     do {
///       _ = try await client.send(message)
///     } catch {
///       print(error.code, error, error.evidence?.offeredVersions ?? [])
///     }
public struct SMTPError: Error, Sendable {
  /// The kind of an error: stable, and short enough for a metric's label. More may come.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    private init(_ description: String) {
      self.description = description
    }

    // What the caller gave.
    public static let invalidConfiguration = Code("configuration.invalid")
    public static let invalidEnvelope = Code("envelope.invalid")
    public static let unusableMessage = Code("message.unusable")
    public static let messageTooLarge = Code("message.tooLarge")
    public static let extensionNotOffered = Code("message.extensionNotOffered")
    /// The server offers the extension, but not as much of it as the message asks for.
    public static let extensionLimit = Code("message.extensionLimit")
    public static let cancelled = Code("cancelled")

    // The client's pool.
    /// ``SMTPClient/shutdown()`` had been called.
    public static let clientShutDown = Code("pool.shutDown")
    /// No connection was free within ``PoolSettings/waitingLimit``.
    public static let noConnectionInTime = Code("pool.noConnectionInTime")
    /// ``SendingLimits/recipientsPerDay`` does not allow the message today.
    public static let sendingLimitReached = Code("pool.sendingLimitReached")

    // The network.
    public static let unknownHost = Code("connection.unknownHost")
    /// No name server answered, which says nothing about the name.
    public static let lookUpFailed = Code("connection.lookUpFailed")
    public static let connectFailed = Code("connection.failed")
    public static let connectionLost = Code("connection.lost")
    public static let timedOut = Code("connection.timedOut")

    // The proxy on the way.
    /// The proxy gave no connection to the server, and may do so later.
    public static let proxyFailed = Code("connection.proxyFailed")
    /// The proxy does not give connections to this server, or not by this protocol.
    public static let proxyRefused = Code("connection.proxyRefused")
    /// The proxy wants a user name and password, or others.
    public static let proxyAuthenticationRefused = Code("connection.proxyAuthenticationRefused")
    /// What answered is no proxy of the kind that is set.
    public static let proxyNotUnderstood = Code("connection.proxyNotUnderstood")

    // How TLS begins.
    /// The server answered a TLS handshake in plain SMTP: the port is one for STARTTLS.
    public static let smtpWhereTLSExpected = Code("tls.smtpWhereTLSExpected")
    /// The server awaits a TLS handshake where a greeting was expected: the port is one for implicit TLS.
    public static let tlsWhereSMTPExpected = Code("tls.tlsWhereSMTPExpected")
    public static let startTLSNotOffered = Code("starttls.notOffered")
    public static let startTLSRefused = Code("starttls.refused")
    /// More came with the refusal of STARTTLS.
    public static let injectionAfterSTARTTLSRefusal = Code("starttls.injection.afterRefusal")
    /// A whole reply came in clear after the 220 to STARTTLS.
    public static let injectedReplyAfterSTARTTLS = Code("starttls.injection.reply")
    /// Part of a line came in clear after the 220 to STARTTLS.
    public static let injectedFragmentAfterSTARTTLS = Code("starttls.injection.fragment")
    /// Bytes that are not TLS came before the server's first TLS record.
    public static let plaintextBeforeServerHello = Code("starttls.injection.beforeServerHello")

    // What TLS came to.
    public static let versionBelowPolicy = Code("tls.versionBelowPolicy")
    public static let versionAbovePolicy = Code("tls.versionAbovePolicy")
    public static let noSharedCipher = Code("tls.noSharedCipher")
    /// What the TLS library reports and what was seen on the wire disagree, or the handshake on the wire makes no sense.
    public static let evidenceMismatch = Code("tls.evidenceMismatch")
    public static let tlsFailed = Code("tls.failed")
    public static let certificateExpired = Code("certificate.expired")
    public static let certificateNotYetValid = Code("certificate.notYetValid")
    public static let certificateNameMismatch = Code("certificate.nameMismatch")
    public static let certificateUntrusted = Code("certificate.untrusted")
    public static let certificateNotForServers = Code("certificate.notForServers")
    public static let certificatePinMismatch = Code("certificate.pinMismatch")
    /// The server wants a certificate of the client, or does not accept the one it got.
    public static let clientCertificateRefused = Code("certificate.clientRefused")

    /// The message may go over TLS with a verified certificate only (REQUIRETLS, RFC 8689), and this connection does not.
    public static let requireTLSUnprotected = Code("tls.requiredByMessage")

    // What the server says.
    public static let protocolViolation = Code("protocol.violation")
    /// The server refused before there was talk of a message, or the message itself: see ``SMTPError/reply``.
    public static let refused = Code("reply.refused")
    public static let authenticationRefused = Code("authentication.refused")
    public static let authenticationNotOffered = Code("authentication.notOffered")
    public static let noCommonMechanism = Code("authentication.noCommonMechanism")
    public static let authenticationFailed = Code("authentication.failed")
    /// The server called a login good without proving that it knows the password itself.
    public static let serverUnproven = Code("authentication.serverUnproven")
    public static let tokenUnavailable = Code("authentication.tokenUnavailable")
  }

  /// What kind of trouble it is, for a caller that decides by it (and for a command's exit code).
  public enum Category: Sendable, Hashable {
    case configuration
    case message
    case unknownHost
    case network
    /// TLS or the protocol did not satisfy the policy.
    case policy
    case authentication
    /// A reply of the server decided.
    case reply
    case cancelled
  }

  public let code: Code
  public internal(set) var phase: SMTPPhase
  /// What happened, in one line, the server's reply not included.
  public let detail: String
  /// The server's reply, verbatim.
  public let reply: Reply?
  /// The mechanism by which the client was authenticating, nil where it was not.
  public internal(set) var mechanism: String?
  /// What was seen of TLS, as far as it went.
  public internal(set) var evidence: TLSEvidence? {
    get { keptEvidence }
    set { keptEvidence = newValue }
  }
  /// What became of the message, attempts and all; nil where no attempt was made.
  public internal(set) var receipt: DeliveryReceipt? {
    get { keptReceipt }
    set { keptReceipt = newValue }
  }
  @Indirect private var keptEvidence: TLSEvidence?
  @Indirect private var keptReceipt: DeliveryReceipt?

  init(_ code: Code, in phase: SMTPPhase, _ detail: String, reply: Reply? = nil, evidence: TLSEvidence? = nil) {
    self.code = code
    self.phase = phase
    // Much of it quotes a server or its certificate, and it is to be one line of a log.
    self.detail = Reply.printable(detail)
    self.reply = reply
    keptEvidence = evidence
  }

  public var category: Category {
    switch code {
    case .invalidConfiguration, .proxyRefused, .proxyNotUnderstood: .configuration
    case .invalidEnvelope, .unusableMessage, .messageTooLarge, .extensionNotOffered, .extensionLimit: .message
    case .cancelled: .cancelled
    case .unknownHost: .unknownHost
    case .noConnectionInTime, .sendingLimitReached: .network
    case .clientShutDown: .cancelled
    case .lookUpFailed, .connectFailed, .connectionLost, .timedOut, .proxyFailed: .network
    case .proxyAuthenticationRefused: .authentication
    case .refused: .reply
    case .authenticationRefused, .authenticationNotOffered, .noCommonMechanism, .authenticationFailed,
      .tokenUnavailable:
      reply?.isTransient == true ? .reply : .authentication
    default: .policy
    }
  }

  /// Whether the same message may go through later with nothing changed.
  ///
  /// True of 4yz replies and of failures of the network. Not true of anything that breaks the policy: a server that offers
  /// too little now must not be asked until it offers more by chance.
  public var isTemporary: Bool {
    if let reply, code == .refused || code == .authenticationRefused || code == .startTLSRefused {
      return reply.isTransient
    }
    return category == .network
  }

  /// Whether the message may have been delivered although this error was thrown.
  public var isAmbiguous: Bool {
    phase == .acceptance && (category == .network || category == .cancelled || code == .protocolViolation)
  }
}

extension SMTPError: CustomStringConvertible {
  /// One line: the phase, what happened, the server's reply.
  public var description: String {
    reply.map { "\(phase): \(detail): \($0)" } ?? "\(phase): \(detail)"
  }
}

extension SMTPError {
  static func invalidConfiguration(_ detail: String) -> SMTPError {
    SMTPError(.invalidConfiguration, in: .connect, detail)
  }

  static func invalidEnvelope(_ detail: String) -> SMTPError {
    SMTPError(.invalidEnvelope, in: .envelope, detail)
  }

  static func tokenUnavailable(_ detail: String) -> SMTPError {
    SMTPError(.tokenUnavailable, in: .authentication, "the access token could not be had: \(detail)")
  }

  static func cancelled(in phase: SMTPPhase) -> SMTPError {
    SMTPError(.cancelled, in: phase, "the task was cancelled")
  }

  static func timedOut(in phase: SMTPPhase, after seconds: Double, evidence: TLSEvidence?) -> SMTPError {
    let text = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    return SMTPError(.timedOut, in: phase, "nothing came for \(text) s", evidence: evidence)
  }
}
