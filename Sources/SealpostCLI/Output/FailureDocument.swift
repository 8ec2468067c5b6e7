import SMTPCore
import SMTPSending

/// A failure in JSON: `error`, and beside it the fields of the receipt, where an attempt was made.
struct FailureDocument: Encodable {
  private let code: String
  private let phase: SMTPPhase?
  private let message: String
  private let isTemporary: Bool
  private let isAmbiguous: Bool
  private let reply: Reply?
  private let action: String?
  private let receipt: DeliveryReceipt?

  init(_ error: SMTPError) {
    code = error.code.description
    phase = error.phase
    message = error.detail
    isTemporary = error.isTemporary
    isAmbiguous = error.isAmbiguous
    reply = error.reply
    action = error.remedy
    receipt = error.receipt
  }

  init(_ failure: CommandFailure) {
    code = failure.status.code
    phase = nil
    message = failure.description
    isTemporary = failure.status == .temporary
    isAmbiguous = false
    reply = nil
    action = nil
    receipt = nil
  }

  private enum CodingKeys: String, CodingKey {
    case error
  }

  private enum ErrorKeys: String, CodingKey {
    case code, phase, message, temporary, ambiguous, reply, action, advice
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var error = container.nestedContainer(keyedBy: ErrorKeys.self, forKey: .error)
    try error.encode(code, forKey: .code)
    try error.encode(phase, forKey: .phase)
    try error.encode(message, forKey: .message)
    try error.encode(isTemporary, forKey: .temporary)
    try error.encode(isAmbiguous, forKey: .ambiguous)
    try error.encode(reply, forKey: .reply)
    try error.encode(action, forKey: .action)
    try error.encode(reply.flatMap(ReplyAdvice.advice(for:)), forKey: .advice)
    try receipt?.encode(to: encoder)
  }
}
