import SMTPSending
import TLSWire

/// Everything about a socket that changes: what it was told, what it does, and what it has seen.
struct SocketState: Sendable {
  /// What the socket is at.
  enum Activity: Sendable {
    case idle
    /// ``SMTPSecureSocket/connect()`` keeps a connection.
    case holding(Task<Void, Never>)
    case sending(Task<MailRun.Ending, Never>)
  }

  /// The connection of the moment.
  enum Link: Sendable {
    case none
    case connecting
    case open(ConnectionInfo?, isSecure: Bool)
  }

  var settings = SocketSettings()
  /// Counts the changes of ``settings``, so that a client is made anew only when there were some.
  var revision = 0
  var handlers = EventHandlers()
  var activity = Activity.idle
  var link = Link.none
  /// Of the latest connection, as far as it went. It outlives the connection, since an event that tells of its end is where
  /// a program looks at it.
  var evidence: TLSEvidence?
  var bytesLeft = 0
  var lastReceipt: DeliveryReceipt?
  var lastErrorNumber = 0

  mutating func beginConnecting() {
    link = .connecting
    evidence = nil
    bytesLeft = 0
  }

  mutating func connected(_ info: ConnectionInfo) {
    // With TLS from the first byte the greeting comes after the handshake.
    if case .open(_, let isSecure) = link {
      link = .open(info, isSecure: isSecure)
    } else {
      link = .open(info, isSecure: false)
    }
  }

  mutating func secured(_ evidence: TLSEvidence) {
    self.evidence = evidence
    if case .open(let info, _) = link {
      link = .open(info, isSecure: true)
    } else {
      link = .open(nil, isSecure: true)
    }
  }

  mutating func disconnected(_ evidence: TLSEvidence?) {
    link = .none
    bytesLeft = 0
    self.evidence = evidence ?? self.evidence
  }
}

/// The closures that hear of events besides the methods.
struct EventHandlers: Sendable {
  var connectionEstablished: (@Sendable (String) -> Void)?
  var error: (@Sendable (SocketError) -> Void)?
  var mailSent: (@Sendable () -> Void)?
  var messageSent: (@Sendable (EmailMessage) -> Void)?
  var sendProgress: (@Sendable (Int, Int) -> Bool)?
  var serverError: (@Sendable (Int, String, EmailMessage?) -> Void)?
  var willRetry: (@Sendable (SMTPError, Duration) -> Void)?
}
