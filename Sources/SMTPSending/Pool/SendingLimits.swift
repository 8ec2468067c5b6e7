/// How much a provider takes, so that it is kept to before the server refuses.
///
///     configuration.pool.limits = .microsoft365
///
/// What is over a limit by the minute waits; what is over a limit by the day is refused with an error that says until when.
public struct SendingLimits: Sendable, Hashable {
  /// Connections at the same time.
  public var connections: Int?
  /// Messages within any 60 seconds.
  public var messagesPerMinute: Int?
  /// Recipients within any 24 hours, each counted for each message.
  public var recipientsPerDay: Int?
  /// Recipients of one message; one with more goes out in several transactions.
  public var recipientsPerMessage: Int?

  public init(
    connections: Int? = nil, messagesPerMinute: Int? = nil, recipientsPerDay: Int? = nil,
    recipientsPerMessage: Int? = nil
  ) {
    self.connections = connections
    self.messagesPerMinute = messagesPerMinute
    self.recipientsPerDay = recipientsPerDay
    self.recipientsPerMessage = recipientsPerMessage
  }

  public static let none = SendingLimits()

  /// Exchange Online's for one mailbox that submits by SMTP AUTH: 3 connections, 30 messages a minute, 10,000 recipients a
  /// day, 500 recipients a message unless an administrator allows more.
  public static let microsoft365 = SendingLimits(
    connections: 3, messagesPerMinute: 30, recipientsPerDay: 10_000, recipientsPerMessage: 500)

  /// A consumer's Gmail account, through smtp.gmail.com: 500 recipients a day.
  public static let gmail = SendingLimits(recipientsPerDay: 500)

  /// A Google Workspace account, through smtp.gmail.com: 2,000 recipients a day.
  public static let googleWorkspace = SendingLimits(recipientsPerDay: 2_000)
}

/// How connections are kept and shared.
public struct PoolSettings: Sendable, Hashable {
  /// Connections at the same time, those that are being opened included; at least 1. ``SendingLimits/connections`` may
  /// lower it.
  public var maximumConnections = 4
  /// How long a connection may wait for the next message before it is closed.
  public var idleTimeOut = Duration.seconds(30)
  /// How old a connection may get before it takes no further message; nil for any age.
  public var maximumAge: Duration? = .seconds(3600)
  /// How many messages a connection carries before it is closed; nil for any number. A server that names a limit of its own
  /// (RFC 9422 `MAILMAX`) is obeyed as well.
  public var maximumMessages: Int?
  /// How long a message may wait for a connection, time for opening one included; nil for as long as it takes.
  public var waitingLimit: Duration?
  public var limits = SendingLimits.none

  public init() {}

  /// A connection of its own for each message.
  public static let newConnectionForEachMessage: PoolSettings = {
    var settings = PoolSettings()
    settings.maximumMessages = 1
    return settings
  }()

  var effectiveConnections: Int { max(1, min(maximumConnections, limits.connections ?? .max)) }
}
