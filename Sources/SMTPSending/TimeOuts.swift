import NIOCore
import SMTPCore

/// How long a client waits, by phase. The defaults are those of RFC 5321 section 4.5.3.2 where it gives one.
public struct TimeOuts: Sendable, Hashable {
  /// For looking up the name and connecting; 30 seconds.
  public var connect = Duration.seconds(30)
  /// For the server's 220; 5 minutes.
  public var greeting = Duration.seconds(300)
  /// For EHLO, STARTTLS and each step of authentication; 2 minutes. RFC 5321 names none.
  public var command = Duration.seconds(120)
  /// For the whole TLS handshake; 30 seconds.
  public var tls = Duration.seconds(30)
  /// For each reply to MAIL and RCPT; 5 minutes.
  public var envelope = Duration.seconds(300)
  /// For the 354 to DATA; 2 minutes.
  public var data = Duration.seconds(120)
  /// For the network to take each block of the message; 3 minutes.
  public var transfer = Duration.seconds(180)
  /// For the verdict on the whole message; 10 minutes. Shorter means more messages delivered twice.
  public var acceptance = Duration.seconds(600)
  /// For the reply to QUIT; 5 seconds. The message's fate is decided by then.
  public var quit = Duration.seconds(5)

  public init() {}

  /// Every phase the same.
  public init(all amount: Duration) {
    connect = amount
    greeting = amount
    command = amount
    tls = amount
    envelope = amount
    data = amount
    transfer = amount
    acceptance = amount
    quit = amount
  }

  func limit(for phase: SMTPPhase) -> TimeAmount {
    TimeAmount(duration(for: phase))
  }

  private func duration(for phase: SMTPPhase) -> Duration {
    switch phase {
    case .connect: connect
    case .greeting: greeting
    case .hello, .startTLS, .authentication: command
    case .tls: tls
    case .envelope: envelope
    case .data: data
    case .transfer: transfer
    case .acceptance: acceptance
    case .quit: quit
    }
  }
}
