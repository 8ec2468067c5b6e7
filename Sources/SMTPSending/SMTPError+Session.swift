import SMTPCore
import TLSWire

extension SMTPError {
  /// What a session's end means to the caller.
  init(_ error: SessionError, evidence: TLSEvidence?) {
    let code = Self.code(for: error.kind)
    var detail = Self.detail(for: error.kind)
    if code == .connectionLost, error.phase == .acceptance {
      detail += " after the whole message had been sent, so it may have been delivered"
    }
    self.init(code, in: error.phase, detail, reply: error.reply, evidence: evidence)
  }

  private static func code(for kind: SessionError.Kind) -> Code {
    switch kind {
    case .malformedReply, .unexpectedReply, .unsolicitedReply: .protocolViolation
    case .refused: .refused
    case .startTLSNotOffered: .startTLSNotOffered
    case .startTLSRefused: .startTLSRefused
    case .injectionAfterSTARTTLSRefusal: .injectionAfterSTARTTLSRefusal
    case .injectedReplyAfterSTARTTLS: .injectedReplyAfterSTARTTLS
    case .injectedFragmentAfterSTARTTLS: .injectedFragmentAfterSTARTTLS
    case .authenticationNotOffered: .authenticationNotOffered
    case .noCommonMechanism: .noCommonMechanism
    case .authenticationRefused: .authenticationRefused
    case .serverUnproven: .serverUnproven
    case .authenticationExchange, .malformedChallenge, .tooManyChallenges: .authenticationFailed
    case .extensionNotOffered: .extensionNotOffered
    case .extensionLimit: .extensionLimit
    case .requireTLSInClear: .requireTLSUnprotected
    case .messageTooLarge: .messageTooLarge
    case .connectionClosed: .connectionLost
    }
  }

  /// The kind in words, without the reply that ``SMTPError/description`` adds.
  private static func detail(for kind: SessionError.Kind) -> String {
    switch kind {
    case .refused: "the server refused"
    case .unexpectedReply: "the server gave an answer that the command cannot have"
    case .unsolicitedReply: "the server spoke unasked"
    case .startTLSRefused: "the server refused STARTTLS"
    case .injectionAfterSTARTTLSRefusal:
      "the server refused STARTTLS and more came with the refusal, as when somebody on the way injects replies"
    case .authenticationRefused(_, let mechanism, let serverError):
      "\(mechanism) was refused" + (serverError.map { " (\($0))" } ?? "")
    default: "\(kind)"
    }
  }
}
