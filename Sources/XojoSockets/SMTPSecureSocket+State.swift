import NIOConcurrencyHelpers
public import SMTPSending
public import TLSWire

/// What a socket has seen. In an event it is what was so when the event arose.
extension SMTPSecureSocket {
  public var isConnected: Bool {
    if case .open = link { return true }
    return false
  }

  /// Whether TLS is in force on the connection.
  public var sslConnected: Bool {
    if case .open(_, isSecure: true) = link { return true }
    return false
  }

  /// Whether a connection is being made on which TLS is not yet in force.
  public var sslConnecting: Bool {
    state.withLockedValue { state in
      guard state.settings.sslEnabled else { return false }
      return switch state.link {
      case .connecting, .open(_, isSecure: false): true
      case .none, .open(_, isSecure: true): false
      }
    }
  }

  /// The server's IP address; empty where there is no connection.
  public var remoteAddress: String { info?.remoteAddress ?? "" }

  /// This side's IP address on the connection; empty where there is none.
  public var localAddress: String { info?.localAddress ?? "" }

  /// How much of the message under way has not been sent, in bytes.
  public var bytesLeftToSend: Int { state.withLockedValue { $0.bytesLeft } }

  /// ``SocketError/errorNumber`` of the latest error; 0 where the latest ``sendMail()`` or ``connect()`` has met none.
  public var lastErrorNumber: Int { state.withLockedValue { $0.lastErrorNumber } }

  // Not Xojo's

  /// Whether mail is being sent. A run ends with ``mailSent()``, ``error(_:)`` or a ``serverError(_:message:email:)``.
  public var isSending: Bool {
    state.withLockedValue { state in
      if case .sending = state.activity { return true }
      return false
    }
  }

  /// The version that the server chose, read from its hello on the wire; nil until it is known, and without TLS. It stays
  /// known until the next connection is made.
  public var negotiatedConnectionType: SSLConnectionTypes? {
    evidence?.version.flatMap { SSLConnectionTypes($0) }
  }

  /// What crossed the wire when TLS was agreed, and the server's certificate with the result of its verification. As long
  /// as ``negotiatedConnectionType``.
  public var evidence: TLSEvidence? { state.withLockedValue { $0.evidence } }

  /// What became of the message that was sent or refused last, recipient by recipient and attempt by attempt.
  public var lastReceipt: DeliveryReceipt? { state.withLockedValue { $0.lastReceipt } }

  private var link: SocketState.Link { state.withLockedValue { $0.link } }

  private var info: ConnectionInfo? {
    if case .open(let info, _) = link { return info }
    return nil
  }
}
