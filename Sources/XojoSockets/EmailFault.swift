import MIME
import SMTPSending

/// Why a message cannot be sent as it is, found before it was sent.
struct EmailFault: Error, Sendable {
  /// The reply that RFC 5321 has for it, so that a program needs one way only to look at what was refused.
  enum Kind: Int {
    /// A mailbox whose syntax is wrong, or none to send from.
    case address = 553
    case tooLarge = 552
    /// Nobody to send to, or content that cannot be read or written.
    case unusable = 554
  }

  let kind: Kind
  let text: String

  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  init(_ error: MIMEError) {
    self.init([.invalidAddress, .noSender].contains(error.code) ? .address : .unusable, error.reason)
  }

  init(_ error: SMTPError) {
    let kind: Kind =
      switch error.code {
      case .invalidEnvelope: .address
      case .messageTooLarge: .tooLarge
      default: .unusable
      }
    self.init(kind, "\(error)")
  }

  static func catching<Result>(_ work: () throws(MIMEError) -> Result) throws(EmailFault) -> Result {
    do throws(MIMEError) {
      return try work()
    } catch {
      throw EmailFault(error)
    }
  }
}
