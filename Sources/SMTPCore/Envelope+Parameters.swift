/// What an envelope says to a server that offers so much. Only what this message needs is said, because servers exist that
/// advertise an extension and then refuse its parameter (Exchange and SMTPUTF8).
extension Envelope {
  /// - Parameter isProtected: whether TLS with a verified certificate is in force.
  /// - Throws: ``SessionError`` where the server lacks what the message needs.
  func mailCommand(for capabilities: Capabilities, isProtected: Bool) throws(SessionError) -> Command {
    .mail(writtenReversePath, try mailParameters(for: capabilities, isProtected: isProtected))
  }

  /// - Throws: ``SessionError`` where the server lacks what the recipient needs, which ``mailCommand(for:isProtected:)`` would
  ///   have thrown already.
  func rcptCommand(at index: Int, for capabilities: Capabilities) throws(SessionError) -> Command {
    .rcpt(writtenRecipient(at: index), try recipientParameters(at: index, for: capabilities))
  }

  /// The parameters of MAIL.
  func mailParameters(for capabilities: Capabilities, isProtected: Bool) throws(SessionError) -> [ESMTPParameter] {
    var parameters = try contentParameters(for: capabilities)
    if options.requiresTLS {
      guard isProtected else { throw .init(.requireTLSInClear, in: .envelope) }
      guard capabilities.offersRequireTLS else { throw .init(.extensionNotOffered("REQUIRETLS"), in: .envelope) }
      parameters.append(.requireTLS)
    }
    if try sendsDSNParameters(to: capabilities), let dsn = options.dsn { parameters += dsn.parameters }
    if let deliverBy = options.deliverBy {
      try capabilities.check(deliverBy)
      parameters.append(deliverBy.parameter)
    }
    if let hold = options.hold {
      try capabilities.check(hold)
      parameters.append(hold.parameter)
    }
    if let priority = options.priority {
      guard capabilities.offersPriorities else { throw .init(.extensionNotOffered("MT-PRIORITY"), in: .envelope) }
      parameters.append(priority.parameter)
    }
    if let submitter = options.submitter, capabilities.offers("AUTH") { parameters.append(submitter.parameter) }
    return parameters
  }

  /// The parameters of the RCPT for one of ``recipients``.
  func recipientParameters(at index: Int, for capabilities: Capabilities) throws(SessionError) -> [ESMTPParameter] {
    let own = recipientOptions[recipients[index]]
    let notification = own?.notification ?? options.dsn?.notification
    guard notification != nil || own != nil, try sendsDSNParameters(to: capabilities) else { return [] }
    return [notification?.parameter, own?.originalRecipient?.parameter].compactMap { $0 }
  }

  private func contentParameters(for capabilities: Capabilities) throws(SessionError) -> [ESMTPParameter] {
    var parameters: [ESMTPParameter] = []
    if let size, capabilities.offersSize {
      if let limit = capabilities.maximumMessageSize, size > limit {
        throw .init(.messageTooLarge(size: size, limit: limit), in: .envelope)
      }
      parameters.append(.size(size))
    }
    if needsBinaryMIME {
      guard capabilities.offersBinaryMIME else { throw .init(.extensionNotOffered("BINARYMIME"), in: .envelope) }
      parameters.append(.bodyBinaryMIME)
    } else if needsEightBitMIME {
      guard capabilities.offers8BitMIME else { throw .init(.extensionNotOffered("8BITMIME"), in: .envelope) }
      parameters.append(.body8BitMIME)
    }
    if needsSMTPUTF8 {
      guard capabilities.offersSMTPUTF8 else { throw .init(.extensionNotOffered("SMTPUTF8"), in: .envelope) }
      parameters.append(.smtpUTF8)
    }
    return parameters
  }

  /// Whether the server hears of notifications: not where none are asked for, nor where it lacks DSN and may.
  private func sendsDSNParameters(to capabilities: Capabilities) throws(SessionError) -> Bool {
    guard options.dsn != nil || !recipientOptions.isEmpty, !capabilities.offersDSN else {
      return capabilities.offersDSN
    }
    guard options.dsn?.isRequired == false else { throw .init(.extensionNotOffered("DSN"), in: .envelope) }
    return false
  }
}
