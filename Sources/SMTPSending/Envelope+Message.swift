import MIME
import SMTPCore

extension Envelope {
  /// The envelope of a message. One parsed address serves header and envelope, so that they cannot disagree.
  init(_ message: some MessageContent, _ routing: SMTPClient.Routing) throws(SMTPError) {
    guard !(routing.options.requiresTLS && message.declinesTLS) else {
      throw .invalidEnvelope("the message may go over TLS only (REQUIRETLS), and its header says \"TLS-Required: No\"")
    }
    do {
      // What the routing says is not asked of the message, which may have nobody to go to, or a field nobody can read.
      if routing.reversePath == nil { try message.validateSender() }
      if routing.recipients == nil { try message.validateRecipients() }
      try self.init(
        from: routing.reversePath ?? Self.reversePath(of: message),
        to: routing.recipients ?? message.envelopeRecipients,
        needsEightBitMIME: message.needsEightBitTransport,
        needsBinaryMIME: message.needsBinaryTransport,
        needsSMTPUTF8: message.hasInternationalHeader,
        routing.options, routing.recipientOptions)
    } catch let error as SMTPError {
      throw error
    } catch {
      throw .invalidEnvelope("\(error)")
    }
  }

  /// The envelope of a message that has not come yet.
  init(
    from reversePath: ReversePath, to recipients: [EmailAddress], needs: SMTPClient.TransportNeeds,
    _ options: DeliveryOptions, _ recipientOptions: [EmailAddress: RecipientOptions]
  ) throws(SMTPError) {
    do {
      try self.init(
        from: reversePath, to: recipients, needsEightBitMIME: needs.contains(.eightBitBody),
        needsBinaryMIME: needs.contains(.binaryBody), needsSMTPUTF8: needs.contains(.internationalHeader), options,
        recipientOptions)
    } catch let error as SMTPError {
      throw error
    } catch {
      throw .invalidEnvelope("\(error)")
    }
  }

  private init(
    from reversePath: ReversePath, to recipients: [EmailAddress], needsEightBitMIME: Bool, needsBinaryMIME: Bool,
    needsSMTPUTF8: Bool, _ options: DeliveryOptions, _ recipientOptions: [EmailAddress: RecipientOptions]
  ) throws {
    let recipients = try recipients.map { try EnvelopeAddress($0) }
    var optionsByAddress: [EnvelopeAddress: RecipientOptions] = [:]
    for (address, options) in recipientOptions {
      let address = try EnvelopeAddress(address)
      guard recipients.contains(address) else { throw SMTPError.invalidEnvelope("\(address) is no recipient") }
      optionsByAddress[address] = options
    }
    try self.init(
      reversePath: reversePath, recipients: recipients, needsEightBitMIME: needsEightBitMIME,
      needsBinaryMIME: needsBinaryMIME, needsSMTPUTF8: needsSMTPUTF8, options: options,
      recipientOptions: optionsByAddress, asciiDomains: Self.asciiDomains(of: recipients, and: reversePath))
  }

  private static func asciiDomains(of recipients: [EnvelopeAddress], and sender: ReversePath) -> [String: String] {
    var addresses = recipients.filter { !$0.isASCII }
    if case .address(let address) = sender, !address.isASCII { addresses.append(address) }
    var domains: [String: String] = [:]
    for domain in Set(addresses.map(\.domain)) { domains[domain] = ASCIIDomain.of(domain) }
    return domains
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
