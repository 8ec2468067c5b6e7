public import SMTPSending
public import TLSWire

/// What a socket's `error` event tells: a number as Xojo has it, and everything that is known besides.
///
/// Replies of a server are no such error: they come by ``SMTPSecureSocket/serverError(_:message:email:)``.
public struct SocketError: Error, Sendable {
  /// Xojo's socket error codes, and those that it has no number for. More may come.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) {
      self.rawValue = rawValue
    }

    public static let noError = Code(rawValue: 0)
    /// Xojo: the network could not be initialised. Not raised here, where that needs no driver.
    public static let openDriverError = Code(rawValue: 100)
    /// The connection could not be made, was lost, or was ended by this side's own ``SMTPSecureSocket/close()``.
    public static let lostConnection = Code(rawValue: 102)
    /// The address is empty, or the host name does not resolve.
    public static let nameResolutionError = Code(rawValue: 103)
    /// Xojo: the port to listen on is taken. Not raised here, since nothing listens.
    public static let addressInUseError = Code(rawValue: 105)
    /// What was asked for does not fit the socket's state or settings.
    public static let invalidState = Code(rawValue: 106)
    /// The port is not one of 1 to 65535.
    public static let invalidPortError = Code(rawValue: 107)
    /// Xojo: no memory left. Not raised here: Swift ends a process for which there is none.
    public static let outOfMemoryError = Code(rawValue: 108)

    /// TLS fell short of the settings, or the certificate did. Nothing was sent. A number of its own, so that no program
    /// that ignores 102 ignores this. Not Xojo's.
    public static let secureConnectionError = Code(rawValue: 200)
    /// The server broke the protocol. Not Xojo's.
    public static let protocolError = Code(rawValue: 201)
    /// This side could not even try to log in: the server offers no way to, or the token could not be had. Not Xojo's.
    public static let authenticationError = Code(rawValue: 202)
  }

  public let code: Code
  /// What happened and what to do about it, on one line.
  public let message: String
  /// The message that was under way, nil where there was none.
  public let email: EmailMessage?
  /// What the client beneath said, nil where it was not asked.
  public let cause: SMTPError?

  init(_ code: Code, _ message: String, email: EmailMessage? = nil, cause: SMTPError? = nil) {
    self.code = code
    self.message = message
    self.email = email
    self.cause = cause
  }

  /// ``code`` as the number that Xojo gives.
  public var errorNumber: Int { code.rawValue }

  /// Whether ``email`` may have been delivered all the same: it was sent to its end and the verdict did not come. It is
  /// still in the queue, so the next ``SMTPSecureSocket/sendMail()`` may deliver it twice.
  public var isAmbiguous: Bool { cause?.isAmbiguous ?? false }

  /// What was seen of TLS, as far as it went.
  public var evidence: TLSEvidence? { cause?.evidence }
}

extension SocketError: CustomStringConvertible {
  /// One line, such as `103: the address is empty`.
  public var description: String { "\(errorNumber): \(message)" }
}

extension SocketError {
  static func invalidState(_ message: String) -> SocketError {
    SocketError(.invalidState, message)
  }

  static func disconnected(_ email: EmailMessage? = nil, cause: SMTPError? = nil) -> SocketError {
    SocketError(.lostConnection, "this side ended the connection", email: email, cause: cause)
  }

  /// What a failure without a server's reply comes to.
  init(_ error: SMTPError, email: EmailMessage?) {
    guard error.code != .cancelled else {
      self = .disconnected(email, cause: error)
      return
    }
    let message = error.advice.map { "\(error). \($0)" } ?? "\(error)"
    self.init(Self.code(for: error), message, email: email, cause: error)
  }

  private static func code(for error: SMTPError) -> Code {
    if error.code == .protocolViolation { return .protocolError }
    return switch error.category {
    case .unknownHost: .nameResolutionError
    case .network, .cancelled: .lostConnection
    case .configuration, .message: .invalidState
    case .authentication: .authenticationError
    case .policy: .secureConnectionError
    case .reply: .protocolError
    }
  }
}
