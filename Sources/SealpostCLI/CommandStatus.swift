import MIME
import SMTPSending

/// How a command ended, as sysexits.h numbers it.
enum CommandStatus: Int32, Sendable, Hashable, CaseIterable {
  case done = 0
  case usage = 64
  case unusableMessage = 65
  case noInput = 66
  case unknownHost = 68
  case refused = 69
  case software = 70
  case cannotWrite = 74
  case temporary = 75
  case policy = 76
  case authentication = 77
  case configuration = 78
  /// 128 and the number of SIGINT, as shells have it.
  case interrupted = 130

  /// The kind of a failure that is not the sending library's, in the manner of ``SMTPError/Code``.
  var code: String {
    switch self {
    case .done: "done"
    case .usage: "usage"
    case .unusableMessage: "message.unusable"
    case .noInput: "input.notFound"
    case .unknownHost: "connection.unknownHost"
    case .refused: "reply.refused"
    case .software: "internal"
    case .cannotWrite: "output.notWritten"
    case .temporary: "temporary"
    case .policy: "policy"
    case .authentication: "authentication"
    case .configuration: "configuration.invalid"
    case .interrupted: "cancelled"
    }
  }
}

extension CommandStatus {
  init(_ error: SMTPError) {
    self =
      switch error.category {
      case .cancelled: .interrupted
      case _ where error.isAmbiguous: .temporary
      case .configuration: .configuration
      case .message: .unusableMessage
      case .unknownHost: .unknownHost
      case .network: .temporary
      case .policy: .policy
      case .authentication: error.code == .tokenUnavailable ? .configuration : .authentication
      case .reply: error.isTemporary ? .temporary : .refused
      }
  }

  /// The worst that happened to a recipient decides.
  init(_ receipt: DeliveryReceipt) {
    let outcomes = receipt.recipients.map(\.outcome)
    self =
      if outcomes.contains(.rejected) {
        .refused
      } else {
        outcomes.allSatisfy { $0 == .accepted } ? .done : .temporary
      }
  }

  init(_ code: MIMEError.Code) {
    self =
      switch code {
      case .invalidAddress, .noSender, .noRecipients: .usage
      case .attachmentNotFound, .unreadableAttachment, .messageNotFound, .unreadableMessage: .noInput
      default: .unusableMessage
      }
  }
}
