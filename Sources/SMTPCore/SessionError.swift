public import SASL

/// Why a client session cannot go on, and in which phase.
public struct SessionError: Error, Sendable, Hashable {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// What came is no reply, or breaks a limit.
    case malformedReply(ReplyError)
    /// The server refused to go on in this phase; for a transaction see ``TransactionReport`` instead.
    case refused(Reply)
    /// A reply that the command cannot have, such as 250 to DATA.
    case unexpectedReply(Reply)
    /// A reply that answers no command.
    case unsolicitedReply(Reply)
    /// EHLO does not list STARTTLS, and the policy asks for it.
    case startTLSNotOffered
    /// The server answered STARTTLS with something other than 220.
    case startTLSRefused(Reply)
    /// As ``startTLSRefused``, and more came with the refusal: somebody on the way is speaking (RFC 3207 section 6).
    case injectionAfterSTARTTLSRefusal(Reply)
    /// A whole line came after the 220 to STARTTLS, outside TLS.
    case injectedReplyAfterSTARTTLS
    /// Bytes that make no line came after the 220 to STARTTLS, outside TLS.
    case injectedFragmentAfterSTARTTLS
    case authenticationNotOffered
    case noCommonMechanism(wanted: [String], offered: [String])
    /// AUTH was refused for good or for the time being: the reply tells. `serverError` is what an OAuth server added.
    case authenticationRefused(Reply, mechanism: String, serverError: String?)
    case authenticationExchange(SASLError)
    /// The server accepted the login without proof, or with a wrong one, that it knows the password itself.
    case serverUnproven(SASLError)
    /// A challenge that is not base64.
    case malformedChallenge
    /// More challenges than any mechanism has.
    case tooManyChallenges
    case extensionNotOffered(String)
    /// The server offers the extension, but not as much of it as the message asks for.
    case extensionLimit(String)
    /// REQUIRETLS is asked for without TLS (RFC 8689 section 4.2).
    case requireTLSInClear
    case messageTooLarge(size: Int, limit: Int)
    case connectionClosed
  }

  public let kind: Kind
  public let phase: SMTPPhase

  public init(_ kind: Kind, in phase: SMTPPhase) {
    self.kind = kind
    self.phase = phase
  }

  /// The server's reply, where one is the cause.
  public var reply: Reply? {
    switch kind {
    case .refused(let reply), .unexpectedReply(let reply), .unsolicitedReply(let reply), .startTLSRefused(let reply),
      .injectionAfterSTARTTLSRefusal(let reply), .authenticationRefused(let reply, _, _):
      reply
    default:
      nil
    }
  }
}

extension SessionError: CustomStringConvertible {
  public var description: String { "\(phase): \(kind)" }
}

extension SessionError.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformedReply(let error): "\(error)"
    case .refused(let reply): "the server answered \(reply)"
    case .unexpectedReply(let reply): "the server gave an answer that the command cannot have: \(reply)"
    case .unsolicitedReply(let reply): "the server spoke unasked: \(reply)"
    case .startTLSNotOffered: "the server does not offer STARTTLS"
    case .startTLSRefused(let reply): "the server refused STARTTLS: \(reply)"
    case .injectionAfterSTARTTLSRefusal(let reply):
      "the server refused STARTTLS (\(reply)) and more came with the refusal, as when somebody on the way injects replies"
    case .injectedReplyAfterSTARTTLS:
      "a further reply came in clear after the 220 to STARTTLS, as when somebody on the way injects replies"
    case .injectedFragmentAfterSTARTTLS:
      "part of a line came in clear after the 220 to STARTTLS, as when somebody on the way injects replies"
    case .authenticationNotOffered: "the server does not offer authentication"
    case .noCommonMechanism(let wanted, let offered):
      "no common way to authenticate: this side has \(Self.list(wanted)), the server offers \(Self.list(offered))"
    case .authenticationRefused(let reply, let mechanism, let serverError):
      "\(mechanism) was refused: \(reply)\(serverError.map { " (\(Reply.printable($0)))" } ?? "")"
    case .authenticationExchange(let error), .serverUnproven(let error): "\(error)"
    case .malformedChallenge: "the server's challenge is not base64"
    case .tooManyChallenges: "the server goes on sending challenges"
    case .extensionNotOffered(let name): "the message needs \(name), which the server does not offer"
    case .extensionLimit(let text): text
    case .requireTLSInClear: "the message may go over TLS only (REQUIRETLS), and this connection has none"
    case .messageTooLarge(let size, let limit): "the message has \(size) bytes and the server takes \(limit) at most"
    case .connectionClosed: "the connection was closed"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }
}
