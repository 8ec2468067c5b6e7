import MIME
import SMTPCore

extension Envelope {
  /// The envelope of a message. One parsed address serves header and envelope, so that they cannot disagree.
  init(_ message: some MessageContent, _ routing: SMTPClient.Routing) throws(SMTPError) {
    do {
      // What the routing says is not asked of the message, which may have nobody to go to, or a field nobody can read.
      if routing.reversePath == nil { try message.validateSender() }
      if routing.recipients == nil { try message.validateRecipients() }
      try self.init(
        reversePath: routing.reversePath ?? Self.reversePath(of: message),
        recipients: (routing.recipients ?? message.envelopeRecipients).map { try EnvelopeAddress($0) },
        needsEightBitMIME: message.needsEightBitTransport,
        needsSMTPUTF8: message.hasInternationalHeader)
    } catch {
      throw .invalidEnvelope("\(error)")
    }
  }

  private static func reversePath(of message: some MessageContent) throws(EnvelopeSyntaxError) -> ReversePath {
    guard let sender = message.envelopeSender else { return .null }
    return .address(try EnvelopeAddress(sender))
  }
}

extension EnvelopeAddress {
  init(_ address: EmailAddress) throws(EnvelopeSyntaxError) {
    try self.init(localPart: address.localPart, domain: address.domain)
  }
}
