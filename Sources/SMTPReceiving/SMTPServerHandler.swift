import SMTPCore

/// What a program does with the mail that its ``SMTPServer`` receives. Every requirement has a default.
///
/// While a method is under way the connection waits: events of one connection come one after the other, those of
/// different connections at the same time. When the client goes away the method's task is cancelled.
///
/// ```swift
/// struct Printer: SMTPServerHandler {
///   func respond(to event: ServerEvent, on connection: ServerConnection) async -> ServerDecision {
///     if case .data(let message) = event { print(message.envelope.reversePath, message.body.readableBytes) }
///     return .proceed
///   }
/// }
/// ```
public protocol SMTPServerHandler: Sendable {
  /// Decides at one point of the dialogue. The default proceeds, but refuses all credentials with `535 5.7.8`.
  func respond(to event: ServerEvent, on connection: ServerConnection) async -> ServerDecision

  /// Decides after a client's first TLS record has come and before anything is answered. The default proceeds.
  func tls(for connection: ServerConnection) async -> HandshakeDecision

  /// Hears of a connection's end, once for each.
  func connectionEnded(_ transcript: ConnectionTranscript) async
}

extension SMTPServerHandler {
  public func respond(to event: ServerEvent, on connection: ServerConnection) async -> ServerDecision {
    if case .authenticate = event { return .reply(.credentialsRefused) }
    return .proceed
  }

  public func tls(for connection: ServerConnection) async -> HandshakeDecision { .proceed }

  public func connectionEnded(_ transcript: ConnectionTranscript) async {}
}
